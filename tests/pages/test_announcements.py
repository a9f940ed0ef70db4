"""Announcements are on every page while they are live, emergencies first, and their text is escaped."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from wagtail.models import Locale, ReferenceIndex

from pages.models import Announcement, StandardPage
from tests.html import assert_valid, soup
from tests.kept import forget

pytestmark = pytest.mark.django_db

EVERYWHERE = ["/", "/about/", "/mission/equity/", "/schools/", "/schools/merkin/", "/contact/", "/search/", "/nowhere/"]


def announce(text="School starts at ten on Friday.", **fields):
    fields = {"locale": Locale.get_default(), "last_published_at": timezone.now(), **fields}
    return Announcement.objects.create(text=text, **fields)


def draft(**fields):
    return announce(live=False, last_published_at=None, **fields)


def bar(response):
    return soup(response).find("aside", {"aria-label": "Announcements"})


def shown(client, path="/"):
    found = bar(client.get(path))
    return [" ".join(one.get_text(" ").split()) for one in found.select(".announcement")] if found else []


def test_nothing_is_announced_on_day_one(client):
    assert not Announcement.objects.exists()
    assert bar(client.get("/")) is None


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_page_shows_it_before_the_header(client, path):
    announce()
    response = client.get(path)
    assert_valid(response)
    assert bar(response).find_next_sibling("header")
    assert shown(client, path) == ["School starts at ten on Friday."]


def test_an_emergency_comes_first_and_says_so_without_colour(client):
    announce("Picture day is Monday.")
    announce("All schools are closed today.", kind="emergency", last_published_at=timezone.now() - timedelta(days=1))
    assert shown(client) == ["Emergency: All schools are closed today.", "Picture day is Monday."]
    emergency, notice = bar(client.get("/")).select(".announcement")
    assert (emergency["role"], notice.get("role")) == ("alert", None)
    assert emergency.find("svg")["aria-hidden"] == "true"


def test_at_most_two_show_the_newest(client):
    for day in range(5):
        announce(f"Number {day}", last_published_at=timezone.now() - timedelta(days=day))
    assert shown(client) == ["Number 0", "Number 1"]


def test_drafts_and_expired_ones_do_not_show(client):
    draft()
    announce("Over since a minute", expire_at=timezone.now() - timedelta(minutes=1))
    announce("Over in an hour", expire_at=timezone.now() + timedelta(hours=1))
    assert shown(client) == ["Over in an hour"]


def test_a_change_shows_when_it_is_published(client):
    announcement = announce()
    announcement.text = "A better sentence."
    revision = announcement.save_revision()
    assert shown(client) == ["School starts at ten on Friday."]
    revision.publish()
    assert shown(client) == ["A better sentence."]
    announcement.refresh_from_db()
    announcement.unpublish()
    assert shown(client) == []


def test_a_scheduled_one_starts_and_ends_on_time(client, monkeypatch):
    def at(hour):
        monkeypatch.setattr(timezone, "now", lambda: start + timedelta(hours=hour))
        call_command("publish_scheduled")
        return shown(client)

    start = timezone.now()
    announcement = draft()
    announcement.go_live_at = start + timedelta(hours=2)
    announcement.expire_at = start + timedelta(hours=4)
    announcement.save_revision().publish()
    assert [at(1), at(3), at(5)] == [[], ["School starts at ten on Friday."], []]
    announcement.refresh_from_db()
    assert (announcement.live, announcement.expired) == (False, True)


def test_each_language_has_its_own(client):
    announce("Mañana no hay clases.", locale=Locale.objects.get_or_create(language_code="es")[0])
    assert shown(client, "/") == shown(client, "/nowhere/") == []


def test_a_link_leads_to_a_page_or_elsewhere_and_not_to_a_draft(client):
    page = StandardPage.objects.get(slug="contact")
    announce("One", link_page=page, link_text="Call us", last_published_at=timezone.now() - timedelta(days=1))
    announce("Two", link_url="https://example.org/bus", link_text="Bus schedule")
    links = [(link["href"], link.get_text()) for link in bar(client.get("/")).find_all("a")]
    assert links == [("https://example.org/bus", "Bus schedule"), ("/contact/", "Call us")]
    page.unpublish()
    assert [link["href"] for link in bar(client.get("/")).find_all("a")] == ["https://example.org/bus"]
    page.delete()
    assert shown(client) == ["Two Bus schedule", "One"]


def test_the_page_knows_which_announcement_leads_to_it():
    page = StandardPage.objects.get(slug="contact")
    announcement = announce(link_page=page, link_text="Call us")
    assert str(announcement.pk) in ReferenceIndex.get_references_to(page).values_list("object_id", flat=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "x" * 201},
        {"text": ""},
        {"link_url": "https://example.org/"},
        {"link_text": "Words without a link"},
        {"link_url": "javascript:alert(1)", "link_text": "Click"},
        {"link_url": "https://example.org/", "link_page": True, "link_text": "Two links"},
        {"kind": "party"},
    ],
)
def test_what_cannot_be_shown_is_refused(fields):
    fields = {"text": "Fine", "locale": Locale.get_default(), **fields}
    if fields.get("link_page"):
        fields["link_page"] = StandardPage.objects.get(slug="contact")
    with pytest.raises(ValidationError):
        Announcement(**fields).full_clean()


def test_hostile_words_are_only_words(client):
    text = '"><script>alert(1)</script>{{ 7|add:7 }}'
    announce(text, kind="emergency", link_text="<img src=x onerror=alert(2)>", link_url="https://example.org/?a=1&b=2")
    response = client.get("/")
    assert_valid(response)
    found = bar(response)
    assert found.find("script") is None
    assert found.find("img") is None
    assert text in found.get_text()


def test_announcements_cost_one_query_however_many(client):
    def count():
        forget()
        with CaptureQueriesContext(connection) as queries:
            client.get("/about/")
        return len(queries)

    page = StandardPage.objects.get(slug="contact")
    client.get("/about/")
    none = count()
    announce(link_page=page, link_text="Call us")
    one = count()
    for n in range(20):
        announce(f"Number {n}", link_page=page, link_text="Call us")
    assert none == one == count()


def test_the_page_that_needs_no_database_has_none():
    announce()
    assert "announcement" not in render_to_string("500.html")


@pytest.fixture
def sign_in(client):
    def as_role(name):
        user = get_user_model().objects.create_user(name, f"{name}@example.org", "a long password 42")
        user.groups.add(Group.objects.get(name=name))
        client.force_login(user)
        return client

    return as_role


def admin_url(name, *args):
    return reverse(Announcement.snippet_viewset.get_url_name(name), args=args)


FORM = {"kind": "emergency", "text": "Water main broken.", "link_text": "", "link_page": "", "link_url": ""}


def test_a_writer_drafts_and_cannot_publish(sign_in, client):
    sign_in("Writer").post(admin_url("add"), {**FORM, "action-publish": "yes"})
    made = Announcement.objects.get()
    assert (made.live, made.text) == (False, "Water main broken.")
    live = announce()
    client.post(admin_url("edit", live.pk), {**FORM, "action-publish": "yes"})
    live.refresh_from_db()
    assert live.text == "School starts at ten on Friday."
    client.post(admin_url("unpublish", live.pk))
    client.post(admin_url("delete", live.pk))
    live.refresh_from_db()
    assert live.live


def test_a_publisher_publishes_unpublishes_and_deletes(sign_in, client):
    sign_in("Publisher").post(admin_url("add"), {**FORM, "action-publish": "yes"})
    made = Announcement.objects.get()
    assert made.live
    client.logout()
    assert shown(client) == ["Emergency: Water main broken."]
    client.force_login(get_user_model().objects.get(username="Publisher"))
    client.post(admin_url("unpublish", made.pk))
    made.refresh_from_db()
    assert not made.live
    client.post(admin_url("delete", made.pk))
    assert not Announcement.objects.exists()


def test_nobody_else_reaches_them(sign_in, client):
    pk = announce().pk
    for url in (admin_url("list"), admin_url("add"), admin_url("edit", pk), admin_url("unpublish", pk)):
        assert client.get(url).url.startswith("/accounts/login/")
    sign_in("Listings manager")
    for url in (admin_url("list"), admin_url("add"), admin_url("edit", pk), admin_url("unpublish", pk)):
        assert client.get(url).status_code == 302
        client.post(url, {**FORM, "action-publish": "yes"})
    assert [one.text for one in Announcement.objects.filter(live=True)] == ["School starts at ten on Friday."]


def test_the_editor_previews_it_where_it_will_stand(sign_in, client):
    announce("Another one, live")
    made = draft()
    sign_in("Writer")
    preview = admin_url("preview_on_edit", made.pk)
    assert client.post(preview, {**FORM, "text": "Just typed"}).json()["is_valid"]
    response = client.get(preview)
    (only,) = bar(response).select(".announcement p")
    assert only.get_text(" ", strip=True) == "Emergency: Just typed"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "public" not in response["Cache-Control"]


def test_a_preview_speaks_the_language_of_the_announcement(sign_in, client):
    made = draft(locale=Locale.objects.get_or_create(language_code="es")[0])
    sign_in("Publisher")
    preview = admin_url("preview_on_edit", made.pk)
    assert client.post(preview, {**FORM, "text": "Se rompió una tubería."}).json()["is_valid"]
    page = soup(client.get(preview))
    assert page.html["lang"] == "es"
    assert "Se rompió una tubería." in page.find("aside").get_text()
    with override("es"):
        assert page.h1.get_text() == gettext("At the top of every page")


def test_it_is_called_by_its_first_words_and_listed_with_state_language_and_dates(sign_in, client):
    announce("Mañana no hay clases.", locale=Locale.objects.get_or_create(language_code="es")[0])
    later = draft(text=" ".join(f"word{n}" for n in range(20)))
    later.go_live_at, later.expire_at = timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=4)
    later.save_revision().publish()
    assert str(later) == " ".join(f"word{n}" for n in range(12)) + "…"
    sign_in("Writer")
    rows = soup(client.get(admin_url("list"))).select("tbody tr")
    said = [" ".join(row.get_text(" ").split()) for row in rows]
    scheduled = next(one for one in said if str(later) in one)
    spanish = next(one for one in said if "Mañana" in one)
    assert "scheduled" in scheduled
    assert "English" in scheduled
    for day in (later.go_live_at, later.expire_at):
        assert date_format(timezone.localtime(day), "DATETIME_FORMAT") in scheduled
    assert "live" in spanish
    assert "Spanish" in spanish


def test_a_text_typed_on_several_lines_is_one_line(sign_in, client):
    sign_in("Writer").post(admin_url("add"), {**FORM, "text": "Water main\r\n broken. \n"})
    assert Announcement.objects.get().text == "Water main broken."
