"""What pages outside the school section ask of it: where the list is, what a found profile shows."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django import template
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import get_language

from pages.pictures import fetch_pictures
from pages.visibility import public
from schools.finder.criteria import CriteriaForm
from schools.models import SchoolIndexPage, SchoolPage, SchoolStateRecord
from schools.whole import fetch_lists

register = template.Library()


@dataclass(frozen=True)
class SchoolList:
    url: str
    form: CriteriaForm


@register.simple_tag(takes_context=True)
def school_list(context) -> SchoolList | None:
    """Address and empty filter of the school list in the language of the request, if it is public: one query."""
    page = public(SchoolIndexPage.objects.filter(locale__language_code=get_language())).first()
    return SchoolList(page.get_url(context["request"]) or "", CriteriaForm()) if page else None


@register.simple_tag
def open_profiles() -> list[SchoolPage]:
    """The open schools' profiles in the language of the request, by neighborhood: one query."""
    profiles = SchoolPage.objects.filter(locale__language_code=get_language()).listed().open_today()
    return list(profiles.order_by("school__campus__area", "title"))


@register.simple_tag
def story_schools(story) -> list[SchoolPage]:
    """The public profiles of the schools that `story` is about, in its language and order, with their pictures.

    Also of what an editor has not saved yet, in a preview.
    """
    order = [link.school_id for link in story.school_links.all()]
    profiles = list(SchoolPage.objects.filter(locale_id=story.locale_id, school__in=order).listed()) if order else []
    fetch_pictures(profiles)
    return sorted(profiles, key=lambda profile: order.index(profile.school_id))


@register.simple_tag
def fetch_schools(pages) -> str:
    """Fetches the schools of all profiles among `pages` at once, with all that a result may quote."""
    profiles = [page for page in pages if isinstance(page, SchoolPage)]
    links = Prefetch("school__record_links", SchoolStateRecord.objects.select_related("record"))
    prefetch_related_objects(profiles, "school__campus", links, "listing_image__renditions")
    fetch_lists([profile.school for profile in profiles], "former_names", "recognitions")
    return ""


@register.filter
def host(url: str) -> str:
    """`www.example.org` as `example.org`, for the words of a link."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
