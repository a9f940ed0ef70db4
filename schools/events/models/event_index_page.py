from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Max, Min
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.routable_page.models import path, re_path

from pages.content_cache import memoized
from pages.models import RoutablePage
from pages.routing.languages import languages_of
from schools.events.calendar_file import ALL, calendar, event_of
from schools.events.dates import MONTH, by_month, month_end, next_month, occurrences
from schools.register.page_types import profiles
from toolkit.visibility import public

from .event_page import LAST_DAY, YEAR, EventPage

MONTHS_SHOWN = 3  # this month and the next ones
MONTHS_AROUND = 12  # before and after today that have a page


class EventIndexPage(RoutablePage):
    """The coming events of one language, a page for every other month, and the calendars to subscribe to."""

    is_list = True
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["schools.EventPage"]
    max_count_per_parent = 1
    page_description = gettext_lazy("The list of all events. Add events below it.")
    template = "schools/events/event_index_page.html"

    class Meta:
        verbose_name = gettext_lazy("event list")
        verbose_name_plural = gettext_lazy("event lists")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        today = timezone.localdate()
        found = EventPage.coming(self.locale_id, month_end(next_month(today, MONTHS_SHOWN - 1)))
        return context | {
            "months": by_month(found, today),
            "earlier": self._earlier(today),
            "later": self._link(next_month(today, MONTHS_SHOWN)),
            "calendar_url": f"{self.get_full_url(request)}{ALL}",
        }

    @re_path(rf"^({MONTH})/$", name="month")
    def month(self, request, name: str):
        """List the events of a month, for months that have events around them."""
        first = date.fromisoformat(f"{name}-01")
        if first not in month_range():
            raise Http404
        last = month_end(first)
        events = EventPage.objects.shown_in(self.locale_id).between(first, last)
        context = {
            "months": by_month(occurrences(events, first, last), first),
            "earlier": self._link(next_month(first, -1)),
            "later": self._link(next_month(first)),
            "below": date_format(first, "YEAR_MONTH_FORMAT"),
            "languages": languages_of(request, self, below=f"{name}/"),
        }
        return self.render(request, context_overrides=context)

    @path(f"{ALL}/")
    def calendar_file(self, request):
        """Send all events."""
        return self._calendar(self.title, EventPage.objects.all(), request)

    @path("<slug:school>.ics/")
    def calendar_of_school(self, request, school: str):
        """Send the events of one school and of the whole network."""
        profile = profiles().filter(school__slug=school, locale=self.locale_id).listed().first()
        if profile is None:
            raise Http404
        title = _("%(school)s: events") % {"school": profile.school.short_name}
        return self._calendar(title, EventPage.objects.of_school(profile.school_id), request)

    def _calendar(self, title: str, events, request):
        """Send `events` for readers of this list, without those that ended over a year ago."""
        recent = events.shown_in(self.locale_id).between(timezone.localdate() - YEAR, date.max)
        return calendar(title, (event_of(event, request) for event in recent))

    def _earlier(self, today: date) -> date | None:
        """Return this month if events of it are over, else the month before, if it has a page."""
        first, last = next_month(today, 0), today - timedelta(days=1)
        events = EventPage.objects.shown_in(self.locale_id).between(first, last)
        is_over = any(one.last_day < today for one in occurrences(events, first, last))
        return self._link(first if is_over else next_month(first, -1))

    def _link(self, month: date) -> date | None:
        """Return `month` if it has a page."""
        return month if month in month_range() else None

    @staticmethod
    def names_below(locale_id: int) -> Iterator[str]:
        """Yield what the list of a language answers below its own address."""
        yield ALL
        for slug in profiles().filter(locale=locale_id).listed().values_list("school__slug", flat=True):
            yield f"{slug}.ics"
        for month in month_range():
            yield f"{month:%Y-%m}/"


@memoized
def month_range() -> list[date]:
    """Return the first days of the months with a page: from the first to the last event in any language."""
    today = timezone.localdate()
    ends = public(EventPage.objects.all()).aggregate(first=Min("first_day"), last=Max(LAST_DAY))
    if not ends["first"]:
        return []
    months = (next_month(today, count) for count in range(-MONTHS_AROUND, MONTHS_AROUND + 1))
    return [month for month in months if ends["first"] <= month_end(month) and month <= ends["last"]]
