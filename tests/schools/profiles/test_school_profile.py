"""A school's profile: words first, the record's facts, all numbers folded, and unknown values left out."""

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
    for fact in (
        *("Alliance Gertz-Ressler High School", "High school", "Alliance College-Ready Academy #1", "9–12"),
        *("2023 South Union Avenue", "90007", "University Park", "(213) 745-8141", "2004", "June 2026"),
        *("19647330106864", "062271010851", "0645", "Los Angeles Unified", "96.9%", "2018–19"),
    ):
        assert fact in words(response), fact
    page = soup(response)
    assert page.select_one(".actions .button")["href"] == "tel:+12137458141"
    assert page.find("a", href="http://gertzresslerhigh.org")
    assert page.h1.get_text() == "Alliance Gertz-Ressler High School"
    assert [part.get_text() for part in page.h1.select(".whole")] == ["Gertz-Ressler"]


def test_families_read_in_order_whom_to_call_when_to_start_what_it_is_like_and_every_day(client):
    page = soup(show(client, "gertz-ressler")).main
    headings = [tag.get_text(" ", strip=True) for tag in page.select("h1, h2") if not tag.find_parent(hidden=True)]
    assert headings[1].startswith("To start in fall 20")
    assert headings[2:4] == ["In short", "Every day"]
    assert headings[-1] == "All numbers"
    assert not page.select_one(".numbers details").has_attr("open")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/schools/gertz-ressler/", "99 of 100 graduate in four years, more than in Los Angeles Unified (89)."),
        ("/schools/kory-hunter/", "California’s tests: grades 3–8 and 11."),
        ("/schools/merkin/", "The state counts both schools at this campus together."),
        (
            "/es/escuelas/gertz-ressler/",
            "Departamento de Educación de California, 2024–25. Estudiantes: 2025–26.",
        ),
    ],
)
def test_the_sentences_come_from_the_states_newest_numbers(client, address, said):
    assert said in " ".join(soup(client.get(address)).select_one(".in-short").get_text(" ").split())


def test_links_that_are_shared_say_it_too(client):
    page = soup(show(client, "gertz-ressler"))
    short = "99 of 100 graduate in four years"
    assert short in page.find("meta", property="og:description")["content"]
    assert short.replace(" ", "%20") in page.select_one(".share__whatsapp")["href"]
    assert "745-8141" in page.select_one(".share")["data-text"]


def test_sources_are_in_the_language_of_the_page(client):
    sources = soup(client.get("/es/escuelas/gertz-ressler/")).select_one(".sources").get_text()
    assert "Departamento de Educación de California, datos de graduación en cuatro años, 2024-25" in sources
    assert "California Department" not in sources


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        ("kory-hunter", ["Until about 2014: Alliance College-Ready Middle Academy No. 9"]),
        ("merkin", ["19647330108902", "19647330106864"]),  # with the earlier record of a half
    ],
)
def test_earlier_names_and_records_are_shown(client, slug, facts):
    main = words(show(client, slug))
    assert all(fact in main for fact in facts)


def test_numbers_of_a_complex_are_marked_on_both_schools(client):
    for slug in ("gertz-ressler", "merkin"):
        rows = shown(show(client, slug)).find_all("tr")
        (row,) = (row for row in rows if "Enrollment" in row.get_text() and "grades 9–12" not in row.get_text())
        assert "both schools at this campus" in row.get_text()


def test_charts_have_their_numbers_in_a_table_with_year_and_source(client):
    page = soup(show(client, "gertz-ressler"))
    charts = page.select("svg[role=img]")
    assert len(charts) == 2
    assert all(page.find(id=name).get_text() for chart in charts for name in chart["aria-labelledby"].split())


def test_every_number_links_to_its_source(client):
    Result.objects.filter(measure="graduation_rate").update(source="An example district, file 7, page 2")
    page = soup(show(client, "gertz-ressler"))
    sources = [item.get_text(strip=True) for item in page.select(".sources li")]
    assert len(sources) == len(set(sources))
    rows = page.select(".table--stacks tbody tr:not(.table__group)")
    assert {int(row.find("sup").get_text()) for row in rows} == set(range(1, len(sources) + 1))
    graduation = next(row for row in rows if "Four-year graduation" in row.get_text())
    assert sources[int(graduation.find("sup").get_text()) - 1] == "An example district, file 7, page 2"
    assert (
        "California Department of Education, An example district, 2024–25." in page.select_one(".in-short").get_text()
    )


def test_a_closed_school_says_who_has_its_records_and_links_onward(client):
    page = soup(show(client, "tennenbaum")).main
    assert "June 30, 2025" in page.select_one(".notice").get_text()
    records = page.find(id="records").parent
    assert "Until then, ask Los Angeles Unified" in " ".join(records.get_text().split())
    assert {link["href"] for link in records.find_all("a")} >= {"#near", "/schools/"}
    assert not page.select_one(".in-short, .start, #contact")
    School.objects.filter(slug="tennenbaum").update(records_kept_by="The records office, (213) 555-0100")
    assert "The records office, (213) 555-0100" in words(show(client, "tennenbaum"))


def test_nearest_schools_are_open_of_each_level_and_not_itself(client):
    response = client.get("/schools/gertz-ressler/")
    assert soup(response).main.find(id="campus").parent.find("a", href="/schools/merkin/")
    near = {str(label): pages for label, pages in response.context["near"]}
    assert [len(pages) for pages in near.values()] == [3, 3]
    miles = [page.miles for page in near["High school"]]
    assert near["High school"][0].school.slug == "olga-mohan"
    assert miles == sorted(miles)
    assert all(page.school.is_open for pages in near.values() for page in pages)


def test_unknown_facts_are_left_out(client):
    page = profile(SchoolFactory(campus=CampusFactory(latitude=None, longitude=None)))
    main = soup(show(client, page.slug)).main
    assert "Office hours" in main.select_one(".facts__ask").extract().get_text()  # what to ask the school
    text = main.get_text(" ")
    for label in ("None", "Phone", "Website", "Office hours", "Former", "Charter number", "Bus and rail", "Programs"):
        assert label not in text, label
    assert [one.get_text()[:10] for one in main.select(".in-short > p")] == ["It is free"]
    assert not main.select("svg[role=img]")


def test_directions_say_that_they_leave_the_site(client):
    (link,) = shown(show(client, "gertz-ressler")).find_all("a", href=re.compile("^https://www.google.com/maps/dir/"))
    assert "destination=2023+South+Union+Avenue%2C+Los" in link["href"]
    assert "noopener" in link["rel"]
    assert "Google Maps" in link.parent.get_text()


def test_hours_languages_transit_and_programs_are_shown(client):
    school = SchoolFactory(
        name="Alliance <b>-</b> & Sons" + " Family Foundation" * 5,
        opened=date(2090, 8, 15),
        languages=["ase", "es", "en"],
        transit="Metro A Line <station>",
        office_hours="Monday–Friday, 7:30 am – 4 pm",
    )
    school.programs.set([Program.objects.create(name="Robotics & arts"), Program.objects.create(name="Band")])
    school.save()
    response = show(client, profile(school).slug)
    for fact in (
        "English, Spanish, American Sign Language",
        "Bus and rail Metro A Line <station>",
        "Programs Band, Robotics & arts",
        "Monday–Friday, 7:30 am – 4 pm",
        "Opens August 15, 2090",
    ):
        assert fact in words(response), fact
    assert soup(response).h1.get_text() == school.name
    assert "Closed" not in words(response)


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


def test_staff_tick_the_languages_that_are_known(admin_client):
    with pytest.raises(ValidationError):
        SchoolFactory.build(campus=CampusFactory(), languages=["en", "tlh"]).full_clean()
    school = School.objects.get(slug="merkin")
    page = soup(admin_client.get(reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk])))
    assert len(page.find_all("input", attrs={"name": "languages", "type": "checkbox"})) == len(Language)


def test_structured_data_has_the_type_of_the_level_and_no_blanks(client):
    def data(slug):
        return json.loads(soup(show(client, slug)).find("script", type="application/ld+json").string)["@graph"][0]

    high, middle = data("gertz-ressler"), data("merkin")
    assert (high["@type"], middle["@type"]) == ("HighSchool", "MiddleSchool")
    assert high["telephone"] == "+12137458141"
    assert high["alternateName"] == ["Alliance College-Ready Academy #1"]
    assert "sameAs" not in middle
    assert data("tennenbaum")["dissolutionDate"] == "2025-06-30"


def test_the_printed_sheet_says_the_same_and_adds_little_to_the_page(client):
    text = show(client, "gertz-ressler").content.decode()
    before, found, sheet = text.partition('<div class="print-profile"')
    assert found
    assert "99 of 100 graduate in four years" in sheet
    rest = sheet[sheet.index("</main>") :]
    assert len(gzip.compress(text.encode())) - len(gzip.compress((before + rest).encode())) <= 3 * 1024
