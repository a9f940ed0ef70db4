"""Every change of the register says who, when, why, and field by field what; any version can be restored."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from schools import history
from schools.models import Campus, FormerName, Program, School
from tests.html import filled

pytestmark = pytest.mark.django_db
QUERIES = 29  # of three revisions: each reads what it refers to


@pytest.fixture
def school():
    return School.objects.get(slug="gertz-ressler")


@pytest.fixture
def manager():
    return get_user_model().objects.create_superuser("office", first_name="Ada", last_name="Lovelace")


def told(record):
    return [[(one.label, one.before, one.after) for one in step.differences] for step in history.steps(record)]


def test_a_change_is_told_field_by_field_with_who_and_why(school, manager):
    before = school.phone
    school.phone = "(213) 555-0142"
    school.languages = ["en", "es"]
    history.save(school, user=manager, reason="The office moved.")
    last, first = history.steps(school)
    assert (last.who, last.reason) == ("Ada Lovelace", "The office moved.")
    assert [(one.label, one.before, one.after) for one in last.differences] == [
        ("Phone", before or history.NOTHING, "(213) 555-0142"),
        ("Languages at the front desk", history.NOTHING, "English, Spanish"),
    ]
    assert first.differences == []
    assert ModelLogEntry.objects.get(revision=last.revision).data == {"reason": "The office moved."}


def test_lists_and_dates_and_the_campus_are_told_in_words(school):
    names = ", ".join(one.name for one in school.former_names.all())
    school.closed = date(2030, 6, 30)
    school.campus = Campus.objects.create(street="1 Made Up Way", city="Los Angeles", zip="90001", area="Watts")
    school.former_names.add(FormerName(name="Made Up Academy"))
    school.programs.add(Program.objects.filter(locale__language_code="en").first() or made_program())
    history.save(school)
    found = {label: (before, after) for label, before, after in told(school)[0]}
    assert found["Closed"] == (history.NOTHING, "June 30, 2030")
    assert found["Campus"][1] == "1 Made Up Way, Los Angeles"
    assert found["Former names"] == (names or history.NOTHING, f"{names}, Made Up Academy".removeprefix(", "))
    assert found["Programs"][0] == history.NOTHING
    with translation.override("es"):
        assert "30 de junio de 2030" in str(told(school)[0])


def made_program():
    return Program.objects.create(name="Robotics", slug="robotics")


def test_nothing_changed_is_nothing_told(school):
    history.save(school)
    assert told(school) == [[], []]


def test_what_may_not_be_is_not_saved(school):
    school.phone = "555"
    with pytest.raises(ValidationError):
        history.save(school)
    assert not school.revisions.exists()
    school.refresh_from_db()
    assert school.phone != "555"


def test_a_campus_has_a_history_too(school, manager):
    campus = school.campus
    campus.street = "1 Other Street"
    history.save(campus, user=manager, reason="A typing error.")
    assert told(campus)[0][0][2] == "1 Other Street"
    assert campus.revisions.count() == 2


def test_the_office_editing_by_hand_keeps_what_was_before_and_can_restore_it(client, school, manager):
    client.force_login(manager)
    edit = reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk])
    before = school.phone
    data = filled(client.get(edit)) | {"phone": "(213) 555-0142"}
    assert client.post(edit, data).status_code == 302
    school.refresh_from_db()
    assert school.phone == "(213) 555-0142"
    last, first = history.steps(school)
    assert [one.name for one in last.differences] == ["phone"]
    assert first.revision.as_object().phone == before
    compare = reverse(
        School.snippet_viewset.get_url_name("revisions_compare"),
        args=[school.pk, first.revision.pk, last.revision.pk],
    )
    assert "0142" in client.get(compare).content.decode()
    revert = reverse(School.snippet_viewset.get_url_name("revisions_revert"), args=[school.pk, first.revision.pk])
    data = filled(client.get(revert))
    assert client.post(edit, data | {"revision": first.revision.pk}).status_code == 302
    school.refresh_from_db()
    assert school.phone == before


@pytest.mark.parametrize("changes", [3, 6])
def test_the_last_of_many_changes_cost_no_more_queries_than_those_of_few(school, changes, django_assert_num_queries):
    for number in range(changes):
        school.phone = f"(213) 555-010{number}"
        history.save(school)
    history.steps(school)  # content types are known from here on
    with django_assert_num_queries(QUERIES):
        assert len(history.steps(school, limit=2)) == 2
