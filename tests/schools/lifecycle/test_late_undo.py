"""A guided change is taken back after another one was made on top: completely, or not at all and in plain words."""

import pytest
from django.db import transaction

from schools.lifecycle import execution, kinds, undo
from schools.models import School
from schools.register.agreement import Refused
from tests.factories import CampusFactory

from . import answers
from .acts import everything

pytestmark = pytest.mark.django_db


def made(kind: str, school, fields: dict, user):
    """Make a guided change as its pages do; None if its form or its rules refuse it."""
    form = kinds.ALL[kind].form(fields | {"reason": "The board decided so."}, school=school)
    if not form.is_valid():
        return None
    try:
        digest = execution.preview(kinds.ALL[kind], school, form.cleaned_data, user).digest
        return execution.apply(kinds.ALL[kind], school, form.cleaned_data, user, digest=digest)
    except Refused:
        return None


def taken_back(batch, user) -> None:
    undo.apply(batch, user, reason="A mistake.", digest=undo.preview(batch, user).digest)


@pytest.fixture
def fields(ahead, into):
    """Return what the office answers, for the first change and for the second."""

    def of(kind: str, school, number: int) -> dict:
        later = ahead.replace(year=ahead.year + number)
        return {
            "open": lambda: answers.NEW_SCHOOL | {"opened": ahead},
            "rename": lambda: answers.renamed(school, en=f"name-{number}") | {"name": f"Alliance Name {number}"},
            "move": lambda: (answers.into(CampusFactory()) if number else answers.to()) | {"along": "alone"},
            "merge": lambda: answers.merging(later, into),
            "close": lambda: answers.closing(later),
        }[kind]()

    return of


@pytest.mark.parametrize("first", kinds.ALL)
def test_a_change_below_another_one_is_taken_back_after_it_or_refused(first, school, manager, fields):
    before = everything()
    lower = made(first, None if first == "open" else school, fields(first, school, 0), manager)
    school = School.objects.get(pk=lower.data["school"])
    seconds = []
    for second in kinds.OF_A_SCHOOL:
        with transaction.atomic():
            upper = made(second, school, fields(second, school, 1), manager)
            if upper:
                seconds.append(second)
                undone_in_any_order(lower, upper, manager)
                assert everything() | {"Campus": []} == before | {"Campus": []}, second
            transaction.set_rollback(True)
    assert {"rename", "move"} <= set(seconds)


def undone_in_any_order(lower, upper, user) -> None:
    """Try the lower one first. If it is refused, nothing has changed, and it can be undone after the upper one."""
    both, refusal = everything(), ""
    try:
        taken_back(lower, user)
    except Refused as refused:
        refusal = str(refused)
    if refusal:
        assert "Someone has changed these since: " in refusal
        assert everything() == both
    taken_back(upper, user)
    if refusal:
        taken_back(lower, user)
