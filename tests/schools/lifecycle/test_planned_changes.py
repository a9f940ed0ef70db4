"""A rename or a move lies ahead: staff and families read of it, and on its day it is made, or the office decides."""

from datetime import datetime, time, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from alliance_site import jobs
from schools.desk.queue import items
from schools.lifecycle import kinds, planning
from schools.models import ChangeSet, PlannedChange, School
from schools.register import history
from tests.factories import CampusFactory, SchoolFactory, by_hand, profile, profile_of, reread, today
from tests.html import assert_says, soup, words

from .acts import agree, ask, everything, form, hidden, seen, take_back
from .answers import NEW_NAME, into, renamed, to

pytestmark = pytest.mark.django_db
DAYS, A_DAY = 90, timedelta(days=1)


@pytest.fixture
def clock(client, manager, monkeypatch):
    """Move the time to the first minutes of a day from now, and let the worker do what it does then."""
    start = today()

    def move(days: int) -> None:
        moment = timezone.make_aware(datetime.combine(start + timedelta(days=days), time(0, 5)))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        client.force_login(manager)  # the session has ended by then
        jobs.carry_out_planned.call()

    return move


@pytest.fixture
def day():
    return today(DAYS)


def plan(school, kind="move", **fields) -> PlannedChange:
    entries = {name: str(value) for name, value in fields.items()} | {"reason": "The board decided so."}
    filled = kinds.ALL[kind].form(entries, school=school)
    assert filled.is_valid(), filled.errors
    change = kinds.ALL[kind], school, filled, get_user_model().objects.get(username="manfred")
    return planning.apply(*change, digest=planning.preview(*change).digest)


def page_of(planned) -> str:
    return reverse("school_change_planned", args=[planned.pk])


def cancel(office, planned, reason="So."):
    return office.post(page_of(planned), {"reason": reason, "digest": seen(office, page_of(planned))}, follow=True)


def public(school, language="en"):
    return Client().get(school.pages.get(locale__language_code=language).url)


def test_until_its_day_a_plan_only_changes_words_for_families_and_staff(office, mover, day, clock):
    before, said = everything(), f"From {date_format(day)}: 1 Moved Street"
    assert_says(ask(office, form(mover, "move"), **to(day=day)), f"at the start of {date_format(day)}")
    planned = plan(mover, **to(day=day))
    clock(DAYS - 1)
    assert everything() == before
    there = f"From {date_format(day)} at 1 Moved Street, Los Angeles, CA 90011"
    assert_says(public(mover), there, mover.campus.street)
    assert_says(public(mover, "es"), "A partir del", "1 Moved Street")
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
        assert said in soup(office.get(address)).get_text(" "), address


def test_when_the_worker_is_back_after_its_day_it_is_made_once_as_by_hand(office, mover, day, clock, mailoutbox):
    before = everything()
    planned = plan(mover, **to(day=day))
    clock(DAYS + 7)
    mover.refresh_from_db()
    assert (mover.campus.street, mover.transit) == ("1 Moved Street", "Bus 3")
    assert "From " + date_format(day) not in words(public(mover))
    step = history.steps(mover)[0]
    assert (step.who, step.reason) == ("Manfred", f"Moved on {date_format(day)}. The board decided so.")
    assert not mailoutbox
    done = office.get(page_of(planned), follow=True)
    assert_says(done, "1 Moved Street")
    clock(DAYS + 8)
    assert ChangeSet.objects.count() == 1
    take_back(office, done)
    assert everything() == before


def test_a_rename_and_a_move_on_one_day_are_made_despite_other_changes_until_then(office, mover, day, clock):
    old = mover.name
    plan(mover, "rename", **renamed(mover, en="someone-else") | {"day": day})
    plan(mover, **to(day=day))
    assert_says(public(mover), f"From {date_format(day)}: {NEW_NAME}")
    by_hand(mover, phone="(213) 555-0100", principal="A. Sample")
    profile(SchoolFactory(name="Alliance Newcomer High"))
    clock(DAYS)
    mover.refresh_from_db()
    assert (mover.name, mover.campus.street, mover.phone) == (NEW_NAME, "1 Moved Street", "(213) 555-0100")
    assert mover.former_names.get(name=old).last_seen == day.replace(day=1)
    assert profile_of(mover).slug == "someone-else"
    assert not PlannedChange.objects.waiting().exists()


def test_a_plan_whose_effect_has_changed_waits_for_the_office(office, mover, day, clock, mailoutbox):
    planned = plan(mover, **to(day=day))
    by_hand(mover.campus, street="2 Someone Else Street")
    clock(DAYS + 1)
    clock(DAYS + 2)
    assert reread(mover.campus).street == "2 Someone Else Street"
    (message,) = mailoutbox
    assert message.to == ["manfred@example.org"]
    assert "needs another look" in message.subject
    assert page_of(planned) in message.body
    (item,) = [item for item in items() if item.kind == "planned"]
    assert (item.url, item.since) == (page_of(planned), day)
    assert_says(office.get(page_of(planned)), "have changed since")
    assert_says(office.get(reverse("school_changes")), "Needs another look")
    address = form(mover, "move") + f"?planned={planned.pk}&now"
    agree(office, address, ask(office, address, **to()))
    assert reread(mover.campus).street == "1 Moved Street"
    assert not [item for item in items() if item.kind == "planned"]


PREVENTED = {
    "not one of the available choices": lambda _school, campus, _day: campus.delete(),
    "before that day": lambda school, _campus, day: School.objects.filter(pk=school.pk).update(closed=day - A_DAY),
    "can no longer change the register": lambda *_: Group.objects.get(name="Listings manager").user_set.clear(),
    "no longer exists or was closed": lambda *_: get_user_model().objects.update(is_active=False),
}


@pytest.mark.parametrize("says", PREVENTED)
def test_a_plan_that_can_no_longer_be_made_says_why(mover, day, clock, says):
    campus = CampusFactory()
    planned = plan(mover, **into(campus, day=day))
    PREVENTED[says](mover, campus, day)
    clock(DAYS)
    assert says in reread(planned).error
    assert (reread(mover).campus, reread(planned).is_waiting) == (mover.campus, True)


def test_a_rename_is_not_made_if_its_redirects_would_be_others(mover, day, clock):
    planned = plan(mover, "rename", **renamed(mover, en="someone-else") | {"day": day})
    profile_of(mover).unpublish()
    clock(DAYS)
    assert "have changed since" in reread(planned).error
    assert (reread(mover).name, reread(planned).is_waiting) == (mover.name, True)


def test_the_office_hears_before_the_day_that_who_planned_it_has_left(manager, mover, day):
    planned = plan(mover, **to(day=day))
    manager.is_active = False
    manager.save()
    assert [item.url for item in items() if item.kind == "planned"] == [page_of(planned)]


def test_a_plan_that_fails_does_not_stop_the_others(manager, mover, day, clock, monkeypatch):
    other = profile(SchoolFactory()).school
    first, second = plan(mover, **to(day=day)), plan(other, **to(day=day, street="9 Other Street"))
    make = planning._make
    monkeypatch.setattr(planning, "_make", lambda one: make(one) if one.pk == second.pk else 1 / 0)
    clock(DAYS)
    assert reread(other).campus.street == "9 Other Street"
    assert "Something went wrong" in reread(first).error


def test_a_plan_is_canceled_with_a_reason_and_not_made_from_another_tab(office, mover, day, clock):
    before = everything()
    planned = plan(mover, **to(day=day))
    address = form(mover, "move") + f"?planned={planned.pk}"
    asked = ask(office, address, **to())
    assert office.post(page_of(planned), {"reason": ""}).status_code == 422
    for page in (cancel(office, planned, "The lease fell through."), office.get(reverse("school_changes"))):
        assert_says(page, "The lease fell through.")
    assert "1 Moved Street" not in words(public(mover))
    response = office.post(address, hidden(asked) | {"apply": "1"})
    for page in (response, office.post(page_of(planned), {"reason": "Again."})):
        assert_says(page, "already taken effect or was canceled")
    assert soup(response).select_one("#id_street")["value"] == "1 Moved Street"
    clock(DAYS)
    assert everything() == before


def test_a_plan_is_made_now_or_moved_to_another_day_with_its_own_entries(office, mover, day, clock):
    planned = plan(mover, **to(day=day))
    now, later = (link["href"] for link in soup(office.get(page_of(planned))).select("a.button[href*=planned]"))
    page = soup(office.get(later))
    entered = (page.select_one("#id_day")["value"], page.select_one("#id_street")["value"])
    assert entered == (day.isoformat(), "1 Moved Street")
    further = day + timedelta(days=9)
    agree(office, later, ask(office, later, **to(day=further, tell="")))
    assert PlannedChange.objects.values_list("day", "is_told").get() == (further, False)
    assert "1 Moved Street" not in words(public(mover))
    page = soup(office.get(now))
    assert page.select_one("#id_day")["value"] == today().isoformat()
    assert not page.select_one("#id_tell").has_attr("checked")
    agree(office, now, ask(office, now, **to()))
    assert reread(mover).campus.street == "1 Moved Street"
    clock(DAYS + 9)
    assert ChangeSet.objects.count() == 1


def test_a_school_has_one_plan_of_a_kind_and_no_plan_comes_from_an_outdated_preview(office, mover, day):
    asked = ask(office, form(mover, "move"), **to(day=day))
    mover.campus.street = "2 Someone Else Street"
    mover.campus.save()
    again = agree(office, form(mover, "move"), asked)
    assert_says(again, "Here is the new preview")
    assert not PlannedChange.objects.exists()
    assert "Planned." in soup(agree(office, form(mover, "move"), again)).get_text(" ")
    response = office.post(form(mover, "move"), to(day=day, street="2 Second Street", reason="So."))
    assert_says(response, f"Already planned: “From {date_format(day)}: 1 Moved Street", status=422)
    assert soup(response).select_one("#id_street")["value"] == "2 Second Street"
    asked_now = ask(office, form(mover, "move"), **to(street="2 Second Street"))
    assert_says(asked_now, "If you change the same thing now, the plan stays")


def test_two_people_who_change_one_plan_are_told_of_each_other(office, mover, day):
    planned = plan(mover, **to(day=day))
    address = form(mover, "move") + f"?planned={planned.pk}"
    asked, cancels = ask(office, address, **to(day=day, street="2 My Street")), seen(office, page_of(planned))
    agree(office, address, ask(office, address, **to(day=day, street="3 Their Street")))
    for answer in (
        office.post(address, hidden(asked) | {"apply": "1"}),
        office.post(address, hidden(asked)),
        office.post(page_of(planned), {"reason": "So.", "digest": cancels}),
    ):
        assert_says(answer, "Someone else has changed this plan since you opened it", "3 Their Street", status=422)
    planned = reread(planned)
    assert (planned.is_waiting, planned.data["street"]) == (True, "3 Their Street")
    assert soup(office.post(address, hidden(asked))).select_one("#id_street")["value"] == "2 My Street"


def test_schools_that_move_along_say_so_and_those_that_stay_or_close_before_do_not(office, mover, day, clock):
    beside = profile(SchoolFactory(campus=mover.campus)).school
    planned = plan(mover, **to(day=day, along="alone"))
    assert "1 Moved Street" not in words(public(beside))
    cancel(office, planned)
    plan(mover, **to(day=day, along="together"))
    assert_says(public(beside), "1 Moved Street")
    by_hand(mover, closed=day - A_DAY)
    assert "1 Moved Street" not in words(public(mover)) + words(public(beside))
    entries = renamed(mover) | {"day": day, "reason": "So."}
    assert_says(office.post(form(mover, "rename"), entries), "before that day")


def test_a_school_may_move_on_its_last_day(office, mover, day):
    School.objects.filter(pk=mover.pk).update(closed=day)
    assert_says(ask(office, form(mover, "move"), **to(day=day)), f"at the start of {date_format(day)}")
