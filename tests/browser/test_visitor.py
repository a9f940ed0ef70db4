"""A visitor in a real browser: no page has barriers, other servers, or cookies; all works without scripts."""

import re
from datetime import timedelta
from itertools import combinations
from math import dist
from urllib.parse import urlsplit

from django.core.cache import cache
from playwright.sync_api import expect

from quality.audit import axe
from quality.audit.site import script
from schools.mistakes.views import guard
from tests.browser.looks import DESKTOP, PHONE, TEMPLATES, Watch, faults_of_each

ANSWERS = (
    "/schools/?q=secundaria+near+wats&within=3&closed=on",
    "/schools/?near=10001&q=zzzz",
    "/schools/?near=Pomona&within=1",
    "/schools/compare/",
    "/schools/compare/?school=gertz-ressler&school=merkin&school=tennenbaum&school=olga-mohan&school=x",
)
LISTS = ("/schools/gertz-ressler/required-documents/", "/required-documents/", "/")  # with the longest postings
NARROWEST = {"width": 320, "height": 740}


def sitemap(page, site_url):
    text = page.request.get(f"{site_url}/sitemap.xml").text()
    return [urlsplit(url).path for url in re.findall(r"<loc>([^<]+)</loc>", text)]


def is_visited(number, path) -> bool:
    """All profiles share a template, so one in ten is enough."""
    return number % 10 == 0 or not re.match("/schools/.|/es/escuelas/.", path)


def test_no_page_has_errors_barriers_other_servers_or_cookies(page, site_url, posted):
    """The other pages than test_bounds.py visits."""
    watch = Watch()
    watch(page)
    paths = sitemap(page, site_url)
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
