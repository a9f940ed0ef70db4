"""Share, print, and save a profile; saved schools on the home page."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from quality.audit import axe
from tests.browser.sizes import SIZES

PROFILE = "/schools/gertz-ressler/"
SHEET = "Object.defineProperty(navigator, 'share', {value: async (shared) => { window.shared = shared }})"


@pytest.mark.parametrize("size", SIZES)
def test_whatsapp_copy_print_and_save_where_there_is_no_share_sheet(page, site_url, size):
    page.set_viewport_size(SIZES[size])
    page.add_init_script("window.print = () => { window.printed = true }")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site_url)
    page.goto(site_url + PROFILE)
    row = page.locator(".share")
    expect(row.get_by_role("button", name="Share", exact=True)).to_be_hidden()
    link = urlsplit(row.get_by_role("link", name="Share on WhatsApp").get_attribute("href"))
    assert (link.scheme, link.netloc) == ("https", "wa.me")
    assert re.fullmatch(rf"Alliance Gertz-Ressler High School http://\S+{PROFILE}", parse_qs(link.query)["text"][0])
    row.get_by_role("button", name="Copy link").click()
    expect(row.get_by_role("status")).to_have_text("Link copied.")
    row.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    tops = {round(item.bounding_box()["y"]) // 12 for item in row.locator("a, button").all() if item.is_visible()}
    assert len(tops) == 1  # one row
    assert axe.violations(page) == []


def test_the_phones_own_share_sheet_is_used_where_there_is_one(page, site_url):
    page.add_init_script(SHEET)
    page.goto(site_url + PROFILE)
    row = page.locator(".share")
    expect(row.get_by_role("link", name="Share on WhatsApp")).to_be_hidden()
    row.get_by_role("button", name="Share", exact=True).click()
    shared = page.evaluate("window.shared")
    assert shared["title"] == "Alliance Gertz-Ressler High School"
    assert shared["url"].endswith(PROFILE)


def test_without_script_the_link_remains(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + PROFILE)
    expect(page.locator(".share").get_by_role("link", name="Share on WhatsApp")).to_be_visible()
    assert page.locator(".share button").filter(visible=True).count() == 0
    context.close()


def test_saved_schools_are_on_the_home_page_until_they_are_cleared(page, site_url):
    page.goto(f"{site_url}/")
    saved = page.locator(".kept")
    expect(saved).to_be_hidden()
    for slug in ("gertz-ressler", "merkin"):
        page.goto(f"{site_url}/schools/{slug}/")
        page.get_by_role("button", name=re.compile("^Save ")).first.click()
        page.goto(f"{site_url}/")
        expect(saved.get_by_role("link", name="Compare them")).to_be_visible(visible=slug == "merkin")
    expect(saved.get_by_role("listitem")).to_have_count(2)
    assert axe.violations(page) == []
    page.get_by_role("link", name="Compare them").click()
    expect(page.locator(".compare__name")).to_have_count(2)
    page.goto(f"{site_url}/")
    page.get_by_role("button", name="Clear all").click()
    expect(saved).to_be_hidden()
