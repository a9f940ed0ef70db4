"""A rename or a move lies ahead: staff and families read of it, and on its day it is made, or the office decides."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from alliance_site import jobs
from schools.desk.queue import items
from schools.models import ChangeSet, PlannedChange
from schools.register import history
from tests.factories import SchoolFactory, profile, profile_of
from tests.html import soup

from .acts import agree, ask, everything, form, hidden, seen, take_back, told, translated
from .answers import NEW_NAME, into, renamed, to

pytestmark = pytest.mark.django_db
DAYS = 90


@pytest.fixture
def clock(client, manager, monkeypatch):
    """Move the time to the first minutes of a day from now, and let the worker do what it does then."""
    today = timezone.localdate()

    def move(days: int) -> None:
        moment = timezone.make_aware(datetime.combine(today + timedelta(days=days), time(0, 5)))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        client.force_login(manager)  # the session has ended by then
        jobs.carry_out_planned.call()

    return move


@pytest.fixture
def day():
    return timezone.localdate() + timedelta(days=DAYS)


@pytest.fixture
def mover(db):
    school = SchoolFactory(transit="Bus 2, Example stop")
    profile(school)
    translated(school, "ejemplo")
    return school


def plan(office, school, kind="move", **fields) -> PlannedChange:
    answer = agree(office, form(school, kind), ask(office, form(school, kind), **fields))
    assert "Planned." in soup(answer).get_text(" "), told(answer)
    return answer.context["planned"]


def page_of(planned) -> str:
    return reverse("school_change_planned", args=[planned.pk])


def cancel(office, planned, reason="So."):
    return office.post(page_of(planned), {"reason": reason, "digest": seen(office, page_of(planned))}, follow=True)


def read(school, language="en") -> str:
    return soup(Client().get(school.pages.get(locale__language_code=language).url)).get_text(" ", strip=True)


def test_until_its_day_only_words_change_for_families_and_staff(office, mover, day, clock):
    before, words = everything(), f"From {date_format(day)}: 1 Moved Street"
    asked = ask(office, form(mover, "move"), **to(day=day))
    assert f"at the start of {date_format(day)}" in told(asked)
    planned = plan(office, mover, **to(day=day))
    clock(DAYS - 1)
    assert everything() == before
    said = f"From {date_format(day)} at 1 Moved Street, Los Angeles, CA 90011"
    assert said in read(mover)
    assert mover.campus.street in read(mover)
    assert "A partir del" in read(mover, "es")
    assert "1 Moved Street" in read(mover, "es")
    for address in (
        reverse("school_changes"),
        f"{reverse('school_changes')}?school={mover.slug}",
        page_of(planned),
        reverse("school_desk_more", args=[mover.slug]),
        reverse("school_desk_propose", args=[mover.slug]),
        form(mover, "move"),
        reverse("wagtailsnippets_schools_school:edit", args=[mover.pk]),
        reverse("wagtailsnippets_schools_campus:edit", args=[mover.campus_id]),
    ):
        assert words in soup(office.get(address)).get_text(" "), address


@pytest.mark.parametrize("late", [0, 7])
def test_on_its_day_or_when_the_worker_is_back_it_is_made_as_by_hand(office, mover, day, clock, late):
    before = everything()
    planned = plan(office, mover, **to(day=day))
    clock(DAYS + late)
    mover.refresh_from_db()
    assert (mover.campus.street, mover.transit) == ("1 Moved Street", "Bus 3")
    assert "From " + date_format(day) not in read(mover)
    step = history.steps(mover)[0]
    assert (step.who, step.reason) == ("Manfred", f"Moved on {date_format(day)}. The board decided so.")
    assert not mail.outbox
    done = office.get(page_of(planned), follow=True)
    assert "1 Moved Street" in told(done)
    clock(DAYS + late + 1)
    assert ChangeSet.objects.count() == 1
    take_back(office, done)
    assert everything() == before


def test_a_school_can_be_renamed_and_move_on_one_day(office, mover, day, clock):
    old = mover.name
    plan(office, mover, "rename", **renamed(mover, en="someone-else") | {"day": day})
    plan(office, mover, **to(day=day))
    assert f"From {date_format(day)}: {NEW_NAME}" in read(mover)
    clock(DAYS)
    mover.refresh_from_db()
    assert (mover.name, mover.campus.street) == (NEW_NAME, "1 Moved Street")
    assert mover.former_names.get(name=old).last_seen == day.replace(day=1)
    assert profile_of(mover).slug == "someone-else"
    assert not PlannedChange.objects.waiting().exists()


def test_other_changes_until_then_do_not_hold_it(office, mover, day, clock):
    plan(office, mover, **to(day=day))
    mover.phone, mover.principal = "(213) 555-0100", "A. Sample"
    history.save(mover, reason="By hand.")
    profile(SchoolFactory(name="Alliance Newcomer High"))
    clock(DAYS)
    mover.refresh_from_db()
    assert (mover.campus.street, mover.phone) == ("1 Moved Street", "(213) 555-0100")


def test_what_would_do_something_else_by_then_waits_for_the_office(office, mover, day, clock):
    planned = plan(office, mover, **to(day=day))
    mover.campus.street = "2 Someone Else Street"
    history.save(mover.campus, reason="By hand.")
    clock(DAYS + 1)
    clock(DAYS + 2)
    mover.campus.refresh_from_db()
    assert mover.campus.street == "2 Someone Else Street"
    (message,) = mail.outbox
    assert message.to == ["manfred@example.org"]
    assert "needs another look" in message.subject
    assert page_of(planned) in message.body
    (item,) = [item for item in items() if item.kind == "planned"]
    assert (item.url, item.since) == (page_of(planned), day)
    assert "have changed since" in told(office.get(page_of(planned)))
    assert "Needs another look" in told(office.get(reverse("school_changes")))
    address = form(mover, "move") + f"?planned={planned.pk}&now"
    agree(office, address, ask(office, address, **to()))
    mover.campus.refresh_from_db()
    assert mover.campus.street == "1 Moved Street"
    assert not [item for item in items() if item.kind == "planned"]


@pytest.mark.parametrize("why", ["profile is gone", "campus is gone", "closed", "demoted", "left"])
def test_what_cannot_be_made_is_not_made_and_says_why(office, manager, mover, day, clock, why):
    there = SchoolFactory().campus
    kind, fields = {
        "profile is gone": ("rename", renamed(mover, en="someone-else") | {"day": day}),
        "campus is gone": ("move", into(there, day=day)),
    }.get(why, ("move", to(day=day)))
    planned = plan(office, mover, kind, **fields)
    before = (mover.name, mover.campus_id, mover.campus.street)
    if why == "profile is gone":
        profile_of(mover).unpublish()
    elif why == "campus is gone":
        there.schools.all().delete()
        there.delete()
    elif why == "closed":
        mover.closed = day - timedelta(days=3)
        mover.save()
    elif why == "demoted":
        manager.groups.clear()
    else:
        manager.is_active = False
        manager.save()
        assert [item.url for item in items() if item.kind == "planned"] == [page_of(planned)]  # before its day
    clock(DAYS)
    mover.refresh_from_db()
    mover.campus.refresh_from_db()
    assert (mover.name, mover.campus_id, mover.campus.street) == before
    planned.refresh_from_db()
    says = {
        "profile is gone": "have changed since",
        "campus is gone": "not one of the available choices",
        "closed": "before that day",
        "demoted": "can no longer change the register",
        "left": "no longer exists or was closed",
    }[why]
    assert says in planned.error
    assert planned.is_waiting


def test_one_that_fails_holds_up_no_other(office, mover, day, clock, monkeypatch):
    other = profile(SchoolFactory()).school
    first, second = plan(office, mover, **to(day=day)), plan(office, other, **to(day=day, street="9 Other Street"))
    from schools.lifecycle import planning

    make = planning._make
    monkeypatch.setattr(planning, "_make", lambda one: make(one) if one.pk == second.pk else 1 / 0)
    clock(DAYS)
    other.refresh_from_db()
    first.refresh_from_db()
    assert other.campus.street == "9 Other Street"
    assert "Something went wrong" in first.error


def test_it_is_canceled_with_a_reason(office, mover, day, clock):
    before = everything()
    planned = plan(office, mover, **to(day=day))
    assert office.post(page_of(planned), {"reason": ""}).status_code == 422
    answer = cancel(office, planned, "The lease fell through.")
    assert "The lease fell through." in told(answer)
    assert "The lease fell through." in told(office.get(reverse("school_changes")))
    assert "already taken effect or was canceled" in told(office.post(page_of(planned), {"reason": "Again."}))
    assert "1 Moved Street" not in read(mover)
    clock(DAYS)
    assert everything() == before


def test_it_is_done_now_or_planned_for_another_day_from_its_own_entries(office, mover, day, clock):
    planned = plan(office, mover, **to(day=day))
    entries = soup(office.get(page_of(planned)))
    now, later = (link["href"] for link in entries.select("a.button[href*=planned]"))
    entered = (
        soup(office.get(later)).select_one("#id_day")["value"],
        soup(office.get(later)).select_one("#id_street")["value"],
    )
    assert entered == (day.isoformat(), "1 Moved Street")
    further = day + timedelta(days=9)
    agree(office, later, ask(office, later, **to(day=further, tell="")))
    planned.refresh_from_db()
    assert (planned.day, planned.is_told, PlannedChange.objects.count()) == (further, False, 1)
    assert "1 Moved Street" not in read(mover)
    assert soup(office.get(now)).select_one("#id_day")["value"] == timezone.localdate().isoformat()
    assert not soup(office.get(now)).select_one("#id_tell").has_attr("checked")
    asked = ask(office, now, **to())
    agree(office, now, asked)
    mover.refresh_from_db()
    assert mover.campus.street == "1 Moved Street"
    clock(DAYS + 9)
    assert ChangeSet.objects.count() == 1


def test_there_is_one_plan_of_a_kind_and_the_second_is_told(office, mover, day):
    plan(office, mover, **to(day=day))
    response = office.post(form(mover, "move"), to(day=day, street="2 Second Street", reason="So."))
    assert response.status_code == 422
    assert f"Already planned: “From {date_format(day)}: 1 Moved Street" in told(response)
    assert soup(response).select_one("#id_street")["value"] == "2 Second Street"
    by_hand = ask(office, form(mover, "move"), **to(street="2 Second Street"))
    assert "If you change the same thing now, the plan stays" in told(by_hand)


def test_a_plan_that_ended_in_another_tab_is_not_made_again(office, mover, day):
    planned = plan(office, mover, **to(day=day))
    address = form(mover, "move") + f"?planned={planned.pk}"
    asked = ask(office, address, **to())
    cancel(office, planned)
    response = office.post(address, hidden(asked) | {"apply": "1"})
    assert "already taken effect or was canceled" in told(response)
    assert soup(response).select_one("#id_street")["value"] == "1 Moved Street"
    assert not ChangeSet.objects.exists()


def test_two_people_who_change_one_plan_are_told_of_each_other(office, mover, day):
    planned = plan(office, mover, **to(day=day))
    address = form(mover, "move") + f"?planned={planned.pk}"
    asked, cancels = ask(office, address, **to(day=day, street="2 My Street")), seen(office, page_of(planned))
    agree(office, address, ask(office, address, **to(day=day, street="3 Their Street")))
    for answer in (
        office.post(address, hidden(asked) | {"apply": "1"}),
        office.post(address, hidden(asked)),
        office.post(page_of(planned), {"reason": "So.", "digest": cancels}),
    ):
        assert answer.status_code == 422
        assert "Someone else has changed this plan since you opened it" in told(answer)
        assert "3 Their Street" in told(answer)
    planned.refresh_from_db()
    assert planned.is_waiting
    assert planned.data["street"] == "3 Their Street"
    assert soup(office.post(address, hidden(asked))).select_one("#id_street")["value"] == "2 My Street"


def test_an_outdated_preview_is_not_planned(office, mover, day):
    asked = ask(office, form(mover, "move"), **to(day=day))
    mover.campus.street = "2 Someone Else Street"
    mover.campus.save()
    assert "Here is the new preview" in told(agree(office, form(mover, "move"), asked))
    assert not PlannedChange.objects.exists()


def test_those_who_move_along_say_it_too_and_those_who_stay_do_not(office, mover, day, clock):
    beside = profile(SchoolFactory(campus=mover.campus)).school
    planned = plan(office, mover, **to(day=day, along="together"))
    assert "1 Moved Street" in read(beside)
    cancel(office, planned)
    plan(office, mover, **to(day=day, along="alone"))
    assert "1 Moved Street" not in read(beside)


def test_a_school_that_is_to_close_before_says_no_more_of_it_nor_do_those_who_move_along(office, mover, day):
    beside = profile(SchoolFactory(campus=mover.campus)).school
    plan(office, mover, **to(day=day, along="together"))
    mover.closed = day - timedelta(days=1)
    mover.save()
    assert "1 Moved Street" not in read(mover) + read(beside)
    entries = renamed(mover) | {"day": day, "reason": "So."}
    assert "before that day" in told(office.post(form(mover, "rename"), entries))


@pytest.mark.parametrize("number", ["", "0", "x", "99999999999999999999", "²"])
def test_made_up_plans_are_not_found(office, mover, number):
    assert office.get(form(mover, "move") + f"?planned={number}").status_code == 404
