"""A visitor in a real browser: no page has barriers, other servers, or cookies; all works without scripts.

The menu works with the keyboard alone; everything else is links, native controls, and disclosures.
"""

import re
from datetime import timedelta
from itertools import combinations
from math import dist
from urllib.parse import unquote, urlsplit

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from pages.models import Announcement
from quality.audit import axe
from quality.audit.site import script
from schools.mistakes.views import guard
from tests.browser.looks import DESKTOP, PHONE, SIZES, TEMPLATES, Watch, faults, faults_of_each

ANSWERS = (
    "/schools/?q=secundaria+near+wats&within=3&closed=on",
    "/schools/?near=10001&q=zzzz",
    "/schools/?near=Pomona&within=1",
    "/schools/compare/",
    "/schools/compare/?school=gertz-ressler&school=merkin&school=tennenbaum&school=olga-mohan&school=x",
)
LISTS = ("/schools/gertz-ressler/required-documents/", "/required-documents/", "/")  # with the longest postings
PROFILE = "/schools/gertz-ressler/"
NARROWEST = {"width": 320, "height": 740}


def is_visited(number, path) -> bool:
    """All profiles share a template, so one in ten is enough."""
    return number % 10 == 0 or not re.match("/schools/.|/es/escuelas/.", path)


def test_no_page_has_errors_barriers_other_servers_or_cookies(page, site_url, posted):
    """The other pages than test_bounds.py visits."""
    watch = Watch()
    watch(page)
    listed = re.findall(r"<loc>([^<]+)</loc>", page.request.get(f"{site_url}/sitemap.xml").text())
    paths = [urlsplit(url).path for url in listed]
    assert len(paths) > 60
    paths = [path for number, path in enumerate(paths) if is_visited(number, path)]
    for number, path in enumerate(path for path in paths if path not in TEMPLATES.values()):
        page.set_viewport_size(PHONE if number % 2 else DESKTOP)
        page.goto(site_url + path)
        page.mouse.wheel(0, 4000)
        watch.problems += [(path, fault) for fault in axe.violations(page)]
    for path in ANSWERS:
        page.goto(site_url + path)
        watch.problems += [(path, fault) for fault in faults_of_each(page)]
    for path in LISTS:
        page.goto(site_url + path)
        page.locator("details:not([name])").evaluate_all("all => all.forEach(one => { one.open = true })")
        watch.problems += [(path, fault) for fault in faults_of_each(page)]
        page.set_viewport_size(NARROWEST)
        watch.problems += [(path, what, fault) for what in ("sideways", "clipped") for fault in script(page, what)]
    assert watch.problems == []
    assert watch.hosts == {urlsplit(site_url).netloc}
    assert page.context.cookies() == []


def test_a_family_finds_compares_and_reports_without_scripts(without_script, site_url, monkeypatch):
    cache.clear()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))
    page = without_script
    page.set_viewport_size(PHONE)
    page.goto(site_url + "/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Our schools").click()
    expect(page).to_have_url(re.compile("/schools/$"))

    page.get_by_text("Show the schools on a map").click()
    pins = [pin.bounding_box() for pin in page.locator(".map__hit").all()]
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in pins)
    assert all(dist((one["x"], one["y"]), (other["x"], other["y"])) >= 26 for one, other in combinations(pins, 2))
    page.get_by_role("link", name="2 schools, 2941 West 70th Street, Hyde Park").click()
    school = page.get_by_role("group", name="Map").get_by_role("link", name="Virgil Roberts")
    expect(school).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(school).to_be_hidden()

    assert page.get_by_role("button", name="Use my location").count() == 0
    page.get_by_label("ZIP code or neighborhood").fill("90044")
    page.get_by_label("Grade next year", exact=True).select_option("7")
    page.get_by_role("button", name="Show schools").click()
    expect(page).to_have_url(re.compile("grade=7"))
    expect(page.locator(".answer__count")).to_have_text(re.compile("nearest to 90044 first"))
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Compare the checked schools").click()
    expect(page.locator(".compare__name")).to_have_count(2)

    page.goto(f"{site_url}/schools/merkin/")
    expect(page.locator(".share").get_by_role("link", name="Share on WhatsApp")).to_be_visible()
    assert page.locator(".share button").filter(visible=True).count() == 0
    page.get_by_role("link", name="Report a mistake").click()
    page.get_by_label("What is wrong, and what is correct?").fill("An old address.")
    page.get_by_role("button", name="Send report").click()
    expect(page).to_have_url(f"{site_url}/schools/merkin/report/thanks/")


def test_announcements_are_accessible_fit_the_narrowest_phone_and_stay_on_paper(page, site_url):
    fields = {"last_published_at": timezone.now(), "link_url": "https://example.org/"}
    text = "All campuses are closed today. " + "x" * 160
    Announcement.objects.create(kind="emergency", text=text, link_text="To do", **fields)
    Announcement.objects.create(text="School starts at ten on Friday.", link_text="Bus schedule", **fields)
    page.goto(f"{site_url}/contact/")
    assert faults(page, widths=[320]) == []
    emergency = page.get_by_role("complementary", name="Announcements").get_by_role("alert")
    for forced in ("none", "active"):
        page.emulate_media(forced_colors=forced)
        assert [one for one in axe.violations(page) if "announcement" in one] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert emergency.inner_text().startswith("Emergency: All campuses are closed today.")
        border = emergency.evaluate("box => getComputedStyle(box).borderBlockEndWidth")
        assert border == "4px"

    page.emulate_media(media="print", color_scheme="dark", forced_colors="none")
    page.reload()
    assert emergency.is_visible()
    assert emergency.locator("p").evaluate("words => getComputedStyle(words).color") == "rgb(0, 0, 0)"


SHEET = "Object.defineProperty(navigator, 'share', {value: async (shared) => { window.shared = shared }})"


def test_a_profile_is_shared_copied_and_printed(page, site_url):
    page.add_init_script("window.print = () => { window.printed = true }")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site_url)
    page.goto(f"{site_url}{PROFILE}")
    row = page.locator(".share")
    expect(row.get_by_role("button", name="Share", exact=True)).to_be_hidden()  # this browser has no share sheet
    link = unquote(row.get_by_role("link", name="Share on WhatsApp").get_attribute("href"))
    text = rf"Gertz-Ressler High School · \(213\) 745-8141 · .+ http://\S+{PROFILE}"
    assert re.fullmatch(rf"https://wa\.me/\?text={text}", link)
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
