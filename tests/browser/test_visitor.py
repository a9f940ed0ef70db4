"""A visitor in a real browser: accessible at every width, no other servers, no cookies, works without scripts."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from pages.announcements.models import Kind
from pages.models import Announcement
from quality.audit import axe
from tests.browser.sizes import SIZES


def sitemap(page, site_url):
    text = page.request.get(f"{site_url}/sitemap.xml").text()
    return [urlsplit(url).path for url in re.findall(r"<loc>([^<]+)</loc>", text)]


def test_every_page_is_accessible_and_asks_no_other_host_and_sets_no_cookie(page, site_url):
    """Every page on phone and desktop. All profiles share a template, so every one is opened, and every fifth is
    checked as closely as other pages."""
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    problems = []
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    paths = sitemap(page, site_url)
    assert len(paths) == 92
    for number, path in enumerate(paths):
        is_profile = re.match("/schools/.|/es/escuelas/.", path)
        page.set_viewport_size(list(SIZES.values())[number % 2])
        page.goto(site_url + path)
        for size in SIZES.values() if not is_profile or number % 5 == 0 else ():
            page.set_viewport_size(size)
            problems += [(path, size, violation) for violation in axe.violations(page)]
    assert problems == []
    assert errors == []
    assert hosts == {urlsplit(site_url).netloc}
    assert page.context.cookies() == []


def test_the_site_works_without_script(browser, site_url):
    context = browser.new_context(java_script_enabled=False, viewport=SIZES["phone"])
    page = context.new_page()
    page.goto(site_url + "/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Our schools").click()
    expect(page).to_have_url(re.compile("/schools/$"))
    page.get_by_label("Grade next year", exact=True).select_option("7")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("grade=7"))
    page.get_by_role("main").get_by_role("link", name="Richard Merkin").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alliance Richard Merkin Middle School")
    context.close()


def test_the_keyboard_skips_to_the_content_and_always_shows_where_it_is(page, site_url):
    page.goto(site_url + "/about/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    for _n in range(12):
        page.keyboard.press("Tab")
        box = page.locator(":focus").bounding_box()
        assert box is not None
        assert box["width"] > 0


@pytest.mark.parametrize("width", [320, 360, 480, 800])
def test_the_open_menu_covers_nothing_of_its_button(page, site_url, width):
    page.set_viewport_size({"width": width, "height": 740})
    Announcement.objects.create(kind=Kind.EMERGENCY, text="No school today, at any of our schools.")
    for path in ("/", "/es/"):
        page.goto(site_url + path)
        button, menu = page.locator("[popovertarget=menu]"), page.locator("#menu")
        button.click()
        foot = button.bounding_box()["y"] + button.bounding_box()["height"]
        assert foot < menu.bounding_box()["y"] < foot + 16
        button.click()
        expect(menu).to_be_hidden()


def test_a_list_of_the_menu_closes_with_escape_or_a_click_elsewhere(page, site_url):
    page.set_viewport_size(SIZES["desktop"])
    page.goto(site_url + "/")
    menu = page.get_by_role("navigation", name="Main")
    opener = menu.locator("summary")
    opener.click()
    menu.get_by_role("link", name="Push boundaries").focus()
    page.keyboard.press("Escape")
    assert not menu.get_by_role("link", name="Push boundaries").is_visible()
    assert opener.evaluate("summary => summary === document.activeElement")
    opener.click()
    page.locator("h1").click(position={"x": 5, "y": 5})
    assert not menu.get_by_role("link", name="Push boundaries").is_visible()
