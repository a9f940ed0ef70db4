"""What templates ask of the profiles: where the list is, what a found profile shows."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db.models import prefetch_related_objects

from pages.navigation import active_locale, navigation
from pages.pictures import fetch_pictures
from schools.finder.criteria import CriteriaForm

from .models import SchoolIndexPage, SchoolPage
from .prefetch import fetch_lists


@dataclass(frozen=True)
class SchoolList:
    url: str
    form: CriteriaForm


def school_list(context) -> SchoolList | None:
    """Address and empty filter of the school list in the language of the request, if it is public: without a query
    once there is the navigation, as the list is right below the home page."""
    found = navigation(context["request"], context.get("page"))
    kind = ContentType.objects.get_for_model(SchoolIndexPage).pk
    item = next((item for item in (*found.menu, *found.footer) if item.kind == kind), None)
    return SchoolList(item.url, CriteriaForm()) if item else None


def open_profiles(context) -> list[SchoolPage]:
    """The open schools' profiles in the language of the page, by neighborhood: at most two queries."""
    locale = active_locale(context["request"])
    return list(SchoolPage.known(row.pk for row in SchoolPage.open_rows(locale.pk)).values())


def story_schools(story) -> list[SchoolPage]:
    """The public profiles of the schools that `story` is about, in its language and order, with their pictures.

    Also of what an editor has not saved yet, in a preview.
    """
    order = [link.school_id for link in story.school_links.all()]
    if not order:
        return []
    keys = SchoolPage.objects.filter(locale_id=story.locale_id, school__in=order).values_list("pk", flat=True)
    profiles = list(SchoolPage.known(keys).values())
    fetch_pictures(profiles)
    return sorted(profiles, key=lambda profile: order.index(profile.school_id))


def fetch_schools(pages) -> str:
    """Fetches the schools of all profiles among `pages` at once, with all that a result may quote."""
    profiles = [page for page in pages if isinstance(page, SchoolPage)]
    prefetch_related_objects(profiles, "school__campus", "listing_image__renditions")
    fetch_lists([profile.school for profile in profiles], "former_names", "recognitions", "record_links")
    return ""


def host(url: str) -> str:
    """`www.example.org` as `example.org`, for the words of a link."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
