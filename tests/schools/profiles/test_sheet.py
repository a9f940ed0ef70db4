"""Someone who helps a family gets three schools on one page in both languages; the address holds the choice."""

import pytest

from alliance_site.templatetags import share
from schools.models import Offering, School
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
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
    for words in (
        *("99 of 100 graduate in four years", "99 de cada 100 se gradúan", school.phone, school.campus.address),
        *("1 mile.", "1 milla.", "Para empezar en el otoño de", "Verificado el"),
        "Sports and clubs / Deportes y clubes : Soccer and chess. Checked on",
        *("When and where do I apply?", "¿Cuándo y dónde mando la solicitud?", "Deportes y clubes", "by state law"),
    ):
        assert words in text, words
    assert text.count("Soccer") == 1
    assert names(paper(client, "near=90044&grade=9", "/es/escuelas/hoja/")) == names(sheet)


def test_it_names_the_place_that_was_read_but_never_where_someone_is(client):
    assert "Watts" in paper(client, "q=schools near watts").h2.get_text()
    page = soup(client.get(SHEET, {"near": "33.981,-118.292", "grade": "9"}))
    assert "33.9" not in str(page.select_one(".sheet"))
    address = page.select_one(".share")["data-address"]
    assert "near" not in address
    assert len(names(paper(client, address.partition("?")[2]))) == 3


def test_its_form_keeps_what_was_asked_in_the_finder(client):
    asked = {"q": "robotics", "near": "90044", "within": "20", "level": "high", "area": "Watts", "program": "art"}
    form = soup(client.get(SHEET, asked)).select_one(".sheet__form")
    assert {one["name"]: one["value"] for one in form.select("input[value]:not([name=need])")} == asked


def test_chosen_schools_come_first_to_last_and_what_is_left_out_is_said(client):
    assert names(paper(client, "school=merkin&school=gertz-ressler")) == [
        "Richard Merkin Middle School",
        "Gertz-Ressler High School",
    ]
    assert names(paper(client, "school=merkin&near=Burton")) == ["Richard Merkin Middle School"]
    kept = share._drawn.cache_info().currsize
    assert paper(client, "school=merkin").select_one(".sheet__code svg")
    assert not paper(client, "school=merkin&" + "&".join(f"school={i:080}" for i in range(40))).select(".sheet__code")
    assert share._drawn.cache_info().currsize == kept
    assert "Tennenbaum" not in " ".join(names(paper(client, "near=90065&closed=on")))
    for slugs in ("merkin marine-high shaheen luskin", "merkin tennenbaum"):  # four, and a closed one
        response = client.get(SHEET, {"school": slugs.split()})
        boxes = soup(response).select(".sheet__form [name=school][type=checkbox]:is([checked])")
        assert [box["value"] for box in boxes] == [slug for slug in slugs.split()[:3] if slug != "tennenbaum"]
        assert "Some of the chosen schools are not on the sheet" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        *(("", ""), ("school=%00&near=", ""), ("need=sports", "")),
        ("grade=9", "To see the schools near you, enter your ZIP code"),
        ("near=nowhere at all", "nowhere at all"),
        ("near=90044&within=0.1", "No school matches."),
        ("q=tennenbaum&near=90065", "No school matches."),  # it has closed
    ],
)
def test_without_a_choice_that_makes_sense_the_form_says_what_to_enter(client, query, notice):
    page = soup(client.get(f"{SHEET}?{query}"))
    assert page.select_one(".sheet__form")
    assert not page.select_one(".sheet")
    assert notice in " ".join(one.get_text() for one in page.select(".notice"))
