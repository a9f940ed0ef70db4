"""Next schools: set by staff, on middle schools only, and left out if empty."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import PageViewRestriction

from schools.models import NextSchool, School
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db


def middle(**fields):
    return SchoolFactory(level="middle", lowest_grade=6, highest_grade=8, **fields)


def lead(school, *high_schools):
    for order, high in enumerate(high_schools):
        NextSchool.objects.create(school=school, high_school=high, sort_order=order)
    return school


def shown(client, school) -> list[str]:
    response = client.get(profile(school).url)
    assert_valid(response)
    heading = soup(response).find(id="next")
    section = heading and heading.find_parent("section")
    return [name.get_text() for name in section.select(".school-card__name")] if section else []


def test_next_schools_are_in_the_order_of_staff(client):
    first, second = SchoolFactory(), SchoolFactory()
    profile(first), profile(second)
    assert shown(client, lead(middle(), second, first)) == [second.short_name, first.short_name]


def test_without_next_schools_there_is_no_section(client):
    assert shown(client, middle()) == []
    assert not NextSchool.objects.exists()


def test_one_next_school_is_singular(client):
    high = SchoolFactory()
    profile(high)
    page = profile(lead(middle(), high))
    assert "scholars can continue at this Alliance high school" in client.get(page.url).content.decode()


def test_closed_hidden_and_unwritten_schools_are_left_out(client):
    closed, hidden, draft, bare, there = SchoolFactory(closed=date(2020, 6, 30)), *SchoolFactory.create_batch(4)
    profile(closed), profile(draft, live=False), profile(there)
    PageViewRestriction.objects.create(page=profile(hidden), restriction_type="login")
    assert shown(client, lead(middle(), closed, hidden, draft, bare, there)) == [there.short_name]


def test_high_schools_and_closed_schools_have_no_next_schools(client):
    high = SchoolFactory()
    profile(high)
    assert shown(client, lead(SchoolFactory(), high)) == []
    assert shown(client, lead(middle(closed=date(2020, 6, 30)), high)) == []


def test_only_high_schools_can_be_chosen():
    with pytest.raises(ValidationError):
        NextSchool(school=middle(), high_school=middle()).full_clean()


def test_next_schools_are_in_the_open_data(client):
    high = SchoolFactory(name="Alliance Next High")
    school = lead(middle(), high)
    found = client.get("/data/schools.csv").getvalue().decode()
    assert [line for line in found.splitlines() if school.slug in line and high.slug in line]


def test_the_open_data_leaves_out_what_a_profile_does(client):
    closed, there = SchoolFactory(closed=date(2020, 6, 30)), SchoolFactory()
    lead(middle(slug="goes-on"), closed, there)
    lead(middle(slug="is-closed", closed=date(2020, 6, 30)), there)
    lead(SchoolFactory(slug="is-high"), there)
    rows = {
        row["slug"]: row["next_schools"] for row in json.loads(client.get("/data/schools.json").getvalue())["schools"]
    }
    assert [one["slug"] for one in rows["goes-on"]] == [there.slug]
    assert rows["is-closed"] == rows["is-high"] == []


def test_a_change_of_the_high_school_is_one_of_the_middle_school(client):
    high = SchoolFactory()
    school = lead(middle(), high)
    for change in (high.save, lambda: profile(high)):
        before = School.objects.get(pk=school.pk).changed
        change()
        assert School.objects.get(pk=school.pk).changed > before


def test_staff_choose_them_on_the_school(admin_client):
    url = reverse(School.snippet_viewset.get_url_name("edit"), args=[School.objects.get(slug="merkin").pk])
    assert "next_schools-TOTAL_FORMS" in admin_client.get(url).content.decode()
