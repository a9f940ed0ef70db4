"""Everything works with the keyboard alone: the menu, the finder, disclosures, pages of results."""

import pytest
from playwright.sync_api import expect

from quality.templates import PAGES, SPANISH
from tests.browser.sizes import SIZES

ALL = PAGES | SPANISH
WITH_DISCLOSURES = {
    *("home", "about", "mission", "pillar", "schools", "schools-all", "school", "school-closed", "enroll"),
    *("home-es", "schools-es", "school-es", "enroll-es"),
}

IS_OPEN = "document.activeElement.parentElement.open"


@pytest.fixture
def visit(page, site_url):
    """Open the page of a name at a size."""

    def go(name, size="phone"):
        page.set_viewport_size(SIZES[size])
        page.goto(site_url + ALL[name])

    return go


def tab_to(page, selector):
    for _press in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_the_menu_on_a_phone_opens_closes_and_gives_the_focus_back(page, visit):
    visit("home")
    tab_to(page, "[popovertarget]")
    page.keyboard.press("Enter")
    tab_to(page, ":popover-open a")
    assert page.locator(":focus").is_visible()
    page.keyboard.press("Escape")
    expect(page.locator(":popover-open")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('[popovertarget]')")


def open_and_close(page, selector):
    tab_to(page, selector)
    if page.evaluate(IS_OPEN):
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert page.evaluate(IS_OPEN)
    page.keyboard.press("Space")
    assert not page.evaluate(IS_OPEN)


def test_a_list_of_the_wide_menu_opens_and_leads_on(page, visit):
    visit("home", "desktop")
    open_and_close(page, "header nav summary")
    page.keyboard.press("Enter")
    tab_to(page, "header nav details[open] a")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address != before)


@pytest.mark.parametrize("name", ALL)
def test_disclosures_open_and_close(page, visit, name):
    visit(name)
    assert (page.locator("main summary").count() > 0) == (name in WITH_DISCLOSURES)
    if name in WITH_DISCLOSURES:
        open_and_close(page, "main summary")


@pytest.mark.parametrize(("name", "size"), [("home", "phone"), ("schools", "desktop")])
def test_the_finder_answers_what_was_typed(page, visit, name, size):
    visit(name, size)
    tab_to(page, "main form input:not([type=hidden])")
    page.keyboard.type("90007")
    page.keyboard.press("Enter")
    page.wait_for_url("**?**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_pages_of_results_lead_on_and_back(page, visit):
    visit("search")
    tab_to(page, "main a[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    tab_to(page, "main a[rel=prev]")
