"""Families find every date of an event on the site and in their own calendar, and editors enter it in plain choices."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_time
from icalendar import Calendar
from wagtail.models import Locale

from alliance_site.publishing.contents import SiteContents
from schools.events.dates import times_text
from schools.models import EventIndexPage, EventPage
from tests.cases import cases, fields
from tests.content_cache import forget
from tests.factories import SchoolFactory, event, profile
from tests.html import main_of, soup, words
from tests.pages.forms import edit_url, form_of, sent
from tests.schools.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2030, 3, 1)  # a Friday
EVENTS, IN_SPANISH = "/events/", "/es/eventos/"
PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: TODAY if value is None else value.date())


def listed(client, address: str) -> list[tuple[str, str]]:
    """Day and title of each date in a list."""
    rows = main_of(client, address).select(".event")
    return [(row.strong.get_text(), row.select_one(".event__title").get_text()) for row in rows]


def file(client, address: str) -> Calendar:
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "public" in response["Cache-Control"]
    content = Calendar.from_ical(response.content)
    assert not [event for event in content.walk() if event.errors]
    return content


def starts(calendar: Calendar, first=date(2029, 1, 1), last=date(2032, 1, 1)) -> list:
    """When a calendar app shows the events of the file, in order."""
    found = recurring_ical_events.of(calendar).between(first, last)
    return sorted(one["DTSTART"].dt for one in found)


SERIES = {"starts": time(18), "ends": time(19), "repeats": "weekly", "until": date(2030, 3, 31)}


def test_without_public_events_the_list_says_whom_to_ask(client):
    event("Draft").unpublish()
    event("Private").view_restrictions.create(restriction_type="login")
    page = main_of(client, EVENTS)
    assert "No events are planned right now." in page.get_text()
    assert page.select_one(".notice a")["href"] == "/schools/"
    assert not page.select("a[href^='webcal']")
    assert "Por ahora no hay eventos" in main_of(client, IN_SPANISH).get_text()
    assert starts(file(client, f"{EVENTS}calendar.ics")) == []


def test_an_event_is_in_the_list_on_its_page_and_in_the_calendar(client):
    school = SchoolFactory(phone="(213) 555-0100")
    page = event("Science fair", school=school, starts=time(18), ends=time(20))
    assert listed(client, EVENTS) == [("Tuesday, March 5", "Science fair")]
    told = words(client.get(page.url))
    for phrase in ("Tuesday, March 5, 2030", "6–8 p.m.", school.campus.address, school.name, "(213) 555-0100"):
        assert phrase in told, phrase
    assert main_of(client, page.url).find("a", string="Add to calendar")["href"] == f"{page.url}event.ics"
    for address in (f"{page.url}event.ics", f"{EVENTS}calendar.ics"):
        (found,) = file(client, address).walk("VEVENT")
        hours = [found.decoded(name) for name in ("DTSTART", "DTEND")]
        assert hours == [datetime(2030, 3, 5, hour, tzinfo=PACIFIC) for hour in (18, 20)]
        assert found["DTSTART"].params["TZID"] == "America/Los_Angeles"
        said = {"UID": str(page.translation_key), "LOCATION": f"{school.name}, {school.campus.address}"}
        said |= {"STATUS": "CONFIRMED", "URL": f"http://testserver{page.url}"}
        assert {name: found[name] for name in said} == said


def test_an_event_of_several_days_is_listed_until_its_last(client, monkeypatch):
    page = event("Spring break", date(2030, 2, 28), last_day=date(2030, 3, 1))
    assert listed(client, EVENTS) == [("Thursday, February 28, to Friday, March 1", "Spring break")]
    assert "All day" in words(client.get(page.url))
    (found,) = file(client, f"{page.url}event.ics").walk("VEVENT")
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (date(2030, 2, 28), date(2030, 3, 2))
    monkeypatch.setattr(timezone, "localdate", lambda value=None: date(2030, 3, 2))
    forget()
    assert listed(client, EVENTS) == []
    assert "Past event" in main_of(client, page.url).get_text()


def test_a_title_cannot_break_the_page_or_the_file(client):
    for title in ("<script>alert(1)</script>", "A,B;C\\n\nDTSTART:19700101", "Fête 🎉" + "x" * 200):
        page = event(title, place=title[:160])
        assert " ".join(main_of(client, page.url).h1.get_text().split()) == " ".join(page.title.split())
        (found,) = file(client, f"{page.url}event.ics").walk("VEVENT")
        assert str(found["SUMMARY"]) == page.title
        assert found.decoded("DTSTART") == date(2030, 3, 5)


@pytest.mark.parametrize(("first", "repeats", "except_on", "said", "days"), cases(__file__, "series.csv"))
def test_site_and_calendar_app_agree_on_the_dates(client, first, repeats, except_on, said, days):
    days, except_on = [int(day) for day in days.split()], [date.fromisoformat(day) for day in except_on.split()]
    page = event(day=date.fromisoformat(first), **SERIES | {"repeats": repeats, "except_on": except_on})
    assert said in words(client.get(page.url))
    in_march = [day for day, _title in listed(client, EVENTS)]
    assert in_march == [f"Tuesday, March {day}" for day in days]
    shown = starts(file(client, f"{page.url}event.ics"), date(2030, 3, 1), date(2030, 4, 1))
    assert shown == [datetime(2030, 3, day, 18, tzinfo=PACIFIC) for day in days]


@pytest.mark.parametrize("first", [date(2030, 2, 26), date(2030, 10, 22)])
def test_a_meeting_stays_at_its_hour_when_clocks_change(client, first):
    page = event(day=first, **SERIES | {"until": first + timedelta(days=28)})
    shown = starts(file(client, f"{page.url}event.ics"))
    assert [(moment.astimezone(PACIFIC).hour, moment.weekday()) for moment in shown] == [(18, 1)] * 5
    assert len({moment.utcoffset() for moment in shown}) == 2
    assert [page.start_on(one.date()) for one in shown] == shown


def test_every_page_has_the_last_day_of_a_series(client, monkeypatch):
    last = date(2030, 3, 19)
    page = event("Club", repeats="biweekly", until=last)
    spanish = translated(page, "Club en español")
    english_days = ["Tuesday, March 5", "Tuesday, March 19"]
    spanish_days = ["Martes, 5 de marzo", "Martes, 19 de marzo"]
    for address, expected in ((EVENTS, english_days), (IN_SPANISH, spanish_days)):
        assert [day for day, _title in listed(client, address)] == expected
        assert [day for day, _title in listed(client, f"{address}2030-03/")] == expected
    assert "– March 19, 2030" in words(client.get(page.url))
    assert "– 19 de marzo de 2030" in words(client.get(spanish.url))
    assert next_dates(client, page.url) == english_days
    assert next_dates(client, spanish.url) == spanish_days
    assert [one.day for one in starts(file(client, f"{page.url}event.ics"))] == [5, 19]
    monkeypatch.setattr(timezone, "localdate", lambda value=None: last)
    forget()
    assert [day for day, _title in listed(client, EVENTS)] == next_dates(client, page.url) == english_days[-1:]
    assert "Past event" not in words(client.get(page.url))


def next_dates(client, address: str) -> list[str]:
    return [one.get_text() for one in main_of(client, address).select(".event-page__dates li")]


def test_a_series_over_midnight_ends_the_next_day(client):
    page = event(day=date(2030, 3, 1), **SERIES | {"last_day": date(2030, 3, 2), "ends": time(0, 30)})
    found = recurring_ical_events.of(file(client, f"{page.url}event.ics")).between(date(2030, 3, 8), date(2030, 3, 10))
    assert [one["DTEND"].dt for one in found] == [datetime(2030, 3, 9, 0, 30, tzinfo=PACIFIC)]


def test_a_changed_or_canceled_event_keeps_its_name_in_calendars_and_counts_up(client):
    page = event("Fair", **SERIES)
    (before,) = file(client, f"{EVENTS}calendar.ics").walk("VEVENT")
    page.first_day, page.slug = date(2030, 3, 6), "moved"
    page.save_revision().publish()
    EventPage.objects.filter(pk=page.pk).update(last_published_at=page.last_published_at + timedelta(minutes=5))
    forget()
    (after,) = file(client, f"{EVENTS}calendar.ics").walk("VEVENT")
    assert after["UID"] == before["UID"]
    assert all(after.decoded(name) > before.decoded(name) for name in ("SEQUENCE", "LAST-MODIFIED"))
    page = EventPage.objects.get(pk=page.pk)
    page.is_canceled, page.canceled_because = True, "The new date is April 9."
    page.save_revision().publish()
    forget()
    assert "Canceled" in words(client.get(EVENTS))
    assert "This event is canceled. The new date is April 9." in words(client.get(page.url))
    assert "Add to calendar" not in main_of(client, page.url).get_text()
    assert '"eventStatus": "https://schema.org/EventCancelled"' in client.get(page.url).content.decode()
    (found,) = file(client, f"{EVENTS}calendar.ics").walk("VEVENT")
    assert (found["STATUS"], str(found["SUMMARY"])) == ("CANCELLED", "Canceled: Fair")
    assert "The new date is April 9." in found["DESCRIPTION"]


def test_a_profile_and_its_calendar_have_the_schools_events_and_those_of_the_network(client):
    school, other = SchoolFactory(), SchoolFactory()
    mine, theirs = profile(school), profile(other)
    assert not main_of(client, mine.url).select(".event")
    event("Ours", school=school, **SERIES)
    event("Everyone's", day=date(2030, 3, 7))
    assert listed(client, mine.url) == [("Tuesday, March 5", "Ours"), ("Thursday, March 7", "Everyone's")]
    assert listed(client, theirs.url) == [("Thursday, March 7", "Everyone's")]
    page = main_of(client, mine.url)
    assert page.find("a", string="All events")["href"] == EVENTS
    address = page.find("a", string="Subscribe")["href"]
    assert address.startswith("webcal://")
    assert address.endswith(f"{EVENTS}{school.slug}.ics")
    for day in range(1, 4):
        event(f"Event {day}", day=TODAY + timedelta(days=day))
    assert [title for _day, title in listed(client, theirs.url)] == ["Event 1", "Event 2", "Event 3"]  # at most three
    assert listed(client, profile(SchoolFactory(closed=date(2029, 6, 30))).url) == []
    names = {str(found["SUMMARY"]) for found in file(client, f"{EVENTS}{other.slug}.ics").walk("VEVENT")}
    assert names == {"Everyone's", "Event 1", "Event 2", "Event 3"}
    assert client.get(f"{EVENTS}nowhere.ics").status_code == 404


def test_months_that_have_events_around_them_have_a_page_and_no_others(client):
    for title, day in (("Long ago", date(2028, 1, 10)), ("Before", date(2030, 1, 10)), ("Later", date(2030, 6, 10))):
        event(title, day)
    assert listed(client, EVENTS) == []
    assert main_of(client, EVENTS).select_one("[rel=prev]")["href"] == f"{EVENTS}2030-02/"  # not to what is shown
    assert listed(client, f"{EVENTS}2030-01/") == [("Thursday, January 10", "Before")]
    assert "There are no events in February 2030." in main_of(client, f"{EVENTS}2030-02/").get_text()
    assert listed(client, f"{EVENTS}2030-06/") == [("Monday, June 10", "Later")]
    for month in ("2028-01", "2029-02", "2030-07", "2030-13", "2030-1", "9999-12", "20٣٠-02"):
        assert client.get(f"{EVENTS}{month}/").status_code == 404, month
    assert client.get(f"{IN_SPANISH}2030-02/").status_code == 200  # the language switch leads there


def test_every_address_of_the_list_is_a_file_of_the_published_copy(client):
    page = event("Before", date(2030, 1, 10))
    event("Later", date(2030, 6, 10))
    addresses = {address.path for address in SiteContents().addresses(page.get_site())}
    expected = {f"{EVENTS}calendar.ics", f"{EVENTS}gertz-ressler.ics", f"{page.url}event.ics", f"{IN_SPANISH}2030-01/"}
    assert expected <= addresses
    for address in (EVENTS, f"{EVENTS}2030-01/", f"{EVENTS}2030-06/", page.url):
        for link in main_of(client, address).select("a[href^='/events/']"):
            assert link["href"] in addresses, link
    for address in addresses:
        if "event" in address:
            assert client.get(address).status_code == 200, address


def translated(page, title) -> EventPage:
    copy = page.copy_for_translation(Locale.objects.get(language_code="es"))
    copy.title = title
    copy.save_revision().publish()
    return copy


def test_an_event_is_in_the_spanish_list_in_english_until_its_translation_which_dates_and_cancellation_reach(client):
    page = event("Fair", **SERIES)
    link = main_of(client, IN_SPANISH).select_one(".event a")
    assert (link.get_text(), link["lang"], link["href"]) == ("Fair", "en", page.url)
    spanish = translated(page, "Feria")
    link = main_of(client, IN_SPANISH).select_one(".event a")
    assert (link.get_text(), link.get("lang")) == ("Feria", None)
    assert listed(client, EVENTS)[0] == ("Tuesday, March 5", "Fair")
    page.first_day, page.except_on, page.is_canceled = date(2030, 3, 6), [date(2030, 3, 13)], True
    page.place, page.canceled_because = "Gym", "Rain."
    page.save_revision().publish()
    spanish.refresh_from_db()
    assert (spanish.first_day, spanish.except_on, spanish.place) == (date(2030, 3, 6), [date(2030, 3, 13)], "Gym")
    assert (spanish.is_canceled, spanish.canceled_because) == (True, "")
    assert "Cada miércoles" in words(client.get(spanish.url))
    (english,) = file(client, f"{EVENTS}calendar.ics").walk("VEVENT")
    (found,) = file(client, f"{IN_SPANISH}calendar.ics").walk("VEVENT")
    assert (found["UID"], str(found["SUMMARY"])) == (english["UID"], "Cancelado: Feria")


def test_times_are_written_as_people_write_them():
    for language, starts, ends, said in cases(__file__, "times.csv"):
        with translation.override(language):
            assert times_text(EventPage(first_day=TODAY, starts=parse_time(starts), ends=parse_time(ends))) == said


PUBLISH = {"action-publish": "action-publish", "attendance": "in_person"}


@pytest.fixture
def publisher(client):
    client.force_login(person("pat", "Publisher"))
    return client


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
    series = {"repeats": "weekly", "until": "2030-03-26", "starts": "18:00", "ends": "19:00", "except_on": exceptions}
    assert sent(publisher, page, **PUBLISH | series) == {}
    page.refresh_from_db()
    assert (page.repeats, page.starts, page.until) == ("weekly", time(18), date(2030, 3, 26))
    assert page.except_on == [date(2030, 3, 12), date(2030, 3, 19)]
    form = soup(publisher.get(edit_url(page)))
    assert form.find("textarea", attrs={"name": "except_on"}).get_text().split() == ["2030-03-12", "2030-03-19"]
    assert form.find("input", attrs={"name": "starts"})["value"] == "18:00"
    assert sent(publisher, page, **PUBLISH | {"repeats": ""}) == {}
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
