"""The menu works with the keyboard alone; everything else is links, native controls, and disclosures."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import DESKTOP, PHONE

IS_OPEN = "document.activeElement.parentElement.open"


def tab_to(page, selector):
    for _press in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def open_and_close(page, selector):
    tab_to(page, selector)
    if page.evaluate(IS_OPEN):
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert page.evaluate(IS_OPEN)
    page.keyboard.press("Space")
    assert not page.evaluate(IS_OPEN)


def test_the_menu_opens_closes_and_gives_the_focus_back(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(site_url + "/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    assert page.locator(":focus").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.goto(site_url + "/")
    tab_to(page, "[popovertarget]")
    page.keyboard.press("Enter")
    tab_to(page, ":popover-open a")
    assert page.locator(":focus").is_visible()
    page.keyboard.press("Escape")
    expect(page.locator(":popover-open")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('[popovertarget]')")

    page.set_viewport_size(DESKTOP)
    page.goto(site_url + "/")
    menu = page.get_by_role("navigation", name="Main")
    opener, item = menu.locator("summary"), menu.get_by_role("link", name="Push boundaries")
    open_and_close(page, "header nav summary")
    page.keyboard.press("Enter")
    tab_to(page, "header nav details[open] a")
    page.keyboard.press("Escape")
    expect(item).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.locator("h1").click(position={"x": 5, "y": 5})  # elsewhere
    expect(item).to_be_hidden()
    opener.focus()
    page.keyboard.press("Enter")
    tab_to(page, "header nav details[open] a")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(f"{site_url}/")
