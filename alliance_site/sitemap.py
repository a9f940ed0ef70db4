"""The sitemap: every public page with its translations, and when its content last changed. An index if it is large."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.db.models import F, Max, OuterRef, Subquery
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
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


class SiteMap(Sitemap):
    """The pages of the current site and the data page, in every language, in a fixed number of queries.

    A profile is as new as its school, a list as new as its newest page. This is Django's class, because Wagtail's
    fetches each page's specific instance, and each profile would then fetch its school.
    """

    limit = LIMIT

    def __init__(self, request):
        self.request = request
        self.wagtail_site = find_site(request)
        self.root = urlsplit(self.wagtail_site.root_url)
        self.languages = languages(self.wagtail_site)

    def get_protocol(self, protocol=None):
        return self.root.scheme

    def get_domain(self, site=None):
        return self.root.netloc

    def location(self, entry):
        return entry.path

    def lastmod(self, entry):
        return entry.changed

    def items(self) -> list[Entry]:
        return self.entries

    @cached_property
    def entries(self) -> list[Entry]:
        return [*self.pages(), *self.postings(), *self.in_each_language("data", last_change())]

    def _urls(self, page, protocol, domain):
        """Add the addresses in other languages, which Django works out only for views."""
        infos = super()._urls(page, protocol, domain)
        urls: dict[Hashable, dict[str, str]] = defaultdict(dict)
        for entry in self.entries:
            urls[entry.key][entry.language] = f"{protocol}://{domain}{entry.path}"
        for info in infos:
            same = urls[info["item"].key]
            if len(same) > 1:
                info["alternates"] = [{"lang_code": code, "location": url} for code, url in alternates(same)]
        return infos

    def in_each_language(self, name: str, changed: datetime | None) -> Iterable[Entry]:
        """Yield the address with the URL name `name` in each language with a public home page."""
        for language in self.languages:
            with translation.override(language):
                yield Entry(reverse(name), changed, language, name)

    def postings(self) -> Iterable[Entry]:
        """Yield lists of required documents, dated by their newest posting. Two queries."""
        newest_at = Posting.objects.shown_at(OuterRef("school")).order_by("-posted_at").values("posted_at")[:1]
        profiles = public(SchoolPage.objects.filter(below(self.wagtail_site))).with_postings().select_related("locale")
        for page in profiles.defer("body").annotate(posted=Subquery(newest_at)).order_by("path"):
            _site, _root, path = page.get_url_parts(self.request)
            language = page.locale.language_code
            key = ("postings", page.translation_key)
            yield Entry(f"{path}{in_language(POSTINGS, language)}", page.posted, language, key)
        if posted := Posting.objects.shown_at(None).aggregate(at=Max("posted_at"))["at"]:
            yield from self.in_each_language("network_documents", posted)

    def pages(self) -> Iterable[Entry]:
        public_pages = list(
            public(Page.objects.filter(below(self.wagtail_site)))
            .select_related("locale")
            .annotate(
                record_changed=F("schoolpage__school__changed"),
                opened=F("schoolpage__school__opened"),
                closed=F("schoolpage__school__closed"),
            )
            .order_by("path")
        )
        changed = {page.path: self.changed(page) for page in public_pages}
        for page in public_pages:
            if issubclass(page.specific_class, SHOWN_ABOVE):
                for depth in range(1, page.depth):
                    above = page.path[: depth * Page.steplen]
                    if above in changed:
                        changed[above] = newest(changed[above], changed[page.path])
        for page in public_pages:
            _site, _root, path = page.get_url_parts(self.request)
            yield Entry(path, changed[page.path], page.locale.language_code, page.translation_key)

    def changed(self, page) -> datetime | None:
        own = page.last_published_at or page.latest_revision_created_at
        return newest(own, page.record_changed, turned(page.opened, page.closed))


def newest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


@public_view
def sitemap(request, part: int = 0):
    """Return the sitemap, or one `part` of it. If it has parts, the one without a number is their index."""
    whole = SiteMap(request)
    parts = whole.paginator.num_pages
    if part > parts or (part and parts == 1):
        raise Http404
    if part or parts == 1:
        request.GET = {"p": part or 1}
        return django_sitemap(request, {"site": whole})
    paths = [reverse("sitemap_part", args=[number]) for number in range(1, parts + 1)]
    items = [SitemapIndexItem(f"{whole.wagtail_site.root_url}{path}") for path in paths]
    response = TemplateResponse(request, "sitemap_index.xml", {"sitemaps": items}, content_type="application/xml")
    response.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"  # as Django's view
    return response
