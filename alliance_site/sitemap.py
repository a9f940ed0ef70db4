"""The sitemap: every public page with its translations, and when its content last changed. An index if it is large."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.core.paginator import Paginator
from django.db.models import F, Max, OuterRef, Subquery
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import http_date
from wagtail.models import Page

from pages.models import PillarPage, StoryPage
from pages.routing.languages import alternates
from pages.routing.sites import find_site
from pages.routing.words import in_language
from schools.models import EventPage, Posting, SchoolPage
from schools.postings import LIST as POSTINGS
from schools.register.changes import last_change, turned
from toolkit.cache_control import public as public_view
from toolkit.published_copy.contents import below, languages
from toolkit.visibility import public

LIMIT = 5_000  # addresses in one file; a search engine reads 50,000, but a file of 5,000 is 2 MB
SHOWN_ABOVE = (EventPage, PillarPage, SchoolPage, StoryPage)  # their ancestors list them


@dataclass(frozen=True)
class Entry:
    """One address. Entries with the same `key` are the same page in different languages."""

    path: str
    changed: datetime | None
    language: str
    key: Hashable


@public_view
@x_robots_tag
def sitemap(request, part: int = 0):
    """Return the sitemap, or one `part` of it. If it has parts, the one without a number is their index."""
    site = find_site(request)
    found = entries(request, site)
    parts = Paginator(found, LIMIT)
    headers: dict[str, str] = {}
    if part > parts.num_pages or (part and parts.num_pages == 1):
        raise Http404
    if part or parts.num_pages == 1:
        shown = parts.page(part or 1).object_list
        template, context = "sitemap.xml", {"urlset": urls(site, shown, found)}
        moments = [entry.changed for entry in shown]
        if moments and all(moments):
            headers = {"Last-Modified": http_date(max(moments).timestamp())}  # as Django's view
    else:
        paths = (reverse("sitemap_part", args=[number]) for number in parts.page_range)
        template = "sitemap_index.xml"
        context = {"sitemaps": [SitemapIndexItem(f"{site.root_url}{path}") for path in paths]}
    return TemplateResponse(request, template, context, content_type="application/xml", headers=headers)


def urls(site, shown: Iterable[Entry], found: list[Entry]) -> Iterator[dict]:
    """Yield what Django's template needs of the `shown` entries, with the addresses in other languages."""
    same: dict[Hashable, dict[str, str]] = defaultdict(dict)
    for entry in found:
        same[entry.key][entry.language] = f"{site.root_url}{entry.path}"
    for entry in shown:
        pairs = alternates(same[entry.key]) if len(same[entry.key]) > 1 else []
        yield {
            "location": f"{site.root_url}{entry.path}",
            "lastmod": entry.changed,
            "alternates": [{"lang_code": code, "location": url} for code, url in pairs],
        }


def entries(request, site) -> list[Entry]:
    """Return the pages, lists, and the data page, in every language, in a fixed number of queries.

    A profile is as new as its school, a list as new as its newest page.
    """
    return [*_pages(request, site), *_postings(request, site), *_with_name(site, "data", last_change())]


def in_each_language(site, name: str) -> Iterator[tuple[str, str]]:
    """Yield each language with a public home page, and the path with the URL name `name` in it."""
    for language in languages(site):
        with translation.override(language):
            yield language, reverse(name)


def _with_name(site, name: str, changed: datetime | None) -> Iterator[Entry]:
    return (Entry(path, changed, language, name) for language, path in in_each_language(site, name))


def posting_lists(site, request=None) -> Iterator[tuple[SchoolPage, str]]:
    """Yield each profile whose school has posted a required document, and the path of its list. One query."""
    newest_at = Posting.objects.shown_at(OuterRef("school")).order_by("-posted_at").values("posted_at")[:1]
    profiles = public(SchoolPage.objects.filter(below(site))).with_postings().select_related("locale")
    for page in profiles.defer("body").annotate(posted=Subquery(newest_at)).order_by("path"):
        parts = page.get_url_parts(request)
        if parts and parts[0] == site.pk and parts[2]:
            yield page, f"{parts[2]}{in_language(POSTINGS, page.locale.language_code)}"


def _postings(request, site) -> Iterator[Entry]:
    """Yield lists of required documents, dated by their newest posting."""
    for page, path in posting_lists(site, request):
        yield Entry(path, page.posted, page.locale.language_code, ("postings", page.translation_key))
    if posted := Posting.objects.shown_at(None).aggregate(at=Max("posted_at"))["at"]:
        yield from _with_name(site, "network_documents", posted)


def _pages(request, site) -> Iterator[Entry]:
    public_pages = list(
        public(Page.objects.filter(below(site)))
        .select_related("locale")
        .annotate(
            record_changed=F("schoolpage__school__changed"),
            opened=F("schoolpage__school__opened"),
            closed=F("schoolpage__school__closed"),
        )
        .order_by("path")
    )
    changed = {page.path: _changed(page) for page in public_pages}
    for page in public_pages:
        if issubclass(page.specific_class, SHOWN_ABOVE):
            for depth in range(1, page.depth):
                above = page.path[: depth * Page.steplen]
                if above in changed:
                    changed[above] = newest(changed[above], changed[page.path])
    for page in public_pages:
        _site, _root, path = page.get_url_parts(request)
        yield Entry(path, changed[page.path], page.locale.language_code, page.translation_key)


def _changed(page) -> datetime | None:
    own = page.last_published_at or page.latest_revision_created_at
    return newest(own, page.record_changed, turned(page.opened, page.closed))


def newest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)
