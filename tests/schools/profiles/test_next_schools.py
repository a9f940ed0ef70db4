"""Next schools: set by staff, on middle schools only, and left out if empty."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
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
    return [name.get_text() for name in section.select(".phones li > a:first-child")] if section else []


def test_next_schools_are_in_the_order_of_staff(client):
    first, second = SchoolFactory(), SchoolFactory()
    profile(first), profile(second)
    assert shown(client, lead(middle(), second, first)) == [second.short_name, first.short_name]
    assert shown(client, middle()) == []
    page = profile(lead(middle(), first))
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


def test_the_open_data_has_what_a_profile_shows(client):
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
