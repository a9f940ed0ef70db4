"""Things one does with the keyboard alone: the menu, forms, disclosures, pages of results."""

from collections.abc import Callable

from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import Site

PRESSES = 300


class OutOfReachError(Exception):
    """Tab did not come to what was looked for, or a key did not do what it does."""


def tab_to(page: Page, selector: str) -> None:
    for _press in range(PRESSES):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise OutOfReachError(f"Tab does not come to {selector}")


def expect(fact: bool, otherwise: str) -> None:
    if not fact:
        raise OutOfReachError(otherwise)


def menu(page: Page) -> None:
    """Narrow: Enter opens the menu, Tab goes into it, Escape closes it and gives the focus back."""
    tab_to(page, "[popovertarget]")
    page.keyboard.press("Enter")
    tab_to(page, ":popover-open a")
    expect(page.locator(":focus").is_visible(), "the first link of the open menu cannot be seen")
    page.keyboard.press("Escape")
    expect(page.locator(":popover-open").count() == 0, "Escape does not close the menu")
    back = page.evaluate("document.activeElement.matches('[popovertarget]')")
    expect(back, "closing the menu does not give the focus back to its button")


def wide_menu(page: Page) -> None:
    """Wide: a parent's disclosure opens with Enter, its links follow, and one of them leads somewhere."""
    disclosure(page, "header nav summary")
    page.keyboard.press("Enter")
    tab_to(page, "header nav details[open] a")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address != before)


def disclosure(page: Page, selector: str = "main summary") -> None:
    """Enter opens it, Space closes it; one that is open already is closed first."""
    tab_to(page, selector)
    is_open = "document.activeElement.parentElement.open"
    if page.evaluate(is_open):
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.evaluate(is_open), "Enter does not open it")
    page.keyboard.press("Space")
    expect(not page.evaluate(is_open), "Space does not close it")


def finder(page: Page) -> None:
    """The finder of the home page answers what was typed and sent with Enter, or chosen and sent with its button."""
    tab_to(page, "main form input:not([type=hidden]), main form select")
    if page.evaluate("document.activeElement.localName") == "select":
        page.keyboard.press("ArrowDown")
        tab_to(page, "main form button")
    else:
        page.keyboard.type("90007")
    page.keyboard.press("Enter")
    page.wait_for_url("**?**")
    expect(page.get_by_role("heading", level=1).is_visible(), "the answer has no heading")


def pagination(page: Page) -> None:
    tab_to(page, "main a[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    tab_to(page, "main a[rel=prev]")


def paths(site: Site) -> list[tuple[str, str, int, Callable[[Page], None]]]:
    with_disclosures = []
    for name in site.pages:
        with site.open(name) as page:
            if page.locator("main summary").count():
                with_disclosures.append(name)
    walks = [
        ("menu on a phone", "home", 360, menu),
        ("menu on a wide screen", "home", 1280, wide_menu),
        ("finder on the home page", "home", 360, finder),
        ("finder on the school list", "schools", 1280, finder),
        ("pages of results", "search", 360, pagination),
        *(("disclosure", name, 360, disclosure) for name in with_disclosures),
    ]
    return [walk for walk in walks if walk[1] in site.pages]


def check(site: Site) -> list[Row]:
    faults = Faults()
    walked = paths(site)
    for what, name, width, walk in walked:
        with site.open(name, width) as page:
            page.set_default_timeout(5000)
            try:
                walk(page)
            except Exception as error:  # whatever goes wrong on the way is the fault that is told
                faults.add(f"{what} ({name}, {width} px): {str(error).splitlines()[0]}")
    return [faults.row("keyboard alone: menu, finder, disclosures, pages of results", f"{len(walked)} paths")]
