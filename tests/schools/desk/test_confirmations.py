"""“Still correct?”: contacts every 90 days, the rest every 180; one click, timely reminders, one public date."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance_site.notifications import office
from schools.desk import confirmations
from schools.models import Confirmation, Part, School
from schools.register import history
from tests import reminders
from tests.factories import SchoolFactory, profile
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


def test_the_office_lists_what_is_overdue(client, alone, manager):
    late = SchoolFactory(name="Alliance Late", details_as_of=today(-100))
    client.force_login(manager)
    desks = client.get(reverse("school_desks"))
    assert address(alone) in desks.content.decode()
    assert "The office (no editor yet)" in text(desks)
    assert f"overdue since {date_of(late)}" in text(desks)
    overdue = (reverse("office_queue"), {"kind": "confirmation"})
    assert address(late) in client.get(*overdue).content.decode()
    assert address(alone) not in client.get(*overdue).content.decode()
    Confirmation.objects.create(school=late, part=Part.CONTACTS)
    assert address(late) not in client.get(*overdue).content.decode()


def date_of(school):
    from django.utils.formats import date_format

    return date_format(school.details_as_of + confirmations.EVERY[Part.CONTACTS], "DATE_FORMAT")


def remind(mailoutbox):
    mailoutbox.clear()
    reminders.remind(office.confirmation_reminders)
    return [(mail.to[0], reminders.body(mail)) for mail in mailoutbox]


def test_nobody_is_reminded_while_nothing_is_due(alone, mailoutbox, manager):
    editor_of(alone)
    assert remind(mailoutbox) == []


def test_one_mail_names_everything_of_a_person_and_what_falls_due_later_is_told_at_once(alone, mailoutbox, monkeypatch):
    second = SchoolFactory(name="Alliance Second", details_as_of=today(-365))
    edith = editor_of(alone)
    edith.groups.add(second.team.group)
    confirmed(alone, Part.CONTACTS, -100)
    ((to, body),) = remind(mailoutbox)
    assert to == edith.email
    for words in ("Second: Contact details", "Contact details", reverse("school_desks")):
        assert words in body
    assert remind(mailoutbox) == []
    confirmed(alone, Part.REST, -181)
    ((to, body),) = remind(mailoutbox)
    assert (to, "Name, grades" in body) == (edith.email, True)


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


def test_a_closed_school_asks_nobody(mailoutbox, manager, alone):
    SchoolFactory(details_as_of=today(-365), closed=today(-1))
    assert remind(mailoutbox) == []


@pytest.mark.parametrize("many", [1, 8])
def test_reminders_take_as_many_queries_for_many(alone, many, manager, django_assert_max_num_queries):
    for number in range(many):
        editor_of(SchoolFactory(details_as_of=today(-365)), f"edith{number}")
    with django_assert_max_num_queries(8):
        assert len([*office.confirmation_reminders()]) == many


def test_a_profile_says_when_it_was_confirmed(client, alone):
    page = profile(alone)
    assert f"{today():%B %Y}" in client.get(page.url).content.decode()
