"""Printed pages: a profile fits on one Letter or A4 sheet with a QR code; other pages are black on white."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import yaml
import zxingcpp
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader
from wagtail.models import Locale

from pages.models import Announcement
from schools.models import EnrollmentSeason, Program, School, SchoolPage, StateRecord
from tests.factories import CampusFactory, SchoolFactory, profile

PAPERS = ("Letter", "A4")
REAL = ("gertz-ressler", "marine-high", "leichtman-levine", "tennenbaum")
LONG = "Alliance Marine – Innovation and Technology 6–12 Complex (grades 9–12)"  # the longest that exists
BLACK_ON_WHITE = """() => [...document.querySelectorAll("body, body *:not(svg, svg *)")].filter(one => {
    const style = getComputedStyle(one);
    return style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.color !== "rgb(0, 0, 0)";
}).map(one => one.outerHTML.slice(0, 80))"""
CONTROLS = "main :is(input, select, textarea, button, label)"


def sheets(page, paper, **options):
    """The text of each printed page."""
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format=paper, **options))).pages]


def fill(school):
    """A school with every field filled in at its greatest length, and its profile."""
    source = "calcharters.org, article of April 2, 2012, on the award ceremony"
    for year, title in (("2012", "National Blue Ribbon School"), ("2024", "California Distinguished School")):
        school.recognitions.create(title=title, year=year, source=source)
    season = {"opens": "2096-10-01", "closes": "2096-11-30", "link": "https://apply.example.org/schools"}
    for year in ("2097-98", "2098-99"):
        school.enrollments.create(year=year, status="open", **season)
    for name in ("Advanced Placement", "Dual enrollment with a community college"):
        program, _made = Program.objects.get_or_create(name=name, slug=slugify(name), locale=Locale.get_default())
        school.programs.add(program)
    school.former_names.create(name="Alliance College-Ready Academy High School Number 1")
    # of a complex: every measure, with a note
    school.record_links.create(record=StateRecord.objects.get(cds_code="19647330106864"))
    school.save()
    return profile(school)


FULL = yaml.safe_load(Path(__file__).with_name("full_school.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def full_profiles():
    """Profiles of a high and a middle school with every field filled in."""
    campus = CampusFactory(street="11933 South Martin Luther King Junior Boulevard", area="South Park (South LA)")
    slug = "a-school-with-the-longest-short-name-that-the-register-takes"
    high = SchoolFactory(name=LONG, slug=slug, campus=campus, **FULL)
    level = {"level": "middle", "lowest_grade": 6, "highest_grade": 8}
    middle = SchoolFactory(name=LONG.replace("9–12", "6–8"), campus=campus, **level, **FULL)
    for slug in ("gertz-ressler", "burton-tech", "marine-high"):
        middle.next_schools.create(high_school=School.objects.get(slug=slug))
    return [fill(high), fill(middle)]


def assert_one_sheet(page, url, street):
    page.goto(url)
    for paper in PAPERS:
        texts = sheets(page, paper)
        assert len(texts) == 1, (url, paper)
        assert street in " ".join(texts[0].split())


def assert_has_what_a_family_and_a_funder_ask(page):
    assert not page.locator(".print-profile").is_visible()
    assert "Every year and its source" not in page.locator("body").aria_snapshot()
    (text,) = sheets(page, "Letter")
    text = " ".join(text.split())
    for fact in (
        *("South Park", "9–12", "11933 South Martin", "(213) 555-0100", "innovation-and-technology.example.org"),
        *("Friday: 7:30 a.m.", "August 15, 2010", "closes after June 30, 2099", "Academy High School Number 1"),
        *("State data", "98.6%", "of 140 scholars", "2024–25", "Adjusted Cohort Graduation Rate"),
        *("National Blue Ribbon School", "State data of June 2026", "19647330106864", "/schools/a-school-with"),
    ):
        assert fact in text, fact
    for left_out in ("Menu", "nearby", "On the same campus", "As a table", "NCES"):
        assert left_out not in text
    page.emulate_media(media="print", color_scheme="dark")
    code = page.locator(".print-profile__code svg").screenshot()
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(code)).convert("L"))
    assert found.text == page.locator("link[rel=canonical]").get_attribute("href")


@pytest.mark.browser_context_args(service_workers="block")  # it would fetch fonts past `route`
def test_profiles_are_one_sheet_whatever_they_say_and_in_the_fonts_of_the_system(page, site_url, full_profiles):
    page.goto(site_url + full_profiles[0].url)
    assert_has_what_a_family_and_a_funder_ask(page)
    page.emulate_media(media="null", color_scheme="null")
    fields = {"last_published_at": timezone.now()}
    Announcement.objects.create(kind="emergency", text="Closed. " * 25, **fields)
    Announcement.objects.create(text="Picture day. " * 15, **fields)
    real = SchoolPage.objects.filter(slug__in=REAL, locale__language_code="en").select_related("school__campus")
    assert len(real) == len(REAL)
    for one in (*full_profiles, *real):
        assert_one_sheet(page, site_url + one.url, one.school.campus.street)
    assert "Closed." not in sheets(page, "A4")[0]
    page.route("**/*.woff2", lambda route: route.abort())
    for one in real:
        assert_one_sheet(page, site_url + one.url, one.school.campus.street)


def test_other_pages_print_black_on_white_without_menus(page, site_url):
    page.emulate_media(color_scheme="dark")
    EnrollmentSeason.objects.create(year="2098-99", status="open", link="https://apply.example.org/here")
    for path in ("/", "/about/", "/enroll/", "/mission/", "/mission/equity/", "/schools/", "/search/?q=school"):
        page.goto(site_url + path)
        texts = sheets(page, "A4", print_background=True)
        assert all(text.strip() for text in texts), f"an empty sheet of {path}"
        page.emulate_media(media="print", color_scheme="dark")
        left_out = f".site-header nav, .site-footer nav, {CONTROLS}, .skip-link"
        assert not page.locator(left_out).filter(visible=True).count(), path
        assert page.evaluate(BLACK_ON_WHITE) == [], path
        page.set_viewport_size({"width": 680, "height": 900})  # the printable width of a sheet
        assert page.evaluate("document.documentElement.scrollWidth") <= 680, path
        if path == "/about/":  # a link to elsewhere shows its address
            assert "http://www.calcharters.org/blog/" in "".join(texts).replace("\n", "")
        if path == "/enroll/":
            assert "(https://apply.example.org/here)" in "".join(texts)


def letters(text):
    """Without spaces, because line breaks add or remove some."""
    return "".join(text.split())


def assert_printed(page, slugs, text):
    """The text has what one needs to call each school and to go there, and no controls."""
    for school in School.objects.select_related("campus").filter(slug__in=slugs):
        for fact in (school.short_name, school.grades, school.campus.address, school.phone):
            assert letters(fact) in text, (school.slug, fact)
    assert letters("Show the schools on a map") not in text
    page.emulate_media(media="print")
    controls = page.locator(CONTROLS).filter(visible=True)
    assert controls.evaluate_all("all => all.map(one => one.outerHTML)") == []
    page.emulate_media(media="null")


def test_lists_saved_schools_and_comparisons_print_whom_to_call_and_where_to_go(page, site_url):
    for question in ("", "?near=90007", "?q=technology"):
        page.goto(f"{site_url}/schools/{question}")
        slugs = page.locator("main .school-card").evaluate_all("cards => cards.map(card => card.dataset.school)")
        assert len(slugs) > 1
        assert_printed(page, slugs, letters("".join(sheets(page, "Letter"))))

    saved = ["gertz-ressler", "burton-tech"]
    for slug in saved:
        page.goto(f"{site_url}/schools/{slug}/")
        page.get_by_role("button", name=re.compile("^Save")).first.click()
    School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0199")
    page.goto(f"{site_url}/schools/gertz-ressler/")  # saves the newest facts
    page.goto(f"{site_url}/schools/?level=middle")
    expect(page.locator(".kept")).to_contain_text("Your saved schools")
    page.get_by_role("link", name="Print a sheet", exact=True).click()
    assert_printed(page, saved, *map(letters, sheets(page, "Letter")))

    compared = [*saved, "marine-high", "merkin"]
    page.goto(f"{site_url}/schools/compare/?" + "&".join(f"school={slug}" for slug in compared))
    (sheet,) = map(letters, sheets(page, "Letter"))
    assert_printed(page, compared, sheet)
    for fact in ("Graduate9999", "2024–25"):
        assert fact in sheet
