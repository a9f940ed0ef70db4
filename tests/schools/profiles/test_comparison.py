"""The school comparison: the same facts in one row, each number with year and source, at an address to share."""

import pytest
from wagtail.models import PageViewRestriction

from schools.models import School, SchoolPage
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


def test_schools_are_in_the_order_of_the_question(client):
    response = compare(client, "merkin", "gertz-ressler")
    assert columns(response) == ["Richard Merkin Middle School", "Gertz-Ressler High School"]
    assert cells(response, "Grades") == ["6–8", "9–12"]


def test_each_number_has_its_year_its_scholars_and_a_source_that_is_listed(client):
    response = compare(client, "gertz-ressler", "olga-mohan")
    rates = row(response, "Four-year graduation rate")
    for cell in rates.select("td"):
        assert "2024–25" in cell.get_text()
        assert "scholars" in cell.get_text()
        number = int(cell.select_one("sup").get_text())
        assert soup(response).select(".sources li")[number - 1].get_text()
    assert cells(response, "Details as of")[0].startswith("June 2026")


def test_rows_that_differ_are_marked_for_eyes_and_for_screen_readers(client):
    response = compare(client, "gertz-ressler", "merkin")
    assert "compare__differs" in row(response, "Level")["class"]
    assert "different" in row(response, "Level").get_text()
    assert "class" not in row(response, "Phone").attrs  # one front desk
    # Only one of them has grades 9 to 12, so there is nothing to compare.
    assert "class" not in row(response, "Four-year graduation rate").attrs


def test_missing_facts_are_blank_and_explained(client):
    assert cells(compare(client, "gertz-ressler", "merkin"), "Four-year graduation rate")[1] == "— not listed"


def test_counts_of_a_complex_are_marked_as_shared(client):
    assert "both schools together" in cells(compare(client, "merkin", "kory-hunter"), "Enrollment")[0]


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
    assert "Closed in 2025" in soup(response).select_one("thead").get_text()
    assert row(response, "Closed")


@pytest.mark.parametrize("slug", ["compare", "comparar"])
def test_no_page_can_take_the_address_of_the_comparison(client, slug):
    page = SchoolPage.objects.get(school__slug="merkin", locale__language_code="en")
    page.slug = slug
    with pytest.raises(Exception, match="This address is used by the school comparison"):
        page.full_clean()
