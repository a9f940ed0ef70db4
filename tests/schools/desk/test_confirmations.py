"""“Still correct?”: contacts every 90 days, the rest every 180; one click, timely reminders, one public date."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alliance_site.notifications import office
from schools.desk import confirmations
from schools.models import Confirmation, Part, School
from schools.register import history
from tests import reminders
from tests.factories import SchoolFactory
from tests.html import soup
from tests.schools.people import editor_of

from .pages import address, text

pytestmark = pytest.mark.django_db


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def moment(days):
    return timezone.make_aware(datetime.combine(today(days), datetime.min.time()).replace(hour=12))


@pytest.fixture
def alone(db):
    """The only open school, with both parts confirmed today."""
    School.objects.update(closed=today(-400))
    made = SchoolFactory(details_as_of=today())
    return made


def confirmed(school, part, days):
    return Confirmation.objects.create(school=school, part=part, at=moment(days))


def state(school):
    return {due.part: (due.by, due.is_due) for due in confirmations.dues([school])[school.pk]}


def test_a_part_is_due_so_long_after_it_was_confirmed(alone):
    assert state(alone) == {Part.CONTACTS: (today(90), False), Part.REST: (today(180), False)}
    confirmed(alone, Part.CONTACTS, -89)
    confirmed(alone, Part.REST, -180)
    assert state(alone) == {Part.CONTACTS: (today(1), False), Part.REST: (today(), True)}


def test_the_last_confirmation_counts_and_none_at_all_is_due(alone):
    confirmed(alone, Part.CONTACTS, -1)
    confirmed(alone, Part.CONTACTS, -200)
    assert state(alone)[Part.CONTACTS] == (today(89), False)
    alone.details_as_of = None
    assert state(alone)[Part.REST][1]


def test_one_click_confirms_and_says_who(client, school, editor):
    client.force_login(editor)
    page = client.get(address(school))
    assert "Are the contact details still correct?" in text(page)
    form = soup(page).select_one(".desk-tasks form")
    assert form["method"] == "post"
    assert client.get(form["action"]).status_code == 405
    assert client.post(form["action"]).url == address(school)
    assert (Confirmation.objects.get().by, Confirmation.objects.get().part) == (editor, Part.CONTACTS)
    assert "Are the contact details still correct?" not in text(client.get(address(school)))
    assert client.post(address(school, "school_desk_confirm", "everything")).status_code == 404


def test_the_public_date_is_that_of_the_part_confirmed_longest_ago(client, school, editor):
    before = school.details_as_of
    assert f"State data of {before:%B %Y}." in " ".join(client.get(school.pages.first().url).content.decode().split())
    client.force_login(editor)
    client.post(address(school, "school_desk_confirm", "contacts"))
    school.refresh_from_db()
    assert school.details_as_of == before
    client.post(address(school, "school_desk_confirm", "rest"))
    school.refresh_from_db()
    assert (school.details_as_of, school.details_source) == (today(), "")
    assert history.steps(school)[0].reason == "Confirmed as still correct."
    shown = client.get(school.pages.first().url).content.decode()
    assert f"Details last confirmed in {today():%B %Y}." in " ".join(shown.split())


def remind(mailoutbox):
    mailoutbox.clear()
    reminders.remind(office.confirmation_reminders)
    return [(mail.to[0], reminders.body(mail)) for mail in mailoutbox]


def test_nobody_is_reminded_of_a_closed_school_or_while_nothing_is_due(alone, mailoutbox, manager):
    SchoolFactory(details_as_of=today(-365), closed=today(-1))
    editor_of(alone)
    assert remind(mailoutbox) == []


def test_what_has_no_editor_is_the_office_s(alone, mailoutbox, manager):
    SchoolFactory(name="Alliance Orphan", details_as_of=today(-365))
    edited = SchoolFactory(name="Alliance Edited", details_as_of=today(-365))
    edith = editor_of(edited)
    found = dict(remind(mailoutbox))
    assert set(found) == {manager.email, edith.email}
    assert "Orphan" in found[manager.email]
    assert "Edited" not in found[manager.email]


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_who_cannot_answer_is_nobody_s_owner(alone, mailoutbox, manager, change):
    late = SchoolFactory(details_as_of=today(-365))
    edith = editor_of(late)
    for name, value in change.items():
        setattr(edith, name, value)
    edith.save()
    assert [to for to, _body in remind(mailoutbox)] == [manager.email]
