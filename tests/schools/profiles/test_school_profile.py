"""A school's profile: the record's facts and state data, with unknown values left out."""

import gzip
import json
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale

from schools.models import Language, Program, Result, School
from schools.profiles.prefetch import whole_school
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.html import assert_valid, shown, soup, words

pytestmark = pytest.mark.django_db


def show(client, slug):
    response = client.get(f"/schools/{slug}/")
    assert response.status_code == 200
    assert_valid(response)
    return response


def test_the_facts_of_the_record_are_shown(client):
    response = show(client, "gertz-ressler")
    main = words(response)
    for fact in (
        "Alliance Gertz-Ressler High School",
        "9–12",
        "High school",
        "Alliance College-Ready Academy #1",
        "2023 South Union Avenue",
        "Los Angeles",
        "90007",
        "University Park",
        "(213) 745-8141",
        "2004",
        "19647330106864",
        "062271010851",
        "0645",
        "Los Angeles Unified",
        "June 2026",
    ):
        assert fact in main, fact
    page = soup(response)
    assert page.find("a", href="tel:+12137458141")
    assert page.find("a", href="http://gertzresslerhigh.org")


def test_a_former_name_says_until_when_it_was_used(client):
    main = words(show(client, "kory-hunter"))
    assert "Alliance College-Ready Middle Academy No. 9" in main
    assert "April 2014" in main


def test_the_earlier_state_record_of_a_half_is_shown(client):
    main = words(show(client, "merkin"))
    assert "19647330108902" in main
    assert "19647330106864" in main


def test_numbers_of_a_complex_are_marked_on_both_schools(client):
    for slug in ("gertz-ressler", "merkin"):
        rows = shown(show(client, slug)).find_all("tr")
        (row,) = (row for row in rows if "Enrollment" in row.get_text() and "grades 9–12" not in row.get_text())
        assert "both schools at this campus" in row.get_text()
        assert "The state counts both schools together." in row.get_text()


def test_charts_have_their_numbers_in_a_table_with_year_and_source(client):
    page = soup(show(client, "gertz-ressler"))
    charts = page.select("svg[role=img]")
    assert len(charts) == 2
    for chart in charts:
        labels = [page.find(id=name).get_text() for name in chart["aria-labelledby"].split()]
        assert all(labels)
    main = words(show(client, "gertz-ressler"))
    assert "96.9%" in main
    assert "2018–19" in main
    assert "California Department of Education" in main


def test_the_first_figures_are_those_of_the_table_each_with_year_and_source(client):
    page = soup(show(client, "gertz-ressler"))
    glance = page.select_one(".glance")
    assert [value.get_text() for value in glance.select(".figure__value")] == [
        "582",
        "98.6%",
        "97.1%",
        "74.8%",
        "30.1%",
    ]
    for note in glance.select(".figure__note"):
        assert "California Department of Education" in note.get_text()
        assert "20" in note.get_text()
    assert soup(show(client, "tennenbaum")).select_one(".glance") is None  # closed


def test_the_publisher_is_the_sources(client):
    Result.objects.filter(measure="graduation_rate").update(source="An example district, file 7, page 2")
    page = soup(show(client, "gertz-ressler"))
    publishers = [note.get_text() for note in page.select(".glance .figure__note")]
    assert ["An example district" in one for one in publishers] == [False, True, False, False, False]
    assert ["California Department of Education" in one for one in publishers] == [True, False, True, True, True]
    assert "file 7" not in page.select_one(".glance").get_text()
    assert "An example district, file 7, page 2" in page.select_one(".sources").get_text()
    assert "Department" not in page.select_one(".table caption").get_text()


def test_every_number_links_to_its_source(client):
    page = soup(show(client, "gertz-ressler"))
    sources = [item.get_text() for item in page.select(".sources li")]
    assert len(sources) == len(set(sources))
    rows = page.select(".table--stacks tbody tr:not(.table__group)")
    used = {int(row.find("sup").get_text()) for row in rows}
    assert used == set(range(1, len(sources) + 1))
    graduation = next(row for row in rows if "Four-year graduation" in row.get_text())
    assert "Cohort Graduation Rate" in sources[int(graduation.find("sup").get_text()) - 1]


def test_a_hyphenated_name_does_not_break(client):
    page = soup(show(client, "gertz-ressler"))
    assert page.h1.get_text() == "Alliance Gertz-Ressler High School"
    assert [part.get_text() for part in page.h1.select(".whole")] == ["Gertz-Ressler"]
    odd = profile(SchoolFactory(name="Alliance <b>-</b> & Sons"))
    assert soup(show(client, odd.slug)).h1.get_text() == "Alliance <b>-</b> & Sons"


def test_a_middle_school_has_no_graduation_rate(client):
    assert "graduation" not in words(show(client, "kory-hunter")).lower()


def test_a_closed_school_says_so_with_the_date_and_links_onward(client):
    notice = soup(show(client, "tennenbaum")).main.select_one(".notice")
    assert "June 30, 2025" in notice.get_text()
    assert {link["href"] for link in notice.find_all("a")} >= {"#near", "/schools/"}


def test_schools_on_the_same_campus_are_named(client):
    assert soup(show(client, "gertz-ressler")).main.find("a", href="/schools/merkin/")


def test_nearest_schools_are_open_of_each_level_and_not_itself(client):
    response = client.get("/schools/gertz-ressler/")
    near = {str(label): pages for label, pages in response.context["near"]}
    assert [len(pages) for pages in near.values()] == [3, 3]
    assert near["High school"][0].school.slug == "olga-mohan"
    miles = [page.miles for page in near["High school"]]
    assert miles == sorted(miles)
    assert all(page.school.is_open for pages in near.values() for page in pages)


def test_unknown_facts_are_left_out(client):
    school = SchoolFactory(campus=CampusFactory(latitude=None, longitude=None))
    page = profile(school)
    main = soup(show(client, page.slug)).main
    assert "Office hours" in main.select_one(".offers__ask").extract().get_text()  # what to ask the school
    text = main.get_text(" ")
    assert "None" not in text
    for label in (
        "Phone",
        "Website",
        "Office hours",
        "Former",
        "Charter number",
        "How to apply",
        "Bus and rail",
        "Programs",
        "Languages",
    ):
        assert label not in text, label
    assert not main.select("svg[role=img]")


def test_office_hours_are_shown_when_known(client):
    page = profile(SchoolFactory(office_hours="Monday–Friday, 7:30 am – 4 pm"))
    assert "Monday–Friday, 7:30 am – 4 pm" in words(show(client, page.slug))


def test_directions_say_that_they_leave_the_site(client):
    main = shown(show(client, "gertz-ressler"))
    (link,) = main.find_all("a", string=re.compile("^Directions"))
    assert link["href"].startswith("https://www.google.com/maps/dir/?api=1&destination=2023+South+Union+Avenue%2C+Los")
    assert "noopener" in link["rel"]
    assert "Google Maps" in link.get_text()


def test_languages_transit_and_programs_are_shown(client):
    school = SchoolFactory(languages=["ase", "es", "en"], transit="Metro A Line, San Pedro Street <station>")
    school.programs.set([Program.objects.create(name="Robotics & arts"), Program.objects.create(name="Band")])
    school.save()
    main = words(show(client, profile(school).slug))
    assert "English, Spanish, American Sign Language" in main
    assert "Bus and rail: Metro A Line, San Pedro Street <station>" in main
    assert "Programs Band, Robotics & arts" in main


def test_a_program_has_its_name_in_the_pages_language():
    school, spanish = SchoolFactory(), Locale.objects.get_or_create(language_code="es")[0]
    robotics, band = Program.objects.create(name="Robotics"), Program.objects.create(name="Band")
    translated = robotics.copy_for_translation(spanish)
    translated.name = "Robótica"
    translated.save()
    school.programs.set([robotics, band])
    school.save()
    assert whole_school(school.pk, spanish.pk).program_names == ["Band", "Robótica"]
    assert whole_school(school.pk, Locale.get_default().pk).program_names == ["Band", "Robotics"]


def test_unknown_languages_are_refused():
    with pytest.raises(ValidationError):
        SchoolFactory.build(campus=CampusFactory(), languages=["en", "tlh"]).full_clean()


def test_staff_tick_the_languages(admin_client):
    school = School.objects.get(slug="merkin")
    page = soup(admin_client.get(reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk])))
    boxes = page.find_all("input", attrs={"name": "languages", "type": "checkbox"})
    assert len(boxes) == len(Language)


def test_a_school_that_has_not_opened_yet_is_not_called_open_or_closed(client):
    page = profile(SchoolFactory(opened=date(2090, 8, 15)))
    main = words(show(client, page.slug))
    assert "Closed" not in main
    assert "August 15, 2090" in main


def test_a_very_long_name_is_shown_whole(client):
    name = "Alliance " + "Extraordinarily Long Family Foundation " * 3 + "High School"
    page = profile(SchoolFactory(name=name))
    assert name in words(show(client, page.slug))


def test_structured_data_has_the_type_of_the_level_and_no_blanks(client):
    def data(slug):
        graph = json.loads(soup(show(client, slug)).find("script", type="application/ld+json").string)["@graph"]
        return graph[0]

    high, middle = data("gertz-ressler"), data("merkin")
    assert (high["@type"], middle["@type"]) == ("HighSchool", "MiddleSchool")
    assert high["telephone"] == "+12137458141"
    assert high["alternateName"] == ["Alliance College-Ready Academy #1"]
    assert "sameAs" not in middle
    assert data("tennenbaum")["dissolutionDate"] == "2025-06-30"


def test_every_profile_of_the_register_is_valid(client):
    for school in School.objects.filter(pages__isnull=False):
        show(client, school.slug)


def test_the_printed_sheet_adds_little_to_the_page(client):
    text = show(client, "gertz-ressler").content.decode()
    before, found, sheet = text.partition('<div class="print-profile"')
    assert found
    rest = sheet[sheet.index("</main>") :]
    assert len(gzip.compress(text.encode())) - len(gzip.compress((before + rest).encode())) <= 3 * 1024
