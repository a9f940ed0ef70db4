from datetime import date, datetime, timedelta
from itertools import takewhile
from urllib.parse import urljoin

from django import forms
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from pages.content_cache import memo
from pages.editor.forms import TIME_INPUT, DateInput
from pages.models import BasePage, RoutablePage
from pages.texts.fields import BodyField
from schools.events import dates
from schools.events.calendar_file import ONE, calendar, event_of
from schools.events.forms import EventForm
from schools.register.models import School
from schools.register.page_types import profiles
from toolkit.json_rows import object_of, rows_of
from toolkit.visibility import public

NEXT_DATES = 6
ON_A_PROFILE = 3
YEAR = timedelta(days=366)
ON_PROFILES = (  # what profiles read of their coming events
    *("id", "page_ptr_id", "title", "slug", "path", "depth", "url_path", "locale_id", "translation_key"),
    *("first_day", "last_day", "starts", "ends", "repeats", "until", "except_on"),
    *("school_id", "attendance", "place", "is_canceled"),
)
LAST_DAY = Greatest("first_day", "last_day", "until")  # of a series, on which its last occurrence begins at the latest


class Attendance(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    BOTH = "both", _("In person and online")


MODES = {Attendance.IN_PERSON: "Offline", Attendance.ONLINE: "Online", Attendance.BOTH: "Mixed"}  # of schema.org


class EventPageQuerySet(PageQuerySet):
    def shown_in(self, locale_id: int):
        """Return the public events for readers of one language, without their text.

        Events that nobody has translated yet are shown in the default language.
        """
        translated = public(EventPage.objects.filter(locale=locale_id)).values("translation_key")
        is_main = Q(locale__language_code=settings.LANGUAGE_CODE)
        events = public(self.filter(Q(locale=locale_id) | is_main & ~Q(translation_key__in=translated)))
        return events.select_related("locale", "school__campus").order_by("first_day", "pk").defer("body")

    def of_school(self, pk: int):
        """Return the events of a school and those of the whole network."""
        return self.filter(Q(school=pk) | Q(school=None))

    def not_over(self):
        """Return the events that may take place today or later, and drafts without a day."""
        return self.alias(ends_on=LAST_DAY).filter(Q(first_day=None) | Q(ends_on__gte=timezone.localdate()))

    def between(self, first: date, last: date):
        """Return events that may take place on a day from `first` to `last`; `occurrences` knows which do."""
        return (
            self.filter(first_day__lte=last).alias(ends_on=LAST_DAY).filter(ends_on__gte=first - dates.LONGEST_REPEATED)
        )


class EventPage(RoutablePage):
    """An event of one school or of the network: once or repeated, at a place or online."""

    parent_page_types = ["schools.EventIndexPage"]
    subpage_types = []
    page_description = _("A meeting, a performance, a deadline: once or repeated, at a school or online.")
    template = "schools/events/event_page.html"
    base_form_class = EventForm
    shared_fields = ("place",)
    listed_with = (*BasePage.listed_with, "school")

    first_day = models.DateField(_("day"), null=True, help_text=_("The only or the first day."))
    last_day = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Only if it lasts several days or past midnight.")
    )
    starts = models.TimeField(
        _("starts at"), null=True, blank=True, help_text=_("Local time. Leave empty for all day.")
    )
    ends = models.TimeField(_("ends at"), null=True, blank=True, help_text=_("Leave empty if unknown."))
    repeats = models.CharField(
        _("repeats"),
        max_length=10,
        blank=True,
        choices=dates.Repeats.choices,
        default=dates.Repeats.NEVER,
        help_text=_("It stays at the same time of day when clocks change."),
    )
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The last day on which it may take place, such as the end of school."),
    )
    except_on = ArrayField(
        models.DateField(),
        verbose_name=_("except on"),
        default=list,
        blank=True,
        help_text=_("Holidays and single dates that are canceled, one on each line, such as 2026-11-24."),
    )
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("school"),
        help_text=_("Whose event it is. Leave empty for an event of the whole network: every profile shows it."),
    )
    attendance = models.CharField(
        _("how to attend"),
        max_length=10,
        choices=Attendance.choices,
        default=Attendance.IN_PERSON,
        help_text=_("Online events need an address below."),
    )
    place = models.CharField(
        _("place"),
        max_length=160,
        blank=True,
        help_text=_("Room and address, the same in every language. Leave empty if it is at the school."),
    )
    link = models.URLField(
        _("address to join or sign up"), blank=True, help_text=_("With https://. Everyone can see it.")
    )
    is_canceled = models.BooleanField(
        _("canceled"),
        default=False,
        help_text=_("Keep a canceled event published, so that families and their calendars learn about it."),
    )
    canceled_because = models.CharField(
        _("reason or new date"), max_length=200, blank=True, help_text=_("One sentence: “The new date is March 3.”")
    )
    body = BodyField("pages.blocks.BODY", verbose_name=_("about the event"), blank=True)

    objects = PageManager.from_queryset(EventPageQuerySet)()

    content_panels = [
        *BasePage.title_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("first_day", widget=DateInput), FieldPanel("last_day", widget=DateInput)]),
                FieldRowPanel([FieldPanel("starts", widget=TIME_INPUT), FieldPanel("ends", widget=TIME_INPUT)]),
                "repeats",
                FieldPanel("until", widget=DateInput),
                FieldPanel("except_on", widget=forms.Textarea(attrs={"rows": 4})),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel([FieldRowPanel(["school", "attendance"]), "place", "link"], heading=_("Where")),
        MultiFieldPanel(["is_canceled", "canceled_because"], heading=_("If it is canceled")),
        *BasePage.listing_panels,
        "body",
    ]
    promote_panels = [BasePage.slug_panel]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("place"),
        index.SearchField("body"),
        index.FilterField("school_id"),
    ]

    class Meta:
        verbose_name = pgettext_lazy("page", "event")
        verbose_name_plural = _("events")

    def clean(self):
        super().clean()
        if dates.is_month(self.slug):
            raise ValidationError({"slug": _("This address is used by the list of a month. Choose another one.")})

    @classmethod
    def coming(cls, locale_id: int, last: date) -> list[dates.Occurrence]:
        """Return the dates of public events from today to `last`, at most a year ahead. At most one query."""
        today = timezone.localdate()

        def find() -> list[dates.Occurrence]:
            events = cls.objects.shown_in(locale_id).between(today, today + YEAR)
            return dates.occurrences(events, today, today + YEAR)

        found = memo(("coming events", locale_id), find)
        return list(takewhile(lambda one: one.day <= last, found))

    @classmethod
    def coming_rows(cls, school, locale_id: int) -> ArraySubquery:
        """Return a subquery for the coming events of a school and the whole network, for `next_of`."""
        today = timezone.localdate()
        events = cls.objects.shown_in(locale_id).of_school(school).between(today, today + YEAR)
        return rows_of(events, "locale", only=ON_PROFILES)

    @classmethod
    def next_of(cls, school) -> list[dates.Occurrence]:
        """Return the next date of each of the next events in `school.event_rows`, at most `ON_A_PROFILE`."""
        today = timezone.localdate()
        events = [object_of(cls, row, "locale") for row in school.event_rows]
        found: dict[int, dates.Occurrence] = {}
        for one in dates.occurrences(events, today, today + YEAR):
            if one.event.school_id:
                one.event.school = school
            found.setdefault(one.event.pk, one)
        return list(found.values())[:ON_A_PROFILE]

    def move_to_next_year(self) -> None:
        """Set the days a year later, on the same weekdays, without exceptions or a cancellation. Does not save."""
        shift = dates.to_next_year(self.first_day)
        for name in ("first_day", "last_day", "until"):
            setattr(self, name, (day := getattr(self, name)) and day + shift)
        self.except_on, self.is_canceled, self.canceled_because = [], False, ""

    # When

    @property
    def length(self) -> timedelta:
        """The days from the first to the last day of one occurrence."""
        return (self.last_day or self.first_day) - self.first_day

    def start_on(self, day: date) -> date | datetime:
        """Return when the occurrence of `day` starts: a moment, or the day if it lasts all day."""
        return dates.moment(day, self.starts) if self.starts else day

    def end_on(self, day: date) -> date | datetime | None:
        """Return when the occurrence of `day` ends, exclusive: a moment if known, or the day after its last."""
        last = day + self.length
        if not self.starts:
            return last + timedelta(days=1)
        return dates.moment(last, self.ends) if self.ends else None

    @cached_property
    def next_dates(self) -> list[dates.Occurrence]:
        """The coming dates, at most `NEXT_DATES`."""
        today = timezone.localdate()
        return dates.occurrences([self], today, today + YEAR)[:NEXT_DATES]

    @property
    def shown_date(self) -> dates.Occurrence | None:
        """The next date, or the first one if all are over; None in a draft without a day."""
        if self.first_day is None:
            return None
        return self.next_dates[0] if self.next_dates else dates.Occurrence(self.first_day, self)

    @property
    def is_over(self) -> bool:
        return self.first_day is not None and self.first_day <= timezone.localdate() and not self.next_dates

    # Where

    @property
    def is_in_person(self) -> bool:
        return self.attendance != Attendance.ONLINE

    @property
    def is_online(self) -> bool:
        return self.attendance != Attendance.IN_PERSON

    @property
    def where_text(self) -> str:
        """The school, the place, and whether it is online, in one line for lists."""
        parts = (
            self.school.short_name if self.school else "",
            self.place if self.is_in_person else "",
            gettext("Online") if self.is_online else "",
        )
        return ", ".join(filter(None, parts))

    @property
    def address(self) -> str:
        """Where it takes place: the text staff entered, or the school's campus; empty if online only."""
        if not self.is_in_person:
            return ""
        return self.place or (self.school.campus.address if self.school else "")

    @property
    def directions(self) -> str:
        """A link to directions, if it is at the school: a typed place may not be an address."""
        return self.school.campus.directions if self.is_in_person and self.school and not self.place else ""

    # Public page

    @property
    def event_line(self) -> str:
        """When and where it is, and whether it is over or canceled, for search results."""
        note = gettext("Canceled") if self.is_canceled else gettext("Past event") if self.is_over else ""
        return " · ".join(filter(None, (self.share_kicker, self.where_text, note)))

    @property
    def share_kicker(self) -> str:
        return dates.days_text(self) if self.first_day else ""

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if self.school_id:
            context["profile"] = profiles().filter(school=self.school_id, locale=self.locale_id).listed().first()
        return context | {"file_url": f"{self.get_url(request)}{ONE}", "when": self._when()}

    @path(f"{ONE}/")
    def calendar_file(self, request):
        """Send the event with all its dates."""
        if self.first_day is None:
            raise Http404
        return calendar(self.title, [event_of(self, request)])

    def _when(self) -> dict:
        """Return the days and times in words; empty in a draft without a day."""
        if self.first_day is None:
            return {}
        when = {"days": dates.days_text(self), "times": dates.times_text(self)}
        if dates.is_repeated(self):
            exceptions = [date_format(day, "DATE_FORMAT") for day in self.except_on if day >= timezone.localdate()]
            series = f"{date_format(self.first_day, 'DATE_FORMAT')} – {date_format(self.until, 'DATE_FORMAT')}"
            when |= {"series": series, "exceptions": exceptions, "next": self.next_dates}
        return when

    def structured_data(self, request):
        """Return the next date for schema.org. Unknown values are left out."""
        shown = self.shown_date
        if shown is None:
            return []
        url = self.get_full_url(request)
        places = []
        if self.address:
            at_school = {"name": self.school.name} if self.directions else {}
            places.append({"@type": "Place", **at_school, "address": self.address})
        if self.is_online and self.link:
            places.append({"@type": "VirtualLocation", "url": self.link})
        name = self.school.name if self.school else settings.WAGTAIL_SITE_NAME
        end = self.end_on(shown.day) if self.starts else shown.last_day
        data = {
            "@type": "Event",
            "@id": f"{url}#event",
            "name": self.title,
            "description": self.description,
            "startDate": self.start_on(shown.day).isoformat(),
            "endDate": end.isoformat() if end else "",
            "eventStatus": f"https://schema.org/Event{'Cancelled' if self.is_canceled else 'Scheduled'}",
            "eventAttendanceMode": f"https://schema.org/{MODES[self.attendance]}EventAttendanceMode",
            "location": places,
            "inLanguage": get_language(),
            "organizer": {"@type": "EducationalOrganization", "name": name, "url": urljoin(url, "/")},
        }
        return [{key: value for key, value in data.items() if value}]
