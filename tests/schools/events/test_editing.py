"""Editors enter events in plain choices, and a mistake is explained beside its field."""

from datetime import date, time

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from schools.models import EventIndexPage, EventPage
from tests.cases import cases, fields
from tests.factories import event
from tests.html import soup
from tests.pages.forms import edit_url, form_of
from tests.schools.people import person

pytestmark = pytest.mark.django_db
SERIES = {"repeats": "weekly", "until": "2030-03-26"}  # of Tuesdays
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def publisher(client):
    client.force_login(person("pat", "Publisher"))
    return client


def send(client, page, **fields):
    return client.post(edit_url(page), form_of(client, page) | {"attendance": "in_person"} | fields)


def test_invalid_values_are_refused_at_their_field(publisher):
    page = event()
    form_class = page.get_edit_handler().get_form_class()
    data = form_of(publisher, page) | {"attendance": "in_person", "repeats": ""}
    user = get_user_model().objects.get()
    for entered, field, said in cases(__file__, "invalid.csv"):
        instance = EventPage.objects.get(pk=page.pk)
        form = form_class(data | fields(entered), instance=instance, parent_page=page.get_parent(), for_user=user)
        assert list(form.errors) == [field], entered
        assert form.errors[field][0].startswith(said)


def test_a_series_is_entered_in_plain_choices(publisher):
    page = event()
    exceptions = "2030-03-19\r\n\r\n3/12/2030 \r\n"
    fields = SERIES | {"starts": "18:00", "ends": "19:00", "except_on": exceptions}
    response = send(publisher, page, **PUBLISH | fields)
    assert response.status_code == 302, response.context["form"].errors
    page.refresh_from_db()
    assert (page.repeats, page.starts, page.until) == ("weekly", time(18), date(2030, 3, 26))
    assert page.except_on == [date(2030, 3, 12), date(2030, 3, 19)]
    form = soup(publisher.get(edit_url(page)))
    assert form.find("textarea", attrs={"name": "except_on"}).get_text().split() == ["2030-03-12", "2030-03-19"]
    assert form.find("input", attrs={"name": "starts"})["value"] == "18:00"
    send(publisher, page, **PUBLISH | {"repeats": ""})
    page.refresh_from_db()
    assert (page.until, page.except_on) == (None, [])  # leaves nothing that a later change could revive


def test_a_draft_may_be_incomplete_and_can_be_previewed(publisher):
    index = EventIndexPage.objects.get(locale__language_code="en")
    fields = {"title": "Soon", "slug": "soon", "repeats": "weekly", "attendance": "online", "body-count": "0"}
    response = publisher.post(reverse("wagtailadmin_pages:add", args=["schools", "eventpage", index.pk]), fields)
    page = EventPage.objects.get(slug="soon")
    assert (response.status_code, page.first_day, page.live) == (302, None, False)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert publisher.post(preview, form_of(publisher, page) | fields).json()["is_valid"]
    assert soup(publisher.get(preview)).h1.get_text() == "Soon"
    assert publisher.get("/events/soon/event.ics").status_code == 404


@pytest.mark.parametrize(
    ("role", "may_add", "may_publish"), [("Writer", 1, 0), ("Publisher", 1, 1), ("Listings manager", 0, 0)]
)
def test_events_are_written_and_published_like_stories(client, role, may_add, may_publish):
    user = person("sam", role)
    client.force_login(user)
    rights = event().permissions_for_user(user)
    assert (rights.can_edit(), rights.can_publish()) == (bool(may_add), bool(may_publish))
    index = EventIndexPage.objects.get(locale__language_code="en")
    add = client.get(reverse("wagtailadmin_pages:add", args=["schools", "eventpage", index.pk]))
    assert (add.status_code == 200) == bool(may_add)


@pytest.mark.parametrize(
    ("first", "until", "today", "again"),
    [  # the second Tuesday of a month, and the last
        (date(2030, 3, 12), date(2030, 6, 11), date(2032, 1, 1), (date(2032, 3, 9), date(2032, 6, 8))),
        (date(2027, 6, 29), None, date(2027, 7, 1), (date(2028, 6, 27), None)),
    ],
)
def test_a_past_event_is_held_again_on_the_same_weekday(publisher, monkeypatch, first, until, today, again):
    past = event("Open house", first, until=until, repeats="monthly" if until else "", is_canceled=True)
    monkeypatch.setattr(timezone, "localdate", lambda value=None: today)
    form = soup(publisher.get(edit_url(past))).find(lambda one: one.name == "a" and "Again" in one.text)["href"]
    answers = {"new_title": "Open house", "new_slug": "again", "new_parent_page": past.get_parent().pk}
    for slug, alias in (("alias", {"alias": "on"}), ("again", {})):
        assert publisher.post(form, answers | alias | {"new_slug": slug}).status_code == 302
    assert EventPage.objects.get(slug="alias").first_day == first
    copy = EventPage.objects.get(slug="again").get_latest_revision_as_object()
    assert (copy.first_day, copy.until) == again
    assert (copy.is_canceled, copy.live) == (False, False)
