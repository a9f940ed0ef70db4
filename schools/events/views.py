"""The calendar files: of all events, of one school's, and of a single event."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schools.register.page_types import profiles
from toolkit.cache_control import public
from toolkit.visibility import public as public_pages

from .calendar_file import ALL, ONE, calendar, event_of
from .models import EventIndexPage, EventPage
from .models.event_page import YEAR


@require_safe
@public
def all_events(request, listing):
    """Send all events of the list at `listing`."""
    index = _event_list(listing)
    return _file(index.title, _recent(EventPage.objects.all(), index), request)


@require_safe
@public
def events_of_school(request, listing, school):
    """Send the events of one school and of the whole network."""
    index = _event_list(listing)
    profile = profiles().filter(school__slug=school, locale=index.locale_id).listed().first()
    if profile is None:
        raise Http404
    title = _("%(school)s: events") % {"school": profile.school.short_name}
    return _file(title, _recent(EventPage.objects.of_school(profile.school_id), index), request)


@require_safe
@public
def one_event(request, listing, slug):
    """Send the public event at `<listing>/<slug>/` with all its dates."""
    events = public_pages(EventPage.objects.child_of(_event_list(listing)).filter(slug=slug, first_day__isnull=False))
    event = get_object_or_404(events.select_related("school__campus"))
    return _file(event.title, [event], request)


def _event_list(slug: str) -> EventIndexPage:
    """Return the public list of events in the language of the request. Raises Http404."""
    lists = EventIndexPage.objects.filter(locale__language_code=get_language(), slug=slug)
    return get_object_or_404(public_pages(lists))


def _recent(events, index: EventIndexPage):
    """Return `events` for readers of the list `index`, without those that ended over a year ago."""
    return events.shown_in(index.locale_id).between(timezone.localdate() - YEAR, date.max)


def _file(title: str, events, request) -> HttpResponse:
    return HttpResponse(
        calendar(title, (event_of(event, request) for event in events)), content_type="text/calendar; charset=utf-8"
    )


urlpatterns = [
    path(f"<slug:listing>/{ALL}", all_events, name="all_events"),
    path("<slug:listing>/<slug:school>.ics", events_of_school, name="events_of_school"),
    path(f"<slug:listing>/<slug:slug>/{ONE}", one_event, name="one_event"),
]
