"""The card of a found school says how good it is in the newest numbers, with their year, and until when to apply."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from schools.models import Enrollment, EnrollmentSeason, Result, School, SchoolStateRecord, StateRecord
from schools.register.school_year import coming_year
from tests.factories import SchoolFactory, profile
from tests.html import soup

pytestmark = pytest.mark.django_db


def card(client, school) -> str:
    found = soup(client.get(f"/schools/?q={school.slug}&closed=on")).select_one(
        f".directory [data-school={school.slug}]"
    )
    return " ".join(found.get_text(" ").split())


def recorded(number=1, **fields) -> School:
    school = SchoolFactory(**fields)
    profile(school)
    record = StateRecord.objects.create(cds_code=f"1964733{number:07}", name=school.name)
    SchoolStateRecord.objects.create(school=school, record=record)
    return school


def result(school, measure, value, year="2024-25") -> None:
    record = school.record_links.get().record
    Result.objects.create(record=record, measure=measure, year=year, value=value, count=99, source="A file")


def test_the_newest_published_numbers_stand_there_with_their_year(client):
    school = recorded()
    result(school, "graduation_rate", "91.8")
    result(school, "graduation_rate", "80.0", "2023-24")
    result(school, "ela_met_percent", None)
    result(school, "ela_met_percent", "33.6", "2023-24")
    result(school, "ela_all_met_percent", "11.1")
    text = card(client, school)
    assert "Graduate 92 of 100" in text
    assert re.search(r"English grade 11 34 of 100 \(California: \d+\) 2023–24", text)
    assert "Math" not in text
    assert "11.1" not in text


def test_a_complex_is_said_to_be_counted_as_one(client):
    school = recorded(level="middle", lowest_grade=6, highest_grade=8)
    other = SchoolFactory()
    SchoolStateRecord.objects.create(school=other, record=school.record_links.get().record)
    result(school, "ela_all_met_percent", "47.5", "2023-24")
    result(school, "enrollment", "1040")
    text = card(client, school)
    assert "1,040 scholars at both schools of this campus" in text
    assert "English both schools 48 of 100" in text


def test_nothing_is_made_up(client):
    text = card(client, recorded())
    assert "%" not in text
    assert "None" not in text


def test_a_closed_school_has_no_numbers_to_choose_it_by(client):
    school = recorded(closed=timezone.localdate() - timedelta(days=1))
    result(school, "graduation_rate", "91.8")
    assert "91.8" not in card(client, school)


def test_the_dates_of_all_schools_or_its_own_stand_there(client):
    school, other = recorded(1), recorded(2)
    EnrollmentSeason.objects.create(year=coming_year(), status="open", closes=timezone.localdate() + timedelta(days=5))
    Enrollment.objects.create(school=other, year=coming_year(), status="waitlist")
    assert "Applications are open through" in card(client, school)
    assert "Applications go on the waitlist." in card(client, other)
    Enrollment.objects.update(status="closed")
    assert "pplications" not in card(client, other)
