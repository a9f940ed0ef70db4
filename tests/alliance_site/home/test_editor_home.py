"""The editor's home shows each role what to begin, to finish, and to expect; the calendar shows what is coming."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import admin_menu

from alliance_site.coming import changes
from alliance_site.settings.environment import Environment, choice
from pages.models import Announcement, Figure
from schools.desk.models import SchoolNotice
from schools.models import School
from tests.factories import story
from tests.html import soup, words
from tests.schools.people import person

pytestmark = pytest.mark.django_db

HOME = "/admin/"


@pytest.fixture
def publisher(client):
    user = person("paula", "Publisher")
    client.force_login(user)
    return user


def panel(client, name: str):
    return soup(client.get(HOME)).select_one(f"#{name}-section")


def test_each_role_begins_its_own_work_in_one_click(client):
    writing = ["Write a story", "Add an event", "Post an announcement", "Update a figure", "Upload pictures"]
    listings = ["Correct a school", "Import a spreadsheet", "Post a required document", "Upload pictures"]
    starts = {"Writer": writing, "Publisher": [*writing, "Emergency"], "Listings manager": listings}
    for role, expected in starts.items():
        client.force_login(person(role, role))
        links = soup(client.get(HOME)).select(".home-start a")
        assert [link.get_text(strip=True) for link in links] == expected
        assert {client.get(link["href"]).status_code for link in links} == {200}


def test_one_list_has_your_pages_with_what_becomes_of_each_and_nothing_that_is_finished(client, publisher):
    finished, announcement = story("An old story"), Announcement(text="It is over.")
    announcement.save()
    for record in (finished, announcement):
        record.save_revision(user=publisher).publish(user=publisher)
        record.refresh_from_db()
        record.unpublish()
    Announcement.objects.get(ready_name="Late start").save_revision(user=publisher)
    assert panel(client, "yours") is None
    mine, other, submitted, scheduled, live, locked = (story(f"Draft {n}", live=False) for n in range(6))
    live.save_revision(user=publisher).publish(user=publisher)
    locked.save_revision(user=person("peter", "Publisher"))
    locked.locked, locked.locked_by = True, publisher
    locked.save()
    mine.save_revision(user=publisher)
    other.save_revision(user=person("paul", "Publisher"))
    for page in (submitted, scheduled):
        page.go_live_at = timezone.now() + timedelta(days=2)
        page.save_revision(user=publisher)
    submitted.get_workflow().start(submitted, publisher)
    scheduled.get_latest_revision().publish(user=publisher)
    submitted.save_revision(user=person("petra", "Publisher"))  # it stays the sender's
    figure = Figure.objects.filter(live=True).first()
    figure.label = "Another label"
    figure.save_revision(user=publisher)
    rows = {row.a["href"]: row.span.get_text() for row in panel(client, "yours").select("li")}
    states = [rows.pop(reverse("wagtailsnippets_pages_figure:edit", args=[figure.pk]))]
    pages = (scheduled, submitted, mine, locked, live)
    states += [rows.pop(reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in pages]
    expected = ["draft", "goes live on", "waiting for approval", "draft", "locked by you", "live"]
    assert [state for state, word in zip(states, expected, strict=True) if word not in state] == []
    assert rows == {}


def test_what_is_up_now_is_one_click_from_taking_it_down(client, publisher):
    Announcement.objects.create(text="Offices close at noon.", expire_at=timezone.now() + timedelta(days=1))
    Announcement.objects.create(text="Not published.", live=False)
    Announcement.objects.create(text="Over.", expire_at=timezone.now() - timedelta(minutes=1))
    schools, today = School.objects.open_today().order_by("slug")[:5], timezone.localdate()
    for age, school in enumerate(schools):
        first_day = today - timedelta(days=age)
        notice = SchoolNotice.objects.create(school=school, text="Gate 2.", first_day=first_day, last_day=today)
        rows = panel(client, "now").select(".home-rows a")
        assert [row.get_text() for row in rows[:2]] == ["Offices close at noon.", "End"]
        assert (reverse("school_notice", args=[school.slug, notice.pk]) == rows[-1]["href"]) == (age < 4)
    assert (len(rows), rows[-1]["href"]) == (7, reverse("school_notices"))  # five with a link, “End”, and “All”


def schedule(page, publisher, *, start=None, end=None):
    page.go_live_at, page.expire_at = start, end
    page.save_revision(user=publisher).publish(user=publisher)


@pytest.mark.parametrize(
    ("role", "hidden", "places"),
    [("Writer", "register", 14), ("Publisher", "register postings workflow aging-pages", 23)],
)
def test_the_menu_has_what_each_role_works_on(rf, role, hidden, places):
    request = rf.get(HOME)
    request.user = person("someone", role)
    items = admin_menu.menu_items_for_request(request)
    below = [item.menu.menu_items_for_request(request) if hasattr(item, "menu") else [item] for item in items]
    names = [item.name for menu in below for item in menu]
    assert {"school-profiles", "links", "staff-guides"} <= set(names)
    assert not {*hidden.split(), "editor-guide", "site-history", "search-terms"} & set(names)
    assert len(names) == places


def test_what_goes_live_and_comes_down_is_listed_and_in_the_calendar(client, publisher):
    now, new = timezone.now(), story("A new story", live=False)
    schedule(new, publisher, start=now + timedelta(days=40), end=now + timedelta(days=50))
    for title, days in (("An old story", 3), ("A lasting story", 30)):
        page = story(title)
        schedule(page, publisher, end=now + timedelta(days=days))
        page.refresh_from_db()  # a version that waits does not hide that the present one comes down before it
        schedule(page, publisher, start=now + timedelta(days=9), end=now + timedelta(days=20))
    school, day = School.objects.get(slug="merkin"), timezone.localdate() + timedelta(days=1)
    SchoolNotice.objects.create(school=school, text="Use gate 2.", first_day=day, last_day=day)
    notice = f"{school.short_name}: Use gate 2."
    assert [(change.title, change.event) for change in changes(publisher, now, now + timedelta(days=366))] == [
        *((notice, "Goes live"), (notice, "Ends")),
        ("An old story", "Comes down"),
        *((title, "New version goes live") for title in ("A lasting story", "An old story")),
        *((title, "Comes down") for title in ("A lasting story", "An old story")),
        *(("A new story", event) for event in ("Goes live", "Comes down")),
    ]
    end = changes(publisher, now, now + timedelta(days=9))[1].at
    assert timezone.localdate(end) == day  # a notice ends on its last day
    assert "An old story" in panel(client, "coming").get_text()
    month = timezone.localtime(now + timedelta(days=40))
    page = soup(client.get(reverse("coming"), {"month": f"{month:%Y-%m}"}))
    (cell,) = [cell for cell in page.select(".coming-month td:not(.coming-other)") if "Goes live" in cell.get_text()]
    assert cell.time["datetime"] == f"{month:%Y-%m-%d}"
    for nonsense in ("2026-13", "9999-01", "2020-01", "x" * 5000, "2026-٠١"):
        page = soup(client.get(reverse("coming"), {"month": nonsense}))
        assert page.select_one(".coming-month [aria-current=date]").get_text(strip=True)
    client.force_login(person("lisa", "Listings manager"))  # sees only what she can open
    assert "A new story" not in words(client.get(reverse("coming")))


@pytest.mark.parametrize(
    ("role", "sent", "said"),
    [
        ("Publisher", "2031-12-03T08:30", "now goes live on December 3, 2031, at 8:30 a.m. Pacific time."),
        ("Publisher", "2020-12-03T08:30", "This time has passed."),
        ("Publisher", "2040-12-03T08:30", "It would come down before it goes live."),
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


def test_the_editor_says_which_copy_of_the_site_it_is(admin_client, client, settings):
    for copy, word in (
        ("development", "Development a copy for trying things out"),
        ("staging", "Staging visitors do not see this copy"),
        ("production", "Production visitors see what you publish"),
    ):
        settings.ENVIRONMENT = Environment(copy)
        for response in (admin_client.get(reverse("wagtailadmin_home")), Client().get(reverse("account_login"))):
            assert soup(response).select_one(f"aside.environment--{copy}").get_text() == word
    assert choice("ENVIRONMENT", "", Environment.PRODUCTION) == "production"
    assert choice("ENVIRONMENT", " Staging ", Environment.PRODUCTION) == "staging"


def test_a_figure_is_chosen_by_its_value_and_source_and_a_school_by_its_level_grades_and_place(client):
    def rows(model):
        url = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
        found = [" ".join(row.get_text(" ").split()) for row in soup(client.get(url)).select("tbody tr")]
        assert len(found) == model.objects.count()
        return found

    client.force_login(person("writer", "Writer"))
    figures = rows(Figure)
    (typed,) = [row for row in figures if "Scholars, rounded" in row]
    assert typed.startswith("13,000 · Scholars, rounded")
    assert "2018–19 Alliance, “Who we are”" in typed
    school, schools = School.objects.get(slug="gertz-ressler"), rows(School)
    (row,) = [row for row in schools if row.startswith(school.name)]
    assert f"High school 9–12 {school.campus.area}" in row
    closed = School.objects.filter(closed__isnull=False).first()
    assert any(row.startswith(closed.name) and str(closed.closed.year) in row for row in schools)
