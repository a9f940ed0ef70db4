"""Template tags about schools for public pages."""

from collections import namedtuple
from math import ceil
from urllib.parse import urljoin

from django import template
from django.contrib.contenttypes.models import ContentType
from django.db.models import prefetch_related_objects

from pages.models.pictures import fetch_pictures
from pages.routing.navigation import Item, active_locale, navigation
from pages.routing.sites import full_address
from schools.desk.models import notices_of
from schools.events.calendar_file import webcal
from schools.events.models import EventIndexPage
from schools.finder.criteria import CriteriaForm
from schools.postings import public_pages
from schools.profiles import facts
from schools.profiles.models import EnrollPage, SchoolIndexPage, SchoolPage
from schools.profiles.prefetch import fetch_lists
from schools.register.models.levels import grade_label
from schools.register.school_year import shown_year
from schools.results.sentences import source_text
from schools.states import current

register = template.Library()

register.simple_tag(current, name="current_state")
register.filter(webcal)
register.filter(facts.host)
register.filter(grade_label)
register.filter(shown_year)
register.filter(source_text)
register.simple_tag(public_pages.posted_on_home)
register.simple_tag(public_pages.posting_address, takes_context=True)
register.simple_tag(notices_of, name="school_notices")

SchoolList = namedtuple("SchoolList", "url form")


@register.simple_tag(takes_context=True)
def school_list(context) -> SchoolList | None:
    """Return address and form of the school list in the language of the request, or None if it is not public.

    The form is empty unless the page reads a question from its address (`asked_form`).

    No query after the navigation is loaded, because the list is right below the home page.
    """
    item = _navigation_item(context, SchoolIndexPage)
    return SchoolList(item.url, context.get("asked_form") or CriteriaForm()) if item else None


@register.simple_tag(takes_context=True)
def enroll_page(context) -> Item | None:
    """Return the navigation's link to the Enroll page in the language of the request, or None if it is not public."""
    return _navigation_item(context, EnrollPage)


@register.simple_tag(takes_context=True)
def event_list(context) -> Item | None:
    """Return the navigation's link to the list of events in the language of the request, or None without one."""
    return _navigation_item(context, EventIndexPage)


@register.simple_tag(takes_context=True)
def school_calendar(context, school) -> str:
    """Return the absolute address of the calendar of a school's events, or nothing without a list of events."""
    events, page = event_list(context), context["page"]
    return urljoin(full_address(context["request"], page), f"{events.url}{school.slug}.ics") if events else ""


def _navigation_item(context, page_type) -> Item | None:
    tops = navigation(context["request"], context.get("page")).tops
    kind = ContentType.objects.get_for_model(page_type).pk
    return next((item for item in tops if item.kind == kind), None)


@register.simple_tag(takes_context=True)
def open_profiles(context, most: int = 0, grade: int | None = None) -> list[SchoolPage]:
    """Return the profiles of open schools in the language of the page, by neighborhood. At most two queries.

    Only those with the `grade`. If there are more than `most`, they are that many, spread over the list.
    """
    rows = SchoolPage.open_rows(active_locale(context["request"]).pk)
    rows = [row for row in rows if grade is None or row.lowest_grade <= grade <= row.highest_grade]
    step = ceil(len(rows) / most) if most else 1
    return list(SchoolPage.known(row.pk for row in rows[:: step or 1]).values())


@register.simple_tag(takes_context=True)
def open_school_count(context) -> int:
    """Return the number of public profiles of open schools in the language of the page."""
    return len(SchoolPage.open_rows(active_locale(context["request"]).pk))


@register.simple_tag
def story_schools(story) -> list[SchoolPage]:
    """Return the public profiles of the schools that `story` is about, in its language and order, with pictures.

    In a preview, this includes schools that the editor has not saved yet.
    """
    order = [link.school_id for link in story.school_links.all()]
    if not order:
        return []
    keys = SchoolPage.objects.filter(locale_id=story.locale_id, school__in=order).values_list("pk", flat=True)
    profiles = list(SchoolPage.known(keys).values())
    fetch_pictures(profiles)
    return sorted(profiles, key=lambda profile: order.index(profile.school_id))


@register.simple_tag(takes_context=True)
def listed_schools(context, block_value) -> list[SchoolPage]:
    """Return the profiles that a school list block shows, in the language of the page."""
    return block_value.profiles(active_locale(context["request"]).pk)


@register.simple_tag
def fetch_schools(pages) -> str:
    """Fetch the schools of all profiles in `pages` with few queries, with everything that a search result can quote."""
    profiles = [page for page in pages if isinstance(page, SchoolPage)]
    known = SchoolPage.known(profile.pk for profile in profiles)
    for profile in profiles:
        profile.in_short = known[profile.pk].in_short if profile.pk in known else None
    prefetch_related_objects(profiles, "school__campus", "listing_image__renditions")
    fetch_lists([profile.school for profile in profiles], "former_names", "recognitions", "record_links")
    return ""
