"""The sitemap: every public page, and when its content last changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.db.models import F, Max, OuterRef, Subquery
from django.urls import reverse
from wagtail.models import Page

from pages.models import PillarPage, StoryPage
from pages.sites import find_site
from schools.models import Posting, SchoolPage
from schools.postings import NAME as POSTINGS
from schools.register.changes import last_change, turned
from toolkit.cache_control import public as public_view
from toolkit.visibility import public

SHOWN_ABOVE = (PillarPage, SchoolPage, StoryPage)  # their ancestors list them


@dataclass(frozen=True)
class Entry:
    path: str
    changed: datetime | None


class SiteMap(Sitemap):
    """The pages of the current site and the data page, in a fixed number of queries.

    A profile is as new as its school, a list as new as its newest page. This is Django's class, because Wagtail's
    fetches each page's specific instance, and each profile would then fetch its school.
    """

    def __init__(self, request):
        self.request = request
        self.wagtail_site = find_site(request)
        self.root = urlsplit(self.wagtail_site.root_url)

    def get_protocol(self, protocol=None):
        return self.root.scheme

    def get_domain(self, site=None):
        return self.root.netloc

    def location(self, entry):
        return entry.path

    def lastmod(self, entry):
        return entry.changed

    def items(self) -> list[Entry]:
        return [*self.pages(), *self.postings(), Entry(reverse("data"), last_change())]

    def postings(self) -> Iterable[Entry]:
        """Yield lists of required documents, dated by their newest posting. Two queries."""
        newest_at = Posting.objects.shown_at(OuterRef("school")).order_by("-posted_at").values("posted_at")[:1]
        home = self.wagtail_site.root_page
        profiles = public(SchoolPage.objects.descendant_of(home)).with_postings().select_related("locale")
        for page in profiles.defer("body").annotate(posted=Subquery(newest_at)).order_by("path"):
            _site, _root, path = page.get_url_parts(self.request)
            yield Entry(f"{path}{POSTINGS}/", page.posted)
        if posted := Posting.objects.shown_at(None).aggregate(at=Max("posted_at"))["at"]:
            yield Entry(reverse("network_documents"), posted)

    def pages(self) -> Iterable[Entry]:
        public_pages = list(
            public(self.wagtail_site.root_page.get_descendants(inclusive=True))
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
            yield Entry(path, changed[page.path])

    def changed(self, page) -> datetime | None:
        own = page.last_published_at or page.latest_revision_created_at
        return newest(own, page.record_changed, turned(page.opened, page.closed))


def newest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


@public_view
def sitemap(request):
    return django_sitemap(request, {"site": SiteMap(request)})
