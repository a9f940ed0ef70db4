"""A school's profile: facts, numbers, recognitions, next schools, its picture, and it in short: a few sentences."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.models import Locale

from pages.horizon import svg
from schools.models import NextSchool, Program, Recognition, Result, School
from schools.profiles.in_short import InShort, Number
from schools.profiles.prefetch import whole_school
from schools.results.sentences import source_text
from tests.cases import cases
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of
from tests.html import assert_valid, main_of, shown, soup, words

pytestmark = pytest.mark.django_db


def test_the_facts_of_the_record_are_shown(client):
    response = client.get("/schools/gertz-ressler/")
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
    short = "99 of 100 graduate in four years"
    assert short in page.find("meta", property="og:description")["content"]
    assert short.replace(" ", "%20") in page.select_one(".share__whatsapp")["href"]
    assert "745-8141" in page.select_one(".share")["data-text"]
    (link,) = shown(response).find_all("a", href=re.compile("^https://www.google.com/maps/dir/"))
    assert "destination=2023+South+Union+Avenue%2C+Los" in link["href"]
    assert "Google Maps" in link.parent.get_text()
    assert f"{short}, more than in Los Angeles Unified (89)." in words(response)
    headings = [tag.get_text(" ", strip=True) for tag in page.main.select("h1, h2") if not tag.find_parent(hidden=True)]
    assert headings[1].startswith("To start in fall 20")
    assert headings[2:4] == ["In short", "Every day"]
    assert headings[-1] == "All numbers"
    assert not page.select_one(".numbers details").has_attr("open")
    codes = {"19647330108902", "19647330106864"}  # of a half, and the whole
    assert codes <= {*words(client.get("/schools/merkin/")).split()}
    spanish = words(client.get("/es/escuelas/gertz-ressler/"))
    assert "Departamento de Educación de California, 2024–25. Estudiantes: 2025–26." in spanish


def test_every_number_links_to_its_source(client):
    Result.objects.filter(measure="graduation_rate").update(source="An example district, file 7, page 2")
    page = soup(client.get("/schools/gertz-ressler/"))
    charts = page.select("svg[role=img]")
    assert len(charts) == 2
    assert all(page.find(id=name).get_text() for chart in charts for name in chart["aria-labelledby"].split())
    sources = [item.get_text(strip=True) for item in page.select(".sources li")]
    assert len(sources) == len(set(sources))
    rows = page.select(".table--stacks tbody tr:not(.table__group)")
    assert {int(row.find("sup").get_text()) for row in rows} == set(range(1, len(sources) + 1))
    graduation = next(row for row in rows if "Four-year graduation" in row.get_text())
    assert sources[int(graduation.find("sup").get_text()) - 1] == "An example district, file 7, page 2"
    in_short = page.select_one(".in-short").get_text()
    assert "California Department of Education, An example district, 2024–25." in in_short


def test_a_closed_school_says_who_has_its_records_and_links_onward(client):
    page = main_of(client, "/schools/tennenbaum/")
    assert "June 30, 2025" in page.select_one(".notice").get_text()
    records = page.find(id="records").parent
    assert "Until then, ask Los Angeles Unified" in " ".join(records.get_text().split())
    assert {link["href"] for link in records.find_all("a")} >= {"#near", "/schools/"}
    assert not page.select_one(".in-short, .start, #contact")
    School.objects.filter(slug="tennenbaum").update(records_kept_by="The records office, (213) 555-0100")
    assert "The records office, (213) 555-0100" in words(client.get("/schools/tennenbaum/"))


def test_unknown_facts_are_left_out(client):
    page = profile(SchoolFactory(campus=CampusFactory(latitude=None, longitude=None)))
    main = main_of(client, page.url)
    assert "Office hours" in main.select_one(".facts__ask").extract().get_text()  # what to ask the school
    text = main.get_text(" ")
    for label in ("None", "Phone", "Website", "Office hours", "Former", "Charter number", "Bus and rail", "Programs"):
        assert label not in text, label
    assert [one.get_text()[:10] for one in main.select(".in-short > p")] == ["It is free"]
    assert not main.select("svg[role=img]")


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


AWARD = {"title": "Example Award", "year": 2020, "source": "A newspaper of May 1, 2020"}


def recognized(**fields):
    school = SchoolFactory()
    Recognition.objects.create(school=school, **AWARD | fields)
    return school


def shown_below(client, school, heading, of_each="li") -> list[str]:
    """What a new profile of the school lists below a heading."""
    found = main_of(client, profile(school).url).select(f"section:has(#{heading}) {of_each}")
    return [" ".join(one.get_text().split()) for one in found]


def test_recognitions_have_year_and_source_newest_first(client):
    school = recognized(source_url="https://news.example.org/award")
    Recognition.objects.create(school=school, title="Later Award", year=2022, source="A list")
    found = shown_below(client, school, "recognition")
    assert found == ["Later Award, 2022 (A list)", "Example Award, 2020 (A newspaper of May 1, 2020)"]
    page = soup(client.get(profile_of(school).url))
    assert page.main.find("a", href="https://news.example.org/award").get_text() == "A newspaper of May 1, 2020"
    assert "Example Award (2020)" in page.find("script", type="application/ld+json").string
    assert shown_below(client, SchoolFactory(), "recognition") == []


def test_sources_are_in_the_language_of_the_page():
    article = "calcharters.org, article of April 2, 2012, on the award ceremony"
    for source, spanish in (
        ("Press release of March 1, 2024", "Comunicado de prensa del 1 de marzo de 2024"),
        (article, "calcharters.org, artículo del 2 de abril de 2012, sobre la ceremonia de premiación"),
        ("Press release of February 30, 2024", "Comunicado de prensa del February 30, 2024"),
    ):
        assert source_text(source) == source
        with translation.override("es"):
            assert source_text(source) == spanish


def test_second_and_future_recognitions_and_middle_schools_as_next_ones_are_refused():
    school = recognized()
    for refused, message in (
        (Recognition(school=school, **AWARD), "already listed for this year"),
        (Recognition(school=school, **AWARD | {"year": 2999}), "in the future"),
        (NextSchool(school=middle(), high_school=middle()), "high school"),
    ):
        with pytest.raises(ValidationError, match=message):
            refused.full_clean()


def middle(**fields):
    return SchoolFactory(level="middle", lowest_grade=6, highest_grade=8, **fields)


def lead(school, *high_schools):
    for order, high in enumerate(high_schools):
        NextSchool.objects.create(school=school, high_school=high, sort_order=order)
    return school


def test_public_open_next_schools_are_in_the_order_of_staff_and_only_open_middle_schools_have_some(client):
    closed, hidden, draft, bare, there, first = SchoolFactory(closed=date(2020, 6, 30)), *SchoolFactory.create_batch(5)
    profile(closed), profile(draft, live=False), profile(there), profile(first)
    profile(hidden).view_restrictions.create(restriction_type="login")
    school = lead(middle(), first, closed, hidden, draft, bare, there)
    names = shown_below(client, school, "next", ".phones li > a:first-child")
    assert names == [first.short_name, there.short_name]
    page = profile(lead(middle(), there))
    assert "scholars can continue at this Alliance high school" in client.get(page.url).content.decode()
    for school in (middle(), lead(SchoolFactory(), there), lead(middle(closed=date(2020, 6, 30)), there)):
        assert shown_below(client, school, "next") == []


def test_the_open_data_has_what_a_profile_shows(client):
    closed, there, recognition = SchoolFactory(closed=date(2020, 6, 30)), SchoolFactory(), recognized()
    goes_on = lead(middle(), closed, there)
    others = [lead(middle(closed=date(2020, 6, 30)), there), lead(SchoolFactory(), there)]
    rows = {row["slug"]: row for row in json.loads(client.get("/data/schools.json").getvalue())["schools"]}
    assert [one["slug"] for one in rows[goes_on.slug]["next_schools"]] == [there.slug]
    assert [rows[school.slug]["next_schools"] for school in others] == [[], []]
    assert rows[recognition.slug]["recognitions"] == [AWARD | {"source_url": None}]


def test_a_change_of_the_high_school_or_of_a_recognition_is_one_of_the_school(client):
    high = SchoolFactory()
    school = lead(middle(), high)
    award = Recognition.objects.create(school=school, **AWARD)
    for change in (high.save, lambda: profile(high), award.delete):
        before = School.objects.get(pk=school.pk).changed
        change()
        assert School.objects.get(pk=school.pk).changed > before


FILE = "/schools/gertz-ressler/landscape.svg"


def test_each_card_loads_the_landscape_of_its_school_with_its_colors_when_it_comes_into_view(client, school):
    cards = soup(client.get("/es/escuelas/")).select(".school-card")
    images = [card.select_one(".school-card__art img") for card in cards]
    assert len(images) > 20
    for card, image in zip(cards, images, strict=True):
        address, view = image["src"].split("#")
        assert image["loading"] == "lazy"
        assert address == card.a["href"] + "landscape.svg"
        assert view.startswith("svgView(viewBox(0,")
    profile, response = profile_of(school), client.get(FILE)
    assert response["Content-Type"] == "image/svg+xml"
    english, drawn = response.content, svg(profile.title, "thumb", profile.light)
    assert english.decode() == drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    assert client.get("/es/escuelas/gertz-ressler/landscape.svg").content == english
    profile.light = "dusk" if profile.light != "dusk" else "dawn"
    profile.save_revision().publish()
    assert client.get(FILE).content != english


def test_a_photograph_takes_its_place_on_cards_and_the_profile(client, school, picture):
    profile = profile_of(school)
    profile.listing_image = picture()
    profile.save_revision().publish()
    assert FILE not in client.get("/schools/").content.decode()
    response = client.get("/schools/gertz-ressler/")
    assert_valid(response)
    found = soup(response).main.find("picture")
    assert [source["type"] for source in found.find_all("source")] == ["image/avif", "image/webp"]
    assert found.find("img")["alt"] == "A plain orange field"
    assert soup(response).find("meta", property="og:image")["content"].startswith("http://testserver/media/")


def test_only_public_profiles_have_one(client, school):
    for address in ("/schools/nowhere/landscape.svg", "/escuelas/gertz-ressler/landscape.svg"):
        assert client.get(address).status_code == 404
    assert client.post(FILE).status_code == 405
    profile = profile_of(school)
    restriction = profile.view_restrictions.create(restriction_type="login")
    assert client.get(FILE).status_code == client.get(profile.url).status_code == 302
    restriction.delete()
    profile.unpublish()
    assert client.get(FILE).status_code == 404


def number(measure, value, yardstick=None, year="2024–25", **fields):
    there, source = Decimal(yardstick) if yardstick else None, "California Department of Education, a file"
    return Number(measure, Decimal(value), year, source, yardstick=there, **fields)


ALL = [number(*case) for case in cases(__file__, "numbers.csv")]


def test_a_school_is_told_in_the_order_of_families_questions_in_both_languages():
    in_short = InShort(ALL, grades=4)
    assert in_short.paragraphs == [
        "395 scholars, about 99 in each grade. 92 of 100 graduate in four years, more than in Los Angeles Unified "
        "(89). Of those who graduate, 98 of 100 finish the courses that UC and Cal State ask for.",
        "In English, 34 of 100 meet the state’s standard, fewer than in California (57). In math, 12 of 100 meet the "
        "standard, fewer than in California (31). 34 of 100 miss at least 1 of every 10 school days, more than in Los "
        "Angeles Unified (30).",
    ]
    assert in_short.short.startswith("92 of 100 graduate in four years, more than in Los Angeles Unified (89). In Engl")
    assert in_short.short.endswith("fewer than in California (31).")
    assert in_short.note == "California Department of Education, 2024–25. Scholars: 2025–26."
    with translation.override("es"):
        first, second = in_short.paragraphs
    assert first.startswith("395 estudiantes, unos 99 en cada grado. 92 de cada 100 se gradúan en cuatro años, más que")
    assert "en el distrito escolar de Los Ángeles (LAUSD) (89)." in first
    told = "En lectura y escritura, 34 de cada 100 llegan al nivel del estado, menos que en California"
    assert second.startswith(told)


@pytest.mark.parametrize(("value", "there", "said"), cases(__file__, "compared.csv"))
def test_a_number_is_compared_as_far_as_shown_numbers_tell_and_never_rounded_to_all_or_none(value, there, said):
    assert InShort([number("graduation_rate", value, there)], grades=4).short == said


def test_what_is_not_known_has_no_sentence():
    empty = InShort([], grades=3)
    assert (empty.paragraphs, empty.short, empty.note, empty.size, empty.bars) == ([], "", "", "", [])
    sizes = [InShort([number("enrollment_9_12", count)], grades=4).size for count in ("1", "3", "8")]
    assert sizes[:2] == ["1 scholar.", "3 scholars."]
    assert sizes[2].startswith("8 scholars, about 2 in")
    only = InShort([number("math_all_met_percent", "20", "35.5")], grades=3)
    assert only.paragraphs == ["In math, 20 of 100 meet the standard, fewer than in California (36)."]


def test_numbers_of_two_schools_and_wider_yardsticks_are_explained():
    numbers = [number("enrollment", "1040", of_both=True), number("ela_all_met_percent", "48", "47")]
    numbers.append(number("math_all_met_percent", "29", of_both=True))
    both = InShort(numbers, grades=3)
    assert both.scholars == "1,040 scholars at both schools of this campus"  # on cards
    assert both.size == f"{both.scholars}."
    assert both.short.endswith("In math, 29 of 100 meet the standard (both schools at this campus).")
    assert both.note == (
        "California Department of Education, 2024–25. California’s tests: grades 3–8 and 11. "
        "The state counts both schools at this campus together."
    )


def test_a_card_has_bars_for_graduation_and_tests():
    bars = [(bar.of.short, bar.share, bar.mark) for bar in InShort(ALL, grades=4).bars]
    assert bars == [("Graduate", 92, 89), ("English", 34, 57), ("Math", 12, 31)]
