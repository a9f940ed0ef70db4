"""The finder in a real browser: live results, the Back button, and comparing by mouse and keyboard."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from quality.audit.axe import violations
from tests.browser.looks import faults_of_each

PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NEAR = "ZIP code or neighborhood"


@pytest.fixture
def finder(page, site_url):
    page.goto(f"{site_url}/schools/")
    page.wait_for_load_state("networkidle")
    return page


def test_it_answers_while_one_types_and_back_leads_to_the_question_before(finder):
    finder.get_by_label(NEAR).press_sequentially("Watts")
    expect(finder.locator(".answer__count")).to_have_text(re.compile("nearest to Watts first"))
    assert parse_qs(urlsplit(finder.url).query) == {"near": ["Watts"]}
    expect(finder.locator("[role=status]").first).to_have_text(re.compile("25 schools, nearest to Watts first"))
    finder.get_by_label("Grade next year", exact=True).select_option("7")
    expect(finder.locator(".answer__count")).to_have_text(re.compile(r"\b9 schools"))
    finder.go_back()
    expect(finder.locator(".answer__count")).to_have_text(re.compile(r"\b25 schools"))
    assert finder.get_by_label("Grade next year", exact=True).input_value() == ""
    assert finder.get_by_label(NEAR).input_value() == "Watts"


def test_a_text_that_is_typed_with_pauses_is_one_step_back(finder):
    finder.get_by_label("Grade next year", exact=True).select_option("7")
    expect(finder.locator(".answer__count")).to_have_text(re.compile(r"\b9 schools"))
    for part in ("Wat", "ts"):
        finder.get_by_label(NEAR).press_sequentially(part)
        expect(finder).to_have_url(re.compile(f"near=.*{part}$|near=.*{part}&"))
    finder.go_back()
    expect(finder).to_have_url(re.compile(r"\?grade=7$"))
    expect(finder.locator(".answer__count")).to_have_text(re.compile(r"\b9 schools\s+in"))


def test_a_map_that_was_opened_stays_open(finder):
    finder.set_viewport_size(PHONE)
    finder.get_by_text("Show the schools on a map").click()
    finder.get_by_label("Grade next year", exact=True).select_option("7")
    expect(finder.locator("#map-count")).to_have_text("9 schools on the map.")
    expect(finder.locator(".map__stage")).to_be_visible()


def test_filters_tell_their_new_counts_and_keep_what_is_chosen(finder):
    finder.get_by_label("Grade next year", exact=True).select_option("7")
    expect(finder.locator("[name=level] option", has_text="High school")).to_have_text("High school (0)")
    assert finder.get_by_label("Grade next year", exact=True).input_value() == "7"


def test_a_chip_takes_its_part_of_the_question_back(finder, site_url):
    finder.goto(f"{site_url}/schools/?q=technology&level=high")
    finder.get_by_role("link", name="Remove: “technology”").click()
    expect(finder.locator(".answer__count")).to_have_text(re.compile(r"\b16 schools"))
    assert finder.get_by_label("Name of a school, or a question").input_value() == ""
    assert urlsplit(finder.url).query == "level=high"


def test_the_map_follows_the_list(finder):
    finder.set_viewport_size(WIDE)
    finder.get_by_label("Grade next year", exact=True).select_option("7")
    expect(finder.locator("#map-count")).to_have_text("9 schools on the map.")
    expect(finder.locator(".map__stage[tabindex]")).to_be_visible()  # its script also works on the new results


def test_the_visitors_place_is_rounded_and_goes_nowhere_but_into_the_address(finder, site_url):
    finder.context.grant_permissions(["geolocation"], origin=site_url)
    finder.context.set_geolocation({"latitude": 33.9403172, "longitude": -118.2412866})
    hosts = set()
    finder.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    finder.get_by_role("button", name="Use my location").click()
    expect(finder.locator(".answer__count")).to_have_text(re.compile("nearest to your location first"))
    assert finder.get_by_label(NEAR).input_value() == "33.940, -118.241"
    assert hosts == {urlsplit(site_url).netloc}


def test_a_browser_that_does_not_say_where_it_is_leaves_a_hint(finder):
    finder.context.clear_permissions()
    finder.get_by_role("button", name="Use my location").click()
    expect(finder.get_by_text("Your browser did not share your location")).to_be_visible()


def test_checked_schools_stay_checked_and_are_compared(finder):
    finder.get_by_role("checkbox", name="Compare Richard Merkin Middle School").check()
    finder.get_by_label("Grade next year", exact=True).select_option("7")
    expect(finder.locator(".answer__count")).to_have_text(re.compile(r"\b9 schools"))
    finder.get_by_role("checkbox", name="Compare Kory Hunter Middle").check()
    finder.get_by_role("button", name="Compare the checked schools").click()
    expect(finder).to_have_url(re.compile("/schools/compare/"))
    expect(finder.locator(".compare__name")).to_have_text(["Kory Hunter Middle", "Richard Merkin Middle School"])
    assert violations(finder) == []


def test_without_script_everything_is_there(browser, site_url):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site_url}/schools/")
    assert page.get_by_role("button", name="Use my location").count() == 0
    page.get_by_label(NEAR).fill("90044")
    page.get_by_role("button", name="Show schools").click()
    expect(page.locator(".answer__count")).to_have_text(re.compile("nearest to 90044 first"))
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Compare the checked schools").click()
    expect(page.locator(".compare__name")).to_have_count(2)
    context.close()


def test_no_request_tells_where_the_family_lives_but_the_question_itself(page, site_url):
    told = []
    page.on("request", lambda request: told.append((request.url, request.headers.get("referer", ""))))
    page.goto(f"{site_url}/schools/?near=90044")
    page.get_by_role("link", name="Christine O").first.click()
    expect(page).to_have_url(re.compile("/schools/odonovan/$"))
    page.wait_for_load_state()
    assert len(told) > 3
    assert not [referer for _url, referer in told if "90044" in referer]
    assert [url for url, _referer in told if "90044" in url] == [f"{site_url}/schools/?near=90044"]
    assert "90044" not in page.title()


@pytest.mark.parametrize(
    "path",
    [
        "/schools/?q=secundaria+near+wats&within=3&closed=on",
        "/schools/?near=10001&q=zzzz",
        "/schools/?near=Pomona&within=1",
        "/schools/compare/",
        "/schools/compare/?school=gertz-ressler&school=merkin&school=tennenbaum&school=olga-mohan&school=x",
    ],
)
def test_every_answer_is_accessible_and_fits(page, site_url, path):
    page.goto(site_url + path)
    assert faults_of_each(page) == []


def test_saved_schools_are_known_to_this_browser_only_and_lead_to_their_comparison(finder, site_url):
    asked = []
    finder.on("request", lambda request: asked.append(request.url))
    finder.get_by_role("button", name="Save Richard Merkin Middle School").click()
    finder.get_by_role("button", name="Save Kory Hunter Middle").click()
    assert [url for url in asked if not url.endswith("/landscape.svg")] == []  # those come with scrolling
    assert finder.context.cookies() == []
    finder.goto(f"{site_url}/schools/kory-hunter/")
    expect(finder.get_by_role("button", name="Saved (remove) Kory Hunter Middle")).to_be_visible()
    finder.goto(f"{site_url}/schools/?near=90044")
    saved = finder.get_by_role("region", name="Your saved schools")
    assert violations(finder) == []
    names = ["Richard Merkin Middle School", "Kory Hunter Middle"]
    expect(saved.get_by_role("listitem")).to_have_text(names, use_inner_text=True)
    saved.get_by_role("link", name="Compare them").click()
    expect(finder.locator(".compare__name")).to_have_count(2)
    finder.goto(f"{site_url}/schools/")
    finder.get_by_role("button", name="Clear all").click()
    expect(saved).to_be_hidden()
    assert finder.evaluate("localStorage.getItem('kept-schools')") == "{}"
