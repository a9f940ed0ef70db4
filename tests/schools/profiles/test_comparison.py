"""Schools beside each other: the comparison, the sheet in both languages, and the list."""

import re

import pytest

from alliance_site.templatetags import share
from schools.models import Offering, School
from schools.profiles.comparison import brief_name, compare
from tests.cases import cases
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup, words
from tests.schools.finder.questions import school_list

pytestmark = pytest.mark.django_db
PATH = "/schools/compare/"


def opened(client, *slugs):
    response = client.get(PATH, {"school": slugs})
    assert_valid(response)
    return response


def columns(response):
    return [name.get_text(" ", strip=True) for name in soup(response).select(".compare__name")]


def rows_of(*slugs):
    """The comparison, and its rows by label."""
    compared = compare([*slugs], school_list().profiles.opened())
    rows = [*compared.facts, *(row for _heading, rows in compared.results for row in rows)]
    return compared, {str(row.label): row for row in rows}


def brief(*slugs):
    """The rows that are seen first, by label: text and note of each cell."""
    return {row.label: [(cell.text, cell.note) for cell in row.cells] for row in rows_of(*slugs)[0].brief}


def test_seven_rows_are_seen_first_with_short_names_and_the_best_marked(client):
    response = client.get(PATH, {"school": ["shaheen", "burton-tech", "gertz-ressler"], "near": "90044"})
    page = soup(response)
    names = [name.find(string=True) for name in page.select(".brief thead a")]
    assert names == ["Shaheen", "Burton Tech", "Gertz-Ressler"]
    assert page.select_one("link[hreflang=es]")["href"].endswith("&near=90044")  # in Spanish, too
    rows = {row.th.get_text(): row for row in page.select(".brief tbody tr")}
    numbers = ["Graduate", "English, grade 11", "Math, grade 11", "Often absent", "Started college"]
    assert [*rows] == ["Miles", *numbers, "Scholars"]
    assert [cell.get_text(strip=True) for cell in rows["Graduate"]("td")] == ["92", "99", "99"]
    assert page.select_one(".compare a[href^=tel]").get_text() == "(323) 972-9010"
    best = {name: len(row.select(".brief__best")) for name, row in rows.items()}
    assert (best["Miles"], best["Graduate"], best["Scholars"]) == (1, 2, 0)
    note = page.select_one(".compare__note").get_text()
    assert "2024–25." in note
    assert "Started college: 2022–23." in note
    assert "Color marks the nearest, the highest or the lowest absence." in note
    assert not page.select_one(".compare__all").has_attr("open")


def test_middle_and_high_schools_do_not_share_a_row_of_two_measures():
    rows = brief("gertz-ressler", "merkin")
    assert not rows_of("gertz-ressler", "merkin")[0].color_note  # no cell has it
    assert rows["English, grade 11"][1] == rows["English, both schools"][0] == ("", "")
    assert rows["Scholars"][1] == ("1,040", "both schools")
    assert "Miles" not in rows
    assert rows["Often absent, grades 9–12"][1] == rows["Often absent, up to grade 8"][0] == ("", "")
    assert "English, grades 6–8" in brief("skirball", "kory-hunter")  # as on their cards
    assert "English, all grades" in brief("skirball", "merkin")


@pytest.mark.parametrize(("slug", "name", "brief"), cases(__file__, "brief_names.csv"))
def test_short_names_are_the_words_of_the_address(slug, name, brief):
    assert brief_name(School(slug=slug, name=name)) == brief


def test_schools_stand_in_the_order_asked_with_year_and_source_of_each_number_and_differences_marked(client):
    compared, rows = rows_of("merkin", "gertz-ressler")
    unknown, number = rows["Four-year graduation rate"].cells
    assert (number.year, unknown.text, bool(number.count)) == ("2024–25", "", True)
    assert compared.sources[number.source_number - 1]
    assert [cell.text for cell in rows["Grades"].cells] == ["6–8", "9–12"]
    differing = [label for label in ("Level", "Phone", "Four-year graduation rate") if rows[label].differs]
    assert differing == ["Level"]  # one front desk, and only one of them has grades 9 to 12
    response = opened(client, "merkin", "gertz-ressler")
    page = soup(response)
    assert columns(response) == ["Richard Merkin Middle School", "Gertz-Ressler High School"]
    assert page.select_one(".compare__remove")["href"].rstrip("&") == "?school=gertz-ressler"
    assert all("different" in row.get_text() for row in page.select(".compare__differs"))
    for said in ("— not listed", number.text, f"{number.count:,} scholars"):
        assert said in words(response)


def test_fewer_than_two_schools_offer_to_add_more(client):
    response = opened(client)
    assert columns(response) == []
    assert "Choose up to 4 schools to see them side by side." in words(response)
    assert len(soup(response).select("#add option")) == 25
    assert soup(response).select_one(".kept[hidden] .button.kept__compare")["href"] == PATH  # js/kept.js
    response = opened(client, "merkin")
    assert len(soup(response).select("#add option")) == 24
    assert soup(response).select_one("input[type=hidden]")["value"] == "merkin"


def test_four_public_schools_are_shown_closed_ones_marked_and_the_others_are_counted_or_named(client):
    hidden = profile()
    hidden.view_restrictions.create(restriction_type="login")
    response = opened(client, "merkin", "tennenbaum", "no-such-school", hidden.slug, "\x00", "ä" * 500)
    assert len(columns(response)) == 2
    assert "2 schools in the address were not found" in words(response)
    assert "Closed in 2025" in soup(response).select_one(".brief thead").get_text()
    assert "Closed" in rows_of("merkin", "tennenbaum")[1]
    response = opened(client, "merkin", "gertz-ressler", "stern", "burton-tech", "olga-mohan")
    assert len(columns(response)) == 4
    left_out = School.objects.get(slug="olga-mohan").short_name
    assert f"Only 4 schools fit side by side. Not shown: {left_out}." in words(response)


SHEET = "/schools/sheet/"


def paper(client, query: str, address: str = SHEET):
    response = client.get(f"{address}?{query}")
    assert_valid(response)
    assert not response.cookies
    return soup(response).select_one(".sheet")


def names(sheet) -> list[str]:
    return [name.get_text() for name in sheet.select(".sheet__school h3")]


def test_it_has_the_nearest_three_in_both_languages_and_what_to_ask(client):
    school = School.objects.get(slug="burton-tech")
    Offering.objects.create(school=school, topic="sports", text="Soccer and chess.")
    sheet = paper(client, "near=90044&grade=9&need=sports&need=meals&need=nothing")
    assert len(names(sheet)) == 3
    assert names(sheet)[1] == school.short_name
    text = " ".join(sheet.get_text(" ").split())
    for said in (
        *("99 of 100 graduate in four years", "99 de cada 100 se gradúan", school.phone, school.campus.address),
        *("1 mile.", "1 milla.", "Para empezar en el otoño de", "Verificado el"),
        "Sports and clubs / Deportes y clubes : Soccer and chess. Checked on",
        *("When and where do I apply?", "¿Cuándo y dónde mando la solicitud?", "Deportes y clubes", "by state law"),
    ):
        assert said in text, said
    assert text.count("Soccer") == 1
    assert names(paper(client, "near=90044&grade=9", "/es/escuelas/hoja/")) == names(sheet)


def test_it_names_the_place_that_was_read_but_never_where_someone_is(client):
    assert "Watts" in paper(client, "q=schools near watts").h2.get_text()
    page = soup(client.get(SHEET, {"near": "33.981,-118.292", "grade": "9"}))
    assert "33.9" not in str(page.select_one(".sheet"))
    address = page.select_one(".share")["data-address"]
    assert "near" not in address
    assert len(names(paper(client, address.partition("?")[2]))) == 3
    asked = {"q": "robotics", "near": "90044", "within": "20", "level": "high", "area": "Watts", "program": "art"}
    form = soup(client.get(SHEET, asked)).select_one(".sheet__form")
    assert {one["name"]: one["value"] for one in form.select("input[value]:not([name=need])")} == asked


def test_chosen_schools_come_first_to_last_and_what_is_left_out_is_said(client):
    merkin, gertz = "Richard Merkin Middle School", "Gertz-Ressler High School"
    assert names(paper(client, "school=merkin&school=gertz-ressler")) == [merkin, gertz]
    assert names(paper(client, "school=merkin&near=Burton")) == [merkin]
    kept = share._drawn.cache_info().currsize
    assert paper(client, "school=merkin").select_one(".sheet__code svg")
    assert not paper(client, "school=merkin&" + "&".join(f"school={i:080}" for i in range(40))).select(".sheet__code")
    assert share._drawn.cache_info().currsize == kept
    assert "Tennenbaum" not in " ".join(names(paper(client, "near=90065&closed=on")))
    for slugs, out in (("merkin marine-high shaheen luskin", "Luskin"), ("merkin tennenbaum", "Tennenbaum")):  # closed
        response = client.get(SHEET, {"school": slugs.split()})
        boxes = soup(response).select(".sheet__form [name=school][type=checkbox]:is([checked])")
        assert [box["value"] for box in boxes] == [slug for slug in slugs.split()[:3] if slug != "tennenbaum"]
        assert re.search(rf"Not shown: [^,<]*{out}[^,<]*\.", response.content.decode())


def test_without_a_choice_that_makes_sense_the_form_says_what_to_enter(client):
    for query, notice, _because in cases(__file__, "no_sheet.csv"):
        page = soup(client.get(f"{SHEET}?{query}"))
        assert page.select_one(".sheet__form")
        assert not page.select_one(".sheet")
        assert notice in " ".join(one.get_text() for one in page.select(".notice")), query


def test_schools_are_listed_by_neighborhood_and_closed_ones_on_request_and_marked(client):
    page = soup(client.get("/schools/", {"closed": "on"}))
    assert len(page.select(".school-card")) == 28
    assert len([mark for mark in page.main.select(".status-mark") if "Closed" in mark.get_text()]) == 3
    headings = [tag.find(string=True).strip() for tag in page.main.find_all("h2")]
    areas = [heading for heading in headings if heading in {"East Los Angeles", "Hyde Park", "Watts"}]
    assert areas == ["East Los Angeles", "Hyde Park", "Watts"]


def test_every_card_has_a_call_and_its_numbers_beside_a_yardstick(client):
    page = soup(client.get("/schools/"))
    card = page.select_one(".school-card[data-school=gertz-ressler]")
    assert card.select_one("a.button")["href"] == "tel:+12137458141"
    assert "582 scholars" in card.get_text()
    bars = [" ".join(bar.get_text(" ").split()) for bar in card.select(".bars li")]
    assert bars[0] == "Graduate 99 of 100 (Los Angeles Unified: 89)"
    assert bars[2] == "Math grade 11 30 of 100 (California: 31)"
    assert not re.search(r"20\d\d", card.select_one(".bars").get_text())  # the year is said once, above
    assert "State numbers, 2024–25 (middle schools 2023–24)" in page.main.get_text()
    shared = page.select_one(".school-card[data-school=merkin]").get_text()
    assert "grades 6–8 ·\N{NO-BREAK SPACE}1,040 scholars at both schools of this campus" in shared  # no dot ends a line
    silent = profile(SchoolFactory(phone=""))
    card = soup(client.get("/schools/")).select_one(f".school-card[data-school={silent.school.slug}]")
    assert card.select_one("[href^='tel:'], .bars") is None
