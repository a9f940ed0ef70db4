"""Share, print, and save a profile."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.looks import SIZES

PROFILE = "/schools/gertz-ressler/"
SHEET = "Object.defineProperty(navigator, 'share', {value: async (shared) => { window.shared = shared }})"


def test_a_profile_is_shared_copied_and_printed(page, site_url):
    page.add_init_script("window.print = () => { window.printed = true }")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site_url)
    page.goto(site_url + PROFILE)
    row = page.locator(".share")
    expect(row.get_by_role("button", name="Share", exact=True)).to_be_hidden()  # this browser has no share sheet
    link = urlsplit(row.get_by_role("link", name="Share on WhatsApp").get_attribute("href"))
    assert (link.scheme, link.netloc) == ("https", "wa.me")
    assert re.fullmatch(
        rf"Gertz-Ressler High School · \(213\) 745-8141 · .+ http://\S+{PROFILE}", parse_qs(link.query)["text"][0]
    )
    row.get_by_role("button", name="Copy link").click()
    expect(row.get_by_role("status")).to_have_text("Link copied.")
    row.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    for size in SIZES.values():
        page.set_viewport_size(size)
        tops = {round(item.bounding_box()["y"]) // 12 for item in row.locator("a, button").filter(visible=True).all()}
        assert len(tops) == 1  # one row

    page.add_init_script(SHEET)
    page.reload()
    expect(row.get_by_role("link", name="Share on WhatsApp")).to_be_hidden()
    row.get_by_role("button", name="Share", exact=True).click()
    shared = page.evaluate("window.shared")
    assert shared["title"] == "Alliance Gertz-Ressler High School"
    assert shared["url"].endswith(PROFILE)
