"""The school comparison: the same facts in one row, each number with year and source, at an address to share."""

import pytest
from wagtail.models import PageViewRestriction

from schools.models import School, SchoolPage
from schools.profiles.comparison import brief_name
from tests.factories import profile
from tests.html import assert_valid, soup, words

pytestmark = pytest.mark.django_db

PATH = "/schools/compare/"


def compare(client, *slugs):
    response = client.get(PATH, {"school": slugs})
    assert response.status_code == 200
    assert_valid(response)
    return response


def columns(response):
    return [name.get_text(" ", strip=True) for name in soup(response).select(".compare__name")]


def row(response, label):
    for line in soup(response).select(".compare__table tbody tr"):
        if (name := line.select_one(".compare__label")) and name.find(string=True).strip() == label:
            return line
    return None


def cells(response, label):
    """The texts below the schools' names, which narrow windows repeat."""
    line = row(response, label)
    for name in line.select(".compare__of[aria-hidden=true]"):
        name.decompose()
    return [cell.get_text(" ", strip=True) for cell in line.select("td")]


def brief(response):
    """The rows that are seen first, by label."""
    rows = soup(response).select(".brief tbody tr")
    return {row.th.get_text(): [" ".join(cell.get_text(" ").split()) for cell in row.select("td")] for row in rows}


def test_seven_rows_are_seen_first_with_short_names_and_the_best_marked(client):
    response = client.get(PATH, {"school": ["shaheen", "burton-tech", "gertz-ressler"], "near": "90044"})
    page = soup(response)
    names = [name.find(string=True) for name in page.select(".brief thead a")]
    assert names == ["Shaheen", "Burton Tech", "Gertz-Ressler"]
    assert page.select_one("link[hreflang=es]")["href"].endswith("&near=90044")  # in Spanish, too
    rows = brief(response)
    assert list(rows) == [
        *("Miles", "Graduate", "English, grade 11", "Math, grade 11", "Often absent", "Started college"),
        "Scholars",
    ]
    assert rows["Graduate"] == ["92", "99", "99"]
    assert page.select_one(".compare a[href^=tel]").get_text() == "(323) 972-9010"
    best = {row.th.get_text(): len(row.select(".brief__best")) for row in page.select(".brief tbody tr")}
    assert (best["Miles"], best["Graduate"], best["Scholars"]) == (1, 2, 0)
    note = page.select_one(".compare__note").get_text()
    assert "2024–25." in note
    assert "Started college: 2022–23." in note
    assert not page.select_one(".compare__all").has_attr("open")


def test_middle_and_high_schools_do_not_share_a_row_of_two_measures(client):
    rows = brief(compare(client, "gertz-ressler", "merkin"))
    assert rows["English, grade 11"][1] == rows["English, both schools"][0] == "—"
    assert rows["Scholars"][1] == "1,040 both schools"
    assert "Miles" not in rows
    assert rows["Often absent, grades 9–12"][1] == rows["Often absent, up to grade 8"][0] == "—"
    assert "English, grades 6–8" in brief(compare(client, "skirball", "kory-hunter"))  # as on their cards
    assert "English, all grades" in brief(compare(client, "skirball", "merkin"))


@pytest.mark.parametrize(
    ("slug", "name", "brief"),
    [
        ("middle-academy-4", "Alliance College-Ready Middle Academy 4", "Middle Academy 4"),
        ("odonovan", "Alliance Christine O'Donovan Middle Academy", "O'Donovan"),
        ("simon-tech", "Alliance Cindy and Bill Simon Technology Academy High", "Simon Tech"),
        ("stern", "Alliance Marc & Eva Stern Math and Science", "Stern"),
        ("marine-high", "Alliance Marine – Innovation and Technology 6–12 Complex (grades 9–12)", "Marine"),
        ("unlike", "Alliance Example High", "Example High"),
    ],
)
def test_short_names_are_the_words_of_the_address(slug, name, brief):
    assert brief_name(School(slug=slug, name=name)) == brief


def test_schools_are_in_the_order_of_the_question(client):
    response = compare(client, "merkin", "gertz-ressler")
    assert columns(response) == ["Richard Merkin Middle School", "Gertz-Ressler High School"]
    assert not soup(response).select(".kept")
    assert cells(response, "Grades") == ["6–8", "9–12"]


def test_each_number_has_its_year_its_scholars_and_a_source_that_is_listed(client):
    response = compare(client, "gertz-ressler", "olga-mohan")
    rates = row(response, "Four-year graduation rate")
    for cell in rates.select("td"):
        assert "2024–25" in cell.get_text()
        assert "scholars" in cell.get_text()
        number = int(cell.select_one("sup").get_text())
        assert soup(response).select(".sources li")[number - 1].get_text()


def test_rows_that_differ_are_marked_for_eyes_and_for_screen_readers(client):
    response = compare(client, "gertz-ressler", "merkin")
    assert "compare__differs" in row(response, "Level")["class"]
    assert "different" in row(response, "Level").get_text()
    assert "class" not in row(response, "Phone").attrs  # one front desk
    # Only one of them has grades 9 to 12, so there is nothing to compare.
    assert "class" not in row(response, "Four-year graduation rate").attrs
    assert cells(response, "Four-year graduation rate")[1] == "— not listed"


def test_more_than_four_are_left_out_by_name(client):
    slugs = [page.school.slug for page in SchoolPage.objects.order_by("pk")[:5]]
    response = compare(client, *slugs)
    assert len(columns(response)) == 4
    left_out = School.objects.get(slug=slugs[4]).short_name
    assert f"Only 4 schools fit side by side. Not shown: {left_out}." in words(response)


def test_fewer_than_two_schools_offer_to_add_more(client):
    response = compare(client)
    assert columns(response) == []
    assert "Choose up to 4 schools to see them side by side." in words(response)
    assert len(soup(response).select("#add option")) == 25
    assert soup(response).select_one(".kept[hidden] .button.kept__compare")["href"] == PATH  # js/kept.js
    response = compare(client, "merkin")
    assert len(soup(response).select("#add option")) == 24
    assert soup(response).select_one("input[type=hidden]")["value"] == "merkin"


def test_a_school_can_be_removed(client):
    page = soup(compare(client, "gertz-ressler", "merkin"))
    assert page.select_one(".compare__remove")["href"].rstrip("&") == "?school=merkin"


def test_unknown_private_and_future_schools_are_not_shown(client):
    hidden = profile()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    response = compare(client, "merkin", "no-such-school", hidden.slug, "\x00", "ä" * 500)
    assert columns(response) == ["Richard Merkin Middle School"]
    assert "2 schools in the address were not found" in words(response)


def test_a_closed_school_can_be_compared_and_is_marked(client):
    response = compare(client, "tennenbaum", "merkin")
    assert "Closed in 2025" in soup(response).select_one(".brief thead").get_text()
    assert row(response, "Closed")


@pytest.mark.parametrize("slug", ["compare", "comparar", "sheet", "telefonos"])
def test_no_page_can_take_an_address_below_the_list(slug):
    page = SchoolPage.objects.get(school__slug="merkin", locale__language_code="en")
    page.slug = slug
    with pytest.raises(Exception, match="This address is used below the list of schools"):
        page.full_clean()
