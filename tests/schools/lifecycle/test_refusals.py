"""What a guided change cannot do is refused in words, by its form or by making it; its page changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from schools.changes.agreement import Refused
from schools.lifecycle import actions, execution, kinds
from tests.factories import SchoolFactory, profile

from .acts import everything, form, told
from .answers import NEW_SCHOOL, OPEN, closing, merging, middle, renamed, to

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusal(manager):
    """What the form says, or else the change itself."""

    def of(kind, school, entries) -> str:
        filled = kinds.ALL[kind].form(entries | {"reason": "So."}, school=school)
        if not filled.is_valid():
            return str(filled.errors)
        with pytest.raises((Refused, ValidationError)) as error:
            execution.preview(kinds.ALL[kind], school, filled.cleaned_data, manager)
        return str(error.value)

    return of


def test_an_incomplete_form_is_shown_again_and_changes_nothing(office, school):
    before = everything()
    for kind in kinds.ALL:
        response = office.post(OPEN if kind == "open" else form(school, kind), {"reason": "Kept words."})
        assert response.status_code == 422, kind
        assert "This field is required" in told(response)
        assert "Kept words." in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("rename", {"day": "2999-01-01"}, "within the next two years"),
        ("move", {"street": ""}, "Without a campus, enter the full address"),
        ("move", {"longitude": "-118.2"}, "needs both numbers"),
        ("move", {"longitude": "-118.2", "along": actions.ALONE}, "needs both numbers"),
        ("rename", {"slug": "compare"}, "used below the list of schools"),
        ("rename", {"slug": "odonovan"}, "already in use"),
        ("rename", {"name": "RICHARD MERKIN MIDDLE SCHOOL"}, "Another school has this name: Alliance Richard Merkin"),
        ("move", {"latitude": "91", "longitude": "0"}, "between 32 and 42.5"),
        ("open", {"name": "Alliance"}, "begin with “Alliance”"),
        ("open", {"name": "Gertz-Ressler High School"}, "Another school has this name: Alliance Gertz-Ressler"),
        ("open", {"name": "Alliance ¡!"}, "is taken"),
        ("open", {"slug": "comparar"}, "“comparar” is taken"),
        ("open", {"slug": "gertz-ressler"}, "“gertz-ressler” is taken"),
        ("open", {"lowest_grade": "12", "highest_grade": "9"}, "The lowest grade cannot be above the highest"),
        ("open", {"lowest_grade": "6", "highest_grade": "8"}, "Grades of this level (high school): 9–12"),
        ("open", {"level": "middle"}, "Grades of this level (middle school): 6–8"),
        ("open", {"website": "javascript:alert(1)"}, "Enter a valid URL"),
        ("close", {"last_day": "1999-01-01"}, "before the opening date"),
        ("merge", {"successor": "x' OR 1=1"}, "not one of the available choices"),
        ("merge", {"lowest_grade": "13"}, "The lowest grade cannot be above the highest"),
    ],
)
def test_an_invalid_change_is_refused_with_the_reason(refusal, school, into, ahead, kind, fields, says):
    entries = {
        "rename": lambda: renamed(school, en=fields.get("slug", "")),
        "move": to,
        "open": lambda: NEW_SCHOOL | {"opened": ahead},
        "close": lambda: closing(ahead),
        "merge": lambda: merging(ahead, into),
    }[kind]()
    subject = {"open": None, "move": into}.get(kind, school)  # that one is alone on its campus
    subject = school if "along" in fields else subject
    assert says in refusal(kind, subject, entries | fields)


def test_a_school_merges_only_into_another_open_high_school_with_a_profile(refusal, school, past, ahead):
    assert "has no public profile" in refusal("merge", school, merging(past, SchoolFactory()))
    for one in (school, SchoolFactory(closed=past)):
        assert "not one of the available choices" in refusal("merge", school, merging(past, one))
    soon = SchoolFactory(closed=timezone.localdate())
    assert "is not open after the last day" in refusal("merge", school, merging(ahead, soon))
    middle(school)
    other = profile(SchoolFactory(level="middle", lowest_grade=6, highest_grade=8)).school
    assert "must be of the same level" in refusal("merge", school, merging(past, other, links="follows"))


def test_families_turn_to_no_school_that_ends_with_theirs_or_opens_after_it_has_closed(refusal, school, ahead, past):
    with_it, next_year = SchoolFactory(closed=ahead), SchoolFactory(opened=ahead + timedelta(days=40))
    assert "is not open after the last day" in refusal("close", school, closing(ahead, successor=with_it.pk))
    assert "and this one has closed already" in refusal("close", school, closing(past, successor=next_year.pk))
    assert kinds.ALL["close"].form(closing(ahead, successor=next_year.pk) | {"reason": "So."}, school=school).is_valid()


def test_the_same_address_is_no_move(refusal):
    school = SchoolFactory(transit="Bus 2, Example stop")
    names = ("street", "city", "zip", "area", "latitude", "longitude")
    same = {name: getattr(school.campus, name) for name in names}
    assert "Nothing would change" in refusal("move", school, to(**same, transit=school.transit))
