from copy import copy

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import Resolver404
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from pages import horizon
from pages.content_cache import memo, memo_each, memoized
from pages.figures.display import stream_texts
from pages.models import BasePage, RoutablePage, StoryPage
from pages.models.pictures import fetch_pictures
from pages.models.story import ON_A_PAGE
from pages.routing.words import in_language
from pages.texts.fields import BodyField
from schools.events.models import EventPage
from schools.finder.criteria import distance as in_miles
from schools.postings import LIST as POSTINGS
from schools.postings.models import Posting
from schools.postings.public_pages import required_documents
from schools.profiles import addresses, cards
from schools.profiles.facts import facts_of, offerings_of, opening_hours
from schools.profiles.forms import SchoolPageForm
from schools.profiles.in_short import InShort
from schools.profiles.models.enroll_page import dates, structured
from schools.profiles.neighbors import OpenProfile, neighbors
from schools.profiles.prefetch import whole_school
from schools.register import history, record_fields
from schools.register.models import School
from schools.register.record_fields import Group
from schools.register.school_year import coming_year, first_day
from schools.register.seasons import coming_sessions, current_seasons
from schools.results.charts import bar_chart
from schools.results.series import compare, grouped, newest_state_page, number_sources, pick, records_of, series_of
from schools.states import current
from toolkit.visibility import public


class SchoolPageQuerySet(PageQuerySet):
    def listed(self):
        """Return live, public profiles with their school, campus, and picture."""
        return public(self).select_related("school__campus", "listing_image").defer("body")

    def at(self, listing: str, slug: str, language: str):
        """Return a queryset with the public profile at `<listing>/<slug>/` in one language, or an empty one."""
        profiles = self.filter(locale__language_code=language, slug=slug).listed()
        return profiles.filter(url_path__endswith=f"/{listing}/{slug}/")

    def with_postings(self):
        """Return profiles with something on their page of required documents."""
        return self.filter(Exists(Posting.objects.shown_at(OuterRef("school"))))

    def opened(self):
        """Return profiles of schools that have opened, including closed ones."""
        return self.filter(school__in=School.objects.opened())

    def open_today(self):
        """Return profiles of schools that are open, by the rule of `SchoolQuerySet.open_on`."""
        return self.filter(school__in=School.objects.open_today())


def _results_context(school, records) -> dict:
    """Return what a profile shows of the state's results."""
    series = series_of(school, records)
    compare(school, series)
    charted = [(item, bar_chart(item)) for item in series if item.measure in current().charted.get(school.level, ())]
    return {
        "in_short": cards.in_short_of(school, series),
        "charts": [(item, chart) for item, chart in charted if chart],
        "printed": pick(series, current().printed.get(school.level, ())),
        "groups": grouped(school, series),
        "sources": number_sources(series),
        "has_network": any(item.network for item in series),
        "has_areas": any(item.areas for item in series),
        "state_page": newest_state_page(series),
    }


class SchoolPage(RoutablePage):
    """The profile of one school in one language: the record's facts and the school's own story."""

    parent_page_types = ["schools.SchoolIndexPage"]
    subpage_types = []
    page_description = _("The profile of one school. Its facts come from the register.")
    template = "schools/profiles/school_page.html"
    base_form_class = SchoolPageForm
    listed_with = (*BasePage.listed_with, "school__campus")
    matched_on = None  # set by the finder: what matched, for the card
    shared_fields = ("title",)  # the school's name
    for_families = True

    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        related_name="pages",
        verbose_name=_("school"),
        help_text=_("The school in the register. If it is not there yet, add it under Schools, then Register."),
    )
    light = models.CharField(
        _("colors of the landscape"),
        max_length=20,
        blank=True,
        choices=horizon.LIGHT_CHOICES,
        help_text=_(
            "Until there is a picture: the light closest to the school's colors. If empty, it is chosen from the name."
        ),
    )
    body = BodyField(
        "pages.blocks.BODY",
        verbose_name=_("the school's story"),
        blank=True,
        help_text=_("What makes the school special: programs, traditions, people. Facts belong in the register."),
    )

    objects = PageManager.from_queryset(SchoolPageQuerySet)()

    content_panels = [
        *BasePage.title_panels[:1],  # not the title, which is the school's name
        HelpPanel(
            _(
                "Name, grades, address, phone, and results come from the register and are the same in every "
                "language. Describe here what the school is like. Choose the school first: the preview needs "
                "it."
            ),
            heading=_("What belongs here"),
        ),
        "school",
        *BasePage.listing_panels,
        "light",
        "body",
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("record_text", boost=2),
        index.SearchField("body"),
        index.FilterField("school_id"),
    ]

    class Meta:
        verbose_name = _("school profile")
        verbose_name_plural = _("school profiles")

    @property
    def meta_description(self) -> str:
        """The editor's description, or level, grades, and address of the school, and what the numbers say in short."""
        if self.description or not self.school_id:
            return self.description
        school, short = self.school, self.in_short.short if self.in_short else ""
        return f"{school.level_and_grades}, {school.campus.address}. {short}".strip()

    @property
    def share_text(self) -> str:
        """What a message says of the school: its name, phone, and what the numbers say in short."""
        parts = [self.school.short_name, self.school.phone_text, self.in_short.short if self.in_short else ""]
        return " · ".join(filter(None, parts))

    @property
    def share_kicker(self) -> str:
        return self.school.line if self.school_id else ""

    def full_clean(self, *args, **kwargs):
        """Set the title to the school's name, and an empty address to its short name."""
        if self.school_id:
            self.title = self.draft_title = self.school.name
            self.slug = self.slug or self.school.slug
        super().full_clean(*args, **kwargs)

    @path(POSTINGS)
    def required_documents(self, request):
        return required_documents(request, self, self.school)

    def get_route_paths(self):
        """Include the page of required documents, so that Wagtail also redirects it when the profile moves."""
        if not Posting.objects.shown_at(self.school).exists():
            return ["/"]
        return ["/", f"/{in_language(POSTINGS, self.locale.language_code)}"]

    def resolve_subpage(self, path):
        """Find the route at `path`. Without postings, there is no page of required documents."""
        match = super().resolve_subpage(path)
        if match.url_name == "required_documents" and not Posting.objects.shown_at(self.school).exists():
            raise Resolver404({"path": path})
        return match

    @path(f"{addresses.LANDSCAPE}/")
    def landscape(self, request):
        """Send the landscape that cards show of a school without a picture.

        As files, only those in view are loaded, after the words. It is a square around the sun; wide cards ask for all
        of the drawing (`#svgView(…)`), which is in the file.
        """
        content = horizon.as_file(horizon.svg(self.title, "thumb", self.light))
        return HttpResponse(content, content_type="image/svg+xml")

    def twins_of(self, school):
        """Return other profiles of `school` in this page's language."""
        return SchoolPage.objects.filter(school=school, locale_id=self.locale_id).exclude(pk=self.pk)

    def clean(self):
        super().clean()
        if addresses.is_word(self.slug):
            raise ValidationError({"slug": _("This address is used below the list of schools. Choose another one.")})
        if not self.school_id:
            return
        if self.twins_of(self.school).exists():
            raise ValidationError({"school": _("This school already has a profile in this language. Edit that one.")})

    def record_text(self) -> str:
        """Return the register's text for the search index: names, level, place, phone, recognitions, and state codes.

        It is in the language of the page, not of the person who saves it.
        """
        school = self.school
        with translation.override(self.locale.language_code):
            parts = [school.name, school.slug.replace("-", " "), school.get_level_display(), school.campus.zip[:5]]
            parts += [former.name for former in school.former_names.all()]
            parts += [_("Closed") if school.is_closed else "", *(text for _label, text in self._record_parts())]
            return " ".join(str(part) for part in parts if part)

    def search_parts(self):
        """Return labeled texts of the record that a search result can quote, then the school's story."""
        parts = [(label, text) for label, text in self._record_parts() if text.lower() != self.school.name.lower()]
        return parts + [("", text) for text in stream_texts(self.body, has_pictures=False)]

    def _record_parts(self) -> list[tuple]:
        school, campus = self.school, self.school.campus
        parts = [(_("Formerly"), former.name) for former in school.names_before]
        parts += [(_("Address"), campus.address), (_("Neighborhood"), campus.area)]
        for name in record_fields.names(is_searched=True):
            parts.append((history.label(school._meta.get_field(name)), getattr(school, name)))
        parts += [(_("Recognition"), str(recognition)) for recognition in school.recognitions.all()]
        labels = (_("State record"), current().code_label, _("NCES code"), _("Charter number"))
        for link in school.record_links.all():
            record = link.record
            codes = (record.name, record.cds_code, record.nces_id, record.charter_number)
            parts += [(label, code) for label, code in zip(labels, codes, strict=True) if code]
        return parts

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if not self.school_id:  # a preview before the school is chosen
            return context
        pk, locale = self.school_id, self.locale_id
        self.school = school = whole_school(pk, locale)
        records = memo(("records of", pk), lambda: records_of(pk)[pk])
        context |= {
            "school": school,
            "campus": school.campus,
            "records": records,
            "can_report": self.live and not self.get_view_restrictions().exists(),
            "contact_facts": facts_of(school),
            "printed_facts": facts_of(school, Group.CONTACT, Group.PLACE),
            "offerings": offerings_of(school),
            "former_names": school.names_before,
            "recognitions": school.recognitions.all(),
            "stories": self._stories(pk, locale),
            "events": [] if school.is_closed else EventPage.next_of(school),
        }
        context |= self._enrollment_context() | _results_context(school, records) | self._profiles_context()
        self.in_short = None if school.is_closed else context["in_short"]
        return context

    def _enrollment_context(self) -> dict:
        seasons = current_seasons()
        windows = self.school.windows(seasons)
        return {
            "windows": windows,
            "sessions": coming_sessions(seasons, self.school),
            "unset_year": self.unset_year(windows),
        }

    def _profiles_context(self) -> dict:
        """Return the other profiles that this one shows: on the campus, near, the next schools, and the successor."""
        school = self.school
        miles = neighbors([row for row in SchoolPage.open_rows(self.locale_id) if row.pk != self.pk], school.campus)
        profiles = SchoolPage.known({*miles, *school.next_keys, *school.successor_keys})
        fetch_pictures([self, *profiles.values()])
        nearby = [copy(profiles[key]) for key in miles if key in profiles]
        for profile in nearby:
            profile.miles = miles[profile.pk]
        on_campus = [page for page in nearby if page.school.campus_id == school.campus_id]
        elsewhere = [page for page in nearby if page not in on_campus]
        levels = reversed(settings.NETWORK.levels.values())
        by_level = [(level.name, [page for page in elsewhere if page.school.its_level == level]) for level in levels]
        return {
            "successor_profile": next((profiles[key] for key in school.successor_keys if key in profiles), None),
            "next_profiles": [profiles[key] for key in school.next_keys if key in profiles],
            "campus_profiles": on_campus,
            "near": [(label, pages) for label, pages in by_level if pages],
        }

    @classmethod
    def known(cls, keys) -> dict[int, "SchoolPage"]:
        """Return the public profiles among `keys`, ready for a list. Only uncached profiles are queried."""
        profiles = memo_each("profile", keys, lambda missing: cards.fetch(cls.objects.listed(), missing))
        return {key: copy(profile) for key, profile in profiles.items()}

    @property
    def distance(self) -> str:
        """The miles from the place of a search: “1 mile”, “2.5 miles”."""
        return in_miles(round(self.miles, 1))

    @cached_property
    def in_short(self) -> InShort | None:
        """What the state's numbers say. Only from `known`, or where the page sets it.

        It needs a query for the yardsticks, so it is made when it is read: many lists show no numbers.
        """
        return cards.in_short(self.school, self.its_results or []) if hasattr(self, "its_results") else None

    @property
    def card_line(self) -> str:
        """Level, grades, and size: “High school, grades 9–12 · 395 scholars”. No line ends in the dot."""
        scholars = self.in_short.scholars if self.in_short and self.school.is_open else ""
        return " ·\N{NO-BREAK SPACE}".join(filter(None, [self.school.level_and_grades, scholars]))

    @property
    def card_window(self):
        """The first window in which families can apply, now or later; None if there is none. Only from `known`."""
        return next((window for window in self.school.windows(self.seasons) if window.stage != "closed"), None)

    @classmethod
    @memoized
    def open_rows(cls, locale_id: int) -> list[OpenProfile]:
        """Return a short row for each public profile of an open school in one language, by neighborhood and title."""
        pages = public(cls.objects.filter(locale_id=locale_id)).open_today().order_by("school__campus__area", "title")
        names = ("level", "lowest_grade", "highest_grade", "campus", "campus__latitude", "campus__longitude")
        return [
            OpenProfile(*row)
            for row in pages.values_list("pk", "title", "school", *(f"school__{one}" for one in names))
        ]

    @staticmethod
    @memoized
    def _stories(school: int, locale: int) -> list[StoryPage]:
        stories = StoryPage.objects.filter(locale_id=locale, school_links__school=school)
        return list(stories.newest()[:ON_A_PAGE])

    def unset_year(self, windows) -> str:
        """Return the coming school year if `windows` has no dates for it or a later one; else empty."""
        year = coming_year()
        is_set = any(window.year >= year for window in windows)
        return "" if is_set or not self.school.serves_year(first_day(year)) else year

    def structured_data(self, request):
        """Return the school for schema.org. Unknown values are left out."""
        school, campus, url = self.school, self.school.campus, self.get_full_url(request)
        context = self._enrollment_context()
        telephone = school.phone_link.removeprefix("tel:").replace(";ext=", " ext. ")  # +12135550100 ext. 12
        front_desk = {"@type": "ContactPoint", "contactType": "front desk", "availableLanguage": list(school.languages)}
        if telephone:
            front_desk["telephone"] = telephone
        data = {
            "@id": school.uid.urn,
            "@type": school.its_level.schema,
            "name": school.name,
            "alternateName": [former.name for former in school.names_before],
            "url": url,
            "sameAs": school.website,
            "telephone": telephone,
            "foundingDate": school.opened.isoformat(),
            "dissolutionDate": school.closed.isoformat() if school.closed else "",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": campus.street,
                "addressLocality": campus.city,
                "addressRegion": campus.state,
                "postalCode": campus.zip,
                "addressCountry": "US",
            },
            "email": school.email,
            "openingHoursSpecification": opening_hours(school),
            "contactPoint": front_desk if school.languages else {},
            "award": [str(recognition) for recognition in school.recognitions.all()],
            "event": structured(dates(context["windows"], context["sessions"], url, school), campus.address),
            "parentOrganization": {"@type": "EducationalOrganization", "name": settings.WAGTAIL_SITE_NAME},
        }
        if campus.point:
            latitude, longitude = campus.point
            data["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        return [{key: value for key, value in data.items() if value}]
