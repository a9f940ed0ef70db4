"""The finder in a real browser: live results, the Back button, a visitor's place, and comparing saved schools."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from quality.audit.axe import violations
from tests.browser.looks import DESKTOP, PHONE

NEAR = "ZIP code or neighborhood"


@pytest.fixture
def finder(page, site_url):
    page.goto(f"{site_url}/schools/")
    page.wait_for_load_state("networkidle")
    return page


def grade(page):
    return page.get_by_label("Grade next year", exact=True)


def counts(page, schools):
    expect(page.locator(".answer__count")).to_have_text(re.compile(rf"\b{schools} schools"))


def test_results_and_map_follow_the_question_and_back_undoes_one_step(finder, site_url):
    finder.set_viewport_size(PHONE)
    finder.get_by_text("Show the schools on a map").click()
    for part in ("Wat", "ts"):  # a text that is typed with pauses is one step
        finder.get_by_label(NEAR).press_sequentially(part)
        expect(finder).to_have_url(re.compile(f"near=.*{part}$"))
    expect(finder.locator("[role=status]").first).to_have_text(re.compile("25 schools, nearest to Watts first"))
    assert parse_qs(urlsplit(finder.url).query) == {"near": ["Watts"]}
    grade(finder).select_option("7")
    counts(finder, 9)
    expect(finder.locator("[name=level] option", has_text="High school")).to_have_text("High school (0)")
    expect(finder.locator("#map-count")).to_have_text("9 schools on the map.")
    expect(finder.locator(".map__stage[tabindex]")).to_be_visible()  # still open, and its script is at work again
    finder.set_viewport_size(DESKTOP)
    expect(finder.locator(".map__stage[tabindex]")).to_be_visible()
    finder.go_back()
    counts(finder, 25)
    assert grade(finder).input_value() == ""
    assert finder.get_by_label(NEAR).input_value() == "Watts"
    finder.go_back()
    expect(finder).to_have_url(f"{site_url}/schools/")
    finder.goto(f"{site_url}/schools/?q=technology&level=high")
    finder.get_by_role("link", name="Remove: “technology”").click()
    counts(finder, 16)
    assert finder.get_by_label("Name of a school, or a question").input_value() == ""
    assert urlsplit(finder.url).query == "level=high"


def test_where_a_family_lives_goes_nowhere_but_into_the_question(finder, site_url):
    finder.context.clear_permissions()
    finder.get_by_role("button", name="Use my location").click()
    expect(finder.get_by_text("Your browser did not share your location")).to_be_visible()
    finder.goto(f"{site_url}/schools/")
    finder.wait_for_load_state("networkidle")
    finder.context.grant_permissions(["geolocation"], origin=site_url)
    finder.context.set_geolocation({"latitude": 33.9403172, "longitude": -118.2412866})
    asked = []
    finder.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    finder.get_by_role("button", name="Use my location").click()
    expect(finder.locator(".answer__count")).to_have_text(re.compile("nearest to your location first"))
    assert finder.get_by_label(NEAR).input_value() == "33.940, -118.241"  # rounded
    finder.goto(f"{site_url}/schools/?near=90044")
    finder.get_by_role("link", name="Christine O").first.click()
    expect(finder).to_have_url(re.compile("/schools/odonovan/$"))
    finder.wait_for_load_state()
    assert "90044" not in finder.title()
    assert {urlsplit(url).netloc for url, _referer in asked} == {urlsplit(site_url).netloc}
    assert [url for url, _referer in asked if "90044" in url] == [f"{site_url}/schools/?near=90044"]
    assert not [referer for _url, referer in asked if "90044" in referer or "33.9" in referer]


def test_saved_schools_are_known_to_this_browser_only_until_they_are_cleared(finder, site_url):
    asked = []
    finder.on("request", lambda request: asked.append(request.url))
    saved = finder.locator(".kept")
    expect(saved).to_be_hidden()
    finder.get_by_role("button", name="Save Richard Merkin Middle School").click()
    finder.get_by_role("button", name="Save Kory Hunter Middle").click()
    assert [url for url in asked if not url.endswith("/landscape.svg")] == []  # those come with scrolling
    assert finder.context.cookies() == []
    finder.goto(f"{site_url}/schools/kory-hunter/")
    expect(finder.get_by_role("button", name="Saved (remove) Kory Hunter Middle")).to_be_visible()
    for path in ("/schools/?near=90044", "/"):
        finder.goto(site_url + path)
        names = ["Richard Merkin Middle School (213) 745-8141", "Kory Hunter Middle (323) 484-0450"]
        expect(saved.get_by_role("listitem")).to_have_text(names, use_inner_text=True)
        assert violations(finder) == []
    saved.get_by_role("link", name="Compare them").click()
    expect(finder.locator(".compare__name")).to_have_count(2)
    finder.goto(f"{site_url}/")
    finder.get_by_role("button", name="Clear all").click()
    expect(saved).to_be_hidden()
    assert finder.evaluate("localStorage.getItem('kept-schools')") == "{}"
