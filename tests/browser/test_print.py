"""Printed pages: a profile fits on one Letter or A4 sheet with a QR code, in black on white."""

import gzip
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader
from wagtail.models import Locale

from pages.models import Announcement, StoryPage
from schools.models import Program, School, SchoolPage, StateRecord
from tests.factories import CampusFactory, SchoolFactory, profile

PAPERS = ("Letter", "A4")
LONG = "Alliance Marine – Innovation and Technology 6–12 Complex (grades 9–12)"  # the longest that exists


def sheets(page, paper, **options):
    """The text of each printed page."""
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format=paper, **options))).pages]


def fill(school):
    """A school with every field filled in at its greatest length, and its profile."""
    for year, title in (("2012", "National Blue Ribbon School"), ("2024", "California Distinguished School")):
        school.recognitions.create(
            title=title, year=year, source="calcharters.org, article of April 2, 2012, on the award ceremony"
        )
    for year in ("2097-98", "2098-99"):
        school.enrollments.create(
            year=year, status="open", opens="2096-10-01", closes="2096-11-30", link="https://apply.example.org/schools"
        )
    for name in ("Advanced Placement", "Dual enrollment with a community college"):
        program, _made = Program.objects.get_or_create(name=name, slug=slugify(name), locale=Locale.get_default())
        school.programs.add(program)
    school.former_names.create(name="Alliance College-Ready Academy High School Number 1")
    # of a complex: every measure, with a note
    school.record_links.create(record=StateRecord.objects.get(cds_code="19647330106864"))
    school.save()
    return profile(school)


FULL = {
    "phone": "(213) 555-0100",
    "phone_extension": "1234",
    "email": "front-office@innovation-and-technology.example.org",
    "principal": "Maria-Guadalupe Example de los Angeles",
    "hours_monday": "07:30-16:30",
    "hours_tuesday": "07:30-16:30",
    "hours_friday": "07:30-14:00",
    "website": "http://www.innovation-and-technology.example.org/",
    "office_hours": "Closed from noon to 12:30 pm, and by appointment in July",
    "languages": ["en", "es", "ko"],
    "transit": "Metro 40, 48 and 754, Martin Luther King / Vermont; E Line, Expo / Vermont",
    "closed": date(2099, 6, 30),
    "details_as_of": date(2026, 6, 1),
    "details_source": "California Department of Education, school directory of June 2026; the name from its own page",
}


@pytest.fixture
def full_campus():
    return CampusFactory(street="11933 South Martin Luther King Junior Boulevard", area="South Park (South LA)")


@pytest.fixture
def full_school(full_campus):
    slug = "a-school-with-the-longest-short-name-that-the-register-takes"
    return fill(SchoolFactory(name=LONG, slug=slug, campus=full_campus, **FULL))


@pytest.fixture
def full_middle_school(full_campus):
    school = SchoolFactory(
        name=LONG.replace("9–12", "6–8"), level="middle", lowest_grade=6, highest_grade=8, campus=full_campus, **FULL
    )
    for slug in ("gertz-ressler", "burton-tech", "marine-high"):
        school.next_schools.create(high_school=School.objects.get(slug=slug))
    return fill(school)


def assert_one_sheet(page, url, street):
    page.goto(url)
    for paper in PAPERS:
        texts = sheets(page, paper)
        assert len(texts) == 1, (url, paper)
        assert street in " ".join(texts[0].split())


def test_every_profile_is_one_sheet(page, site_url, full_school, full_middle_school):
    profiles = list(SchoolPage.objects.live().select_related("school__campus"))
    assert len(profiles) >= 30
    for one in profiles:
        assert_one_sheet(page, f"{site_url}/schools/{one.slug}/", one.school.campus.street)


@pytest.mark.browser_context_args(service_workers="block")  # it would fetch fonts past `route`
def test_real_ones_are_one_sheet_in_the_fonts_of_the_system_too(page, site_url):
    page.route("**/*.woff2", lambda route: route.abort())
    for slug in ("gertz-ressler", "marine-high", "leichtman-levine", "tennenbaum"):
        one = SchoolPage.objects.select_related("school__campus").get(slug=slug, locale__language_code="en")
        assert_one_sheet(page, f"{site_url}/schools/{slug}/", one.school.campus.street)


def test_announcements_leave_a_sheet_alone(page, site_url, full_school):
    fields = {"last_published_at": timezone.now()}
    Announcement.objects.create(kind="emergency", text="Closed. " * 25, **fields)
    Announcement.objects.create(text="Picture day. " * 15, **fields)
    assert_one_sheet(page, site_url + full_school.url, full_school.school.campus.street)
    assert "Closed." not in sheets(page, "A4")[0]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_photograph_leaves_room_for_the_page_on_its_first_sheet(page, site_url, picture, paper):
    story = StoryPage.objects.live().first()
    story.listing_image = picture(size=(1600, 1200))
    story.listing_image.credit = "A Photographer"
    story.listing_image.save()
    story.save()
    page.goto(site_url + story.url)
    first, *_rest = sheets(page, paper)
    first = " ".join(first.split())
    assert story.title in first
    assert "Photo: A Photographer" in first
    assert story.body[0].value["heading"] in first
    page.set_viewport_size({"width": 680, "height": 900})  # the printable width of a sheet
    page.emulate_media(media="print")
    photograph, credit = (page.locator(f".masthead__{one}").bounding_box() for one in ("art img", "credit"))
    assert photograph["height"] <= 900 / 4
    assert credit["y"] >= photograph["y"] + photograph["height"]


def test_a_sheet_has_what_a_family_and_a_funder_ask(page, site_url, full_school):
    page.goto(site_url + full_school.url)
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


def test_its_code_leads_to_the_address_of_the_page(page, site_url, full_school):
    for slug in ("gertz-ressler", full_school.slug):
        page.goto(f"{site_url}/schools/{slug}/")
        canonical = page.locator("link[rel=canonical]").get_attribute("href")
        page.emulate_media(media="print", color_scheme="dark")
        picture = page.locator(".print-profile__code svg").screenshot()
        (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)).convert("L"))
        assert code.text == canonical


def test_on_screen_the_sheet_is_hidden_from_everybody(page, site_url):
    page.goto(f"{site_url}/schools/gertz-ressler/")
    assert not page.locator(".print-profile").is_visible()
    assert page.get_by_role("main").get_by_text("Every year and its source").is_visible() is False
    assert "Every year and its source" not in page.locator("body").aria_snapshot()


@pytest.mark.parametrize("path", ["/", "/about/", "/mission/", "/mission/equity/", "/schools/", "/search/?q=school"])
def test_other_pages_print_black_on_white_without_menus(page, site_url, path):
    page.emulate_media(color_scheme="dark")
    page.goto(site_url + path)
    texts = sheets(page, "A4", print_background=True)
    assert all(text.strip() for text in texts), "an empty sheet"
    page.emulate_media(media="print", color_scheme="dark")
    left_out = ".site-header nav, .site-footer nav, main :is(input, select, textarea, button, label), .skip-link"
    assert not page.locator(left_out).filter(visible=True).count()
    assert (
        page.evaluate(
            """() => [...document.querySelectorAll("body, body *:not(svg, svg *)")].filter(one => {
            const style = getComputedStyle(one);
            return style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.color !== "rgb(0, 0, 0)";
        }).map(one => one.outerHTML.slice(0, 80))"""
        )
        == []
    )
    page.set_viewport_size({"width": 680, "height": 900})  # the printable width of a sheet
    assert page.evaluate("document.documentElement.scrollWidth") <= 680


def test_a_printed_link_to_elsewhere_shows_its_address(page, site_url):
    page.goto(f"{site_url}/about/")
    assert "http://www.calcharters.org/blog/" in "".join(sheets(page, "Letter")).replace("\n", "")


def test_the_sheet_adds_little_to_the_page(page, site_url):
    text = page.request.get(f"{site_url}/schools/gertz-ressler/").text()
    before, found, sheet = text.partition('<div class="print-profile"')
    assert found
    rest = sheet[sheet.index("</main>") :]
    assert len(gzip.compress(text.encode())) - len(gzip.compress((before + rest).encode())) <= 3 * 1024


def letters(text):
    """Without spaces, because line breaks add or remove some."""
    return "".join(text.split())


def words(page):
    return letters("".join(sheets(page, "Letter")))


def facts(school):
    return map(letters, (school.short_name, school.grades, school.campus.address, school.phone))


def assert_no_controls(page):
    page.emulate_media(media="print")
    controls = page.locator("main :is(input, select, textarea, button, label)").filter(visible=True)
    assert controls.evaluate_all("all => all.map(one => one.outerHTML)") == []


@pytest.mark.parametrize("question", ["", "?near=90007", "?q=technology", "?level=middle"])
def test_a_list_prints_every_school_with_grades_address_and_phone(page, site_url, question):
    page.goto(f"{site_url}/schools/{question}")
    slugs = page.locator("main .school-card").evaluate_all("cards => cards.map(card => card.dataset.school)")
    assert len(slugs) > 1
    text = words(page)
    for slug in slugs:
        for fact in facts(School.objects.select_related("campus").get(slug=slug)):
            assert fact in text, (slug, fact)
    for control in ("Compare", "Save", "Check up to", "Show schools", "More filters", "on a map"):
        assert letters(control) not in text
    assert_no_controls(page)


def test_saved_schools_are_printed_with_what_one_needs_to_call_and_to_go_there(page, site_url):
    page.goto(f"{site_url}/schools/")
    saved = School.objects.select_related("campus").filter(slug__in=["gertz-ressler", "burton-tech"])
    for school in saved:
        page.get_by_role("button", name=f"Save {school.short_name}", exact=True).click()
    page.goto(f"{site_url}/schools/?level=middle")
    expect(page.locator(".kept")).to_contain_text("Your saved schools")
    assert not page.locator(".kept__facts").filter(visible=True).count()
    text = words(page)
    for school in saved:
        for fact in facts(school):
            assert fact in text, (school.slug, fact)
    assert "Compare" not in text
    assert "Forgetall" not in text
    assert_no_controls(page)


def test_a_saved_school_says_what_its_newest_page_says(page, site_url):
    page.goto(f"{site_url}/schools/gertz-ressler/")
    page.get_by_role("button", name="Save", exact=False).first.click()
    School.objects.filter(slug="gertz-ressler").update(phone="(213) 555-0199")
    page.goto(f"{site_url}/schools/gertz-ressler/")
    page.goto(f"{site_url}/schools/?level=middle")
    assert letters("(213) 555-0199") in words(page)


def test_a_comparison_prints_as_one_table_that_begins_on_the_first_sheet(page, site_url):
    slugs = ["gertz-ressler", "burton-tech", "marine-high", "leichtman-levine"]
    page.goto(f"{site_url}/schools/compare/?" + "&".join(f"school={slug}" for slug in slugs))
    first, *rest = map(letters, sheets(page, "Letter"))
    for school in School.objects.select_related("campus").filter(slug__in=slugs):
        for fact in facts(school):
            assert fact in first, (school.slug, fact)
        for sheet in rest:
            if "scholars" in sheet:  # part of the table
                assert letters(school.short_name) in sheet
    text = first + "".join(rest)
    for fact in ("98.6%", "2024–25", "Four-yeargraduationrate", "AdjustedCohortGraduationRate"):
        assert fact in text
    assert "Remove" not in text
    assert_no_controls(page)
