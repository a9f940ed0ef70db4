"""The list of schools: open ones by neighborhood, closed ones only on request and labeled."""

import re
from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from schools.models import Result, SchoolPage
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, shown, soup

pytestmark = pytest.mark.django_db


def listed(client, **query):
    main = shown(client.get("/schools/", query))
    hrefs = [link["href"] for link in main.select("a[href^='/schools/']")]
    return {href for href in hrefs if href not in ("/schools/", "/schools/phones/") and "?" not in href}


def test_open_schools_are_listed_and_closed_ones_are_left_out(client):
    found = listed(client)
    assert len(found) == 25
    assert "/schools/tennenbaum/" not in found


def test_closed_schools_are_shown_on_request_and_marked(client):
    profile(SchoolFactory(opened=date(2090, 8, 15)))
    assert len(listed(client, closed="on")) == 28
    page = soup(client.get("/schools/", {"closed": "on"}))
    assert len([mark for mark in page.main.select(".status-mark") if "Closed" in mark.get_text()]) == 3
    assert [len(listed(client, level=level)) for level in ("high", "middle")] == [16, 9]


def test_schools_are_grouped_by_neighborhood(client):
    headings = [tag.find(string=True).strip() for tag in soup(client.get("/schools/")).main.find_all("h2")]
    areas = [heading for heading in headings if heading in {"East Los Angeles", "Hyde Park", "Watts"}]
    assert areas == ["East Los Angeles", "Hyde Park", "Watts"]


def test_drafts_and_private_profiles_are_not_listed(client):
    draft, private = profile(live=False), profile()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert not {f"/schools/{draft.slug}/", f"/schools/{private.slug}/"} & listed(client)


def test_an_empty_list_says_so(client):
    for page in SchoolPage.objects.all():
        page.delete()
    response = client.get("/schools/")
    assert response.status_code == 200
    assert_valid(response)
    assert listed(client) == set()


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


def test_an_older_number_on_a_card_says_its_year(client):
    Result.objects.filter(record__school_links__school__slug="burton-tech", year="2024-25").delete()
    bars = soup(client.get("/schools/")).select_one(".school-card[data-school=burton-tech] .bars").get_text()
    assert "2023–24" in bars
