"""The editor's home shows each role what to begin, to finish, and to expect; the calendar shows what is coming."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance_site.coming import changes
from pages.models import Announcement, Figure
from schools.desk.models import SchoolNotice
from schools.models import School
from tests.factories import story
from tests.html import soup, words
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
HOME = "/admin/"


@pytest.fixture
def publisher(client):
    user = person("paula", "Publisher")
    client.force_login(user)
    return user


def panel(client, name: str):
    return soup(client.get(HOME)).select_one(f"#{name}-section")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Writer", ["Write a story", "Add an event", "Post an announcement", "Update a figure", "Upload photos"]),
        ("Publisher", ["Write a story", "Add an event", "Post an announcement", "Update a figure", "Upload photos"]),
        (
            "Listings manager",
            ["Correct a school", "Import a spreadsheet", "Post a required document", "Upload photos"],
        ),
    ],
)
def test_each_role_begins_its_own_work_in_one_click(client, role, expected):
    client.force_login(person("someone", role))
    page = soup(client.get(HOME))
    links = page.select(".home-start a")
    assert [link.get_text(strip=True) for link in links] == expected
    assert {client.get(link["href"]).status_code for link in links} == {200}


def test_drafts_are_listed_for_the_person_who_saved_them_last(client, publisher):
    assert panel(client, "unfinished") is None
    mine, other, submitted, scheduled = (story(f"Draft {n}", live=False) for n in range(4))
    mine.save_revision(user=publisher)
    other.save_revision(user=person("peter", "Publisher"))
    submitted.save_revision(user=publisher)
    submitted.get_workflow().start(submitted, publisher)
    scheduled.go_live_at = timezone.now() + timedelta(days=2)
    scheduled.save_revision(user=publisher).publish(user=publisher)
    figure = Figure.objects.filter(live=True).first()
    figure.label = "Another label"
    figure.save_revision(user=publisher)
    links = [link["href"] for link in panel(client, "unfinished").select("li a")]
    assert links == [
        reverse("wagtailsnippets_pages_figure:edit", args=[figure.pk]),
        reverse("wagtailadmin_pages:edit", args=[mine.pk]),
    ]


def test_what_was_taken_down_as_it_was_is_finished(client, publisher):
    page, announcement = story("An old story"), Announcement(text="It is over.")
    announcement.save()
    for record in (page, announcement):
        record.save_revision(user=publisher).publish(user=publisher)
        record.refresh_from_db()
        record.unpublish()
    ready = Announcement.objects.filter(ready_name="Late start").get()
    ready.save_revision(user=publisher)
    assert panel(client, "unfinished") is None


def test_a_version_that_waits_does_not_hide_that_the_present_one_comes_down(publisher):
    now = timezone.now()
    page = story("A page")
    schedule(page, publisher, end=now + timedelta(days=2))
    page.refresh_from_db()
    schedule(page, publisher, start=now + timedelta(days=9), end=now + timedelta(days=20))
    events = [change.event for change in changes(publisher, now, now + timedelta(days=30))]
    assert events == ["Is unpublished", "New version goes live", "Is unpublished"]


def test_what_is_up_now_is_one_click_from_taking_it_down(client, publisher):
    Announcement.objects.create(text="Offices close at noon.", expire_at=timezone.now() + timedelta(days=1))
    Announcement.objects.create(text="Not published.", live=False)
    school, today = School.objects.get(slug="merkin"), timezone.localdate()
    notice = SchoolNotice.objects.create(school=school, text="Use gate 2.", first_day=today, last_day=today)
    links = {link.get_text(): link["href"] for link in panel(client, "now").select("li a")}
    assert next(iter(links)) == "Offices close at noon."
    assert len(links) == 2
    assert reverse("school_notice", args=["merkin", notice.pk]) in links.values()


def schedule(page, publisher, *, start=None, end=None):
    page.go_live_at, page.expire_at = start, end
    page.save_revision(user=publisher).publish(user=publisher)


def test_what_goes_live_and_comes_down_is_listed_and_in_the_calendar(client, publisher):
    now = timezone.now()
    schedule(story("A new story", live=False), publisher, start=now + timedelta(days=40), end=now + timedelta(days=50))
    schedule(story("An old story"), publisher, end=now + timedelta(days=3))
    school, day = School.objects.get(slug="merkin"), timezone.localdate() + timedelta(days=1)
    SchoolNotice.objects.create(school=school, text="Use gate 2.", first_day=day, last_day=day)
    notice = f"{school.short_name}: Use gate 2."
    assert [(change.title, change.event) for change in changes(publisher, now, now + timedelta(days=366))] == [
        (notice, "Goes live"),
        (notice, "Ends"),
        ("An old story", "Is unpublished"),
        ("A new story", "Goes live"),
        ("A new story", "Is unpublished"),
    ]
    assert "An old story" in panel(client, "coming").get_text()
    month = timezone.localtime(now + timedelta(days=40))
    page = soup(client.get(reverse("coming"), {"month": f"{month:%Y-%m}"}))
    (cell,) = [cell for cell in page.select(".coming-month td:not(.coming-other)") if "Goes live" in cell.get_text()]
    assert cell.time["datetime"] == f"{month:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("role", "sent", "said"),
    [
        ("Publisher", "2031-12-03T08:30", "now goes live on December 3, 2031, at 8:30 a.m. Pacific time."),
        ("Publisher", "2020-12-03T08:30", "This time has passed."),
        ("Publisher", "2040-12-03T08:30", "It would end before it goes live."),
        ("Publisher", "", "Enter a day and a time."),
        ("Writer", "2031-12-03T08:30", "you do not have permission"),
    ],
)
def test_a_publisher_changes_the_time_in_the_list(client, publisher, role, sent, said):
    start, page = timezone.now().replace(microsecond=0) + timedelta(days=40), story("A new story", live=False)
    schedule(page, publisher, start=start, end=timezone.make_aware(datetime(2032, 1, 1)))
    page.save_revision(user=publisher)  # a later draft stays one
    revision = page.scheduled_revision
    client.force_login(person("sam", role))
    forms = soup(client.get(reverse("coming"))).select(".coming-time")
    assert len(forms) == (role == "Publisher")
    response = client.post(reverse("coming"), {"revision": revision.pk, "start": sent}, follow=True)
    assert said in soup(response).select_one(".messages").get_text(" ", strip=True)
    revision.refresh_from_db()
    assert {revision.approved_go_live_at == start, revision.as_object().go_live_at == start} == {"now goes" not in said}


@pytest.mark.parametrize("month", ["2026-13", "9999-01", "2020-01", "x" * 5000, "2026-٠١"])
def test_a_month_that_makes_no_sense_shows_this_one(client, publisher, month):
    page = soup(client.get(reverse("coming"), {"month": month}))
    assert page.select_one(".coming-month [aria-current=date]").get_text(strip=True) == str(timezone.localdate().day)


def test_the_calendar_shows_only_what_its_reader_can_open(client):
    start = timezone.now() + timedelta(days=2)
    schedule(story("A secret story", live=False), person("paula", "Publisher"), start=start)
    client.force_login(person("lisa", "Listings manager"))
    assert "A secret story" not in words(client.get(reverse("coming")))
    client.force_login(editor_of(School.objects.get(slug="merkin")))
    assert client.get(reverse("coming")).status_code == 403
