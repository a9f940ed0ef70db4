"""What a guided change cannot do is refused in words, by its form or by making it; its page changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from schools.changes.agreement import Refused
from schools.lifecycle import execution, kinds
from tests.cases import fields, named_cases
from tests.factories import SchoolFactory, profile, today
from tests.html import assert_says

from .acts import ask, everything, form
from .answers import AHEAD, NEW_SCHOOL, OPEN, PAST, closing, merging, middle, renamed, to

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
        assert_says(response, "This field is required", status=422)
        assert "Kept words." in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("case", named_cases(__file__, "refusals.csv"))
def test_an_invalid_change_is_refused_with_the_reason(refusal, school, into, case):
    kind, entered = case["kind"], fields(case["entries"])
    entries = {
        "rename": lambda: renamed(school, en=entered.get("slug", "")),
        "move": to,
        "open": lambda: NEW_SCHOOL,
        "close": lambda: closing(AHEAD),
        "merge": lambda: merging(AHEAD, into),
    }[kind]()
    subject = {"open": None, "move": into}.get(kind, school)  # that one is alone on its campus
    assert case["says"] in refusal(kind, school if "along" in entered else subject, entries | entered)


def test_a_school_merges_only_into_another_open_high_school_with_a_profile(refusal, school):
    assert "has no public profile" in refusal("merge", school, merging(PAST, SchoolFactory()))
    for one in (school, SchoolFactory(closed=PAST)):
        assert "not one of the available choices" in refusal("merge", school, merging(PAST, one))
    soon = SchoolFactory(closed=today())
    assert "is not open after the last day" in refusal("merge", school, merging(AHEAD, soon))
    middle(school)
    other = profile(SchoolFactory(level="middle", lowest_grade=6, highest_grade=8)).school
    assert "must be of the same level" in refusal("merge", school, merging(PAST, other, links="follows"))


def test_families_turn_to_no_school_that_ends_with_theirs_or_opens_after_it_has_closed(refusal, school):
    with_it, next_year = SchoolFactory(closed=AHEAD), SchoolFactory(opened=AHEAD + timedelta(days=40))
    assert "is not open after the last day" in refusal("close", school, closing(AHEAD, successor=with_it.pk))
    assert "and this one has closed already" in refusal("close", school, closing(PAST, successor=next_year.pk))
    assert kinds.ALL["close"].form(closing(AHEAD, successor=next_year.pk) | {"reason": "So."}, school=school).is_valid()


def test_the_same_address_is_no_move(refusal):
    school = SchoolFactory(transit="Bus 2, Example stop")
    names = ("street", "city", "zip", "area", "latitude", "longitude")
    same = {name: getattr(school.campus, name) for name in names}
    assert "Nothing would change" in refusal("move", school, to(**same, transit=school.transit))


def test_whoever_may_only_change_records_opens_no_school_and_takes_no_profile_down(client, rita, school, into):
    client.force_login(rita)
    before = everything()
    for method in (client.get, client.post):
        assert method(OPEN, NEW_SCHOOL | {"opened": PAST, "reason": "So."}).status_code in (302, 403)
    assert "Open a school" not in client.get(reverse("school_changes")).content.decode()
    response = client.post(form(school, "merge"), merging(PAST, into) | {"reason": "So."})
    assert_says(response, "You do not have permission to publish the profile")
    assert everything() == before
    ask(client, form(school, "merge"), **merging(PAST, into, profile="stays"))
