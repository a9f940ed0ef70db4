"""What is left without script and without styles: everything."""

import re

from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import Site, script

REMOVE_BUTTONS = """() => {
  for (const button of document.querySelectorAll("button[type=button]")) {
    document.getElementById(button.getAttribute("aria-describedby"))?.remove();
    button.remove();
  }
}"""


def text(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("body").inner_text()).strip()


def content(page: Page) -> str:
    """Its text but for buttons that send nothing, and what describes them: they are shown with script only."""
    page.evaluate(REMOVE_BUTTONS)
    return text(page)


def without_script(site: Site) -> Row:
    """The same words as with it, and no content that waits for it."""
    faults = Faults()
    for name in site.pages:
        with site.open(name) as page:
            whole = content(page)
        with site.open(name, java_script_enabled=False) as page:
            if (bare := content(page)) != whole:
                shared = next(
                    (n for n, pair in enumerate(zip(bare, whole, strict=False)) if len({*pair}) > 1),
                    min(len(bare), len(whole)),
                )
                faults.add(f"{name}: without script “{bare[shared:][:40]}”, with script “{whole[shared:][:40]}”")
            if not page.get_by_role("heading", level=1).count():
                faults.add(f"{name}: no heading")
    return faults.row("the same words with JavaScript off", f"{len(site.pages)} pages")


def without_styles(site: Site) -> Row:
    """Headings in order, landmarks, names, and a reading order that makes sense."""
    faults = Faults()
    for name in site.pages:
        with site.open(name, start=False) as page:
            page.route("**/*.css", lambda route: route.abort())
            site.go(page, name)
            for fault in script(page, "structure"):
                faults.add(f"{name}: {fault}")
    return faults.row("meaningful without CSS: headings, landmarks, names, order", f"{len(site.pages)} pages")


def check(site: Site) -> list[Row]:
    return [without_script(site), without_styles(site)]
