"""Every public address of the site that does not depend on a question, in the order in which it matters to be new."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from alliance_site import security_txt
from media.visibility import public_documents
from pages.models import StoryIndexPage
from pages.models.story import FEED
from toolkit.visibility import public
from schools.models import SchoolPage
from schools.open_data.files import FILES
from schools.postings import NAME as POSTINGS
from schools.postings.public_lists import has_network_page


@dataclass(frozen=True)
class Address:
    """One address. `page` is the key of the page it belongs to; `depth` 0 is the home page, `LAST` a file that tells of
    everything."""

    path: str
    depth: int
    page: int | None = None


DOCUMENTS, LAST = 98, 99
# No page, the same in every language.
FILES_OF_THE_SITE = ("robots", "manifest", "sitemap", *FILES)


def addresses(site: Site) -> list[Address]:
    """All addresses of `site` in all its languages: pages, feeds, lists of required documents, documents, open data,
    what robots and phones ask for."""
    return sorted(
        {*of_pages(site), *of_postings(site), *of_documents(), *of_no_page(site)},
        key=lambda address: (address.depth, address.path),
    )


def below(site: Site) -> Q:
    """The home pages of `site` in all languages, and the pages below them."""
    roots = site.root_page.get_translations(inclusive=True) if settings.WAGTAIL_I18N_ENABLED else [site.root_page]
    found = Q()
    for root in roots:
        found |= Q(path__startswith=root.path)
    return found


def of_pages(site: Site) -> Iterator[Address]:
    for page in public(Page.objects.filter(below(site))).select_related("locale").order_by("path"):
        parts = page.get_url_parts(None)
        if not parts or parts[0] != site.pk or page.specific_class is None:  # of a type that newer code brought
            continue
        depth = page.depth - site.root_page.depth
        yield Address(parts[2], depth, page.pk)
        if issubclass(page.specific_class, StoryIndexPage):
            yield Address(f"{parts[2]}{FEED}/", depth + 1, page.pk)


def of_postings(site: Site) -> Iterator[Address]:
    """“Required documents” of each school and of the network, where something is posted."""
    profiles = public(SchoolPage.objects.filter(below(site))).with_postings().select_related("locale")
    for page in profiles.defer("body").order_by("path"):
        parts = page.get_url_parts(None)
        if parts and parts[0] == site.pk:
            yield Address(f"{parts[2]}{POSTINGS}/", page.depth - site.root_page.depth + 1, page.pk)
    if has_network_page():
        for language in languages(site):
            with translation.override(language):
                yield Address(reverse("network_documents"), 1)


def of_documents() -> Iterator[Address]:
    for document in public_documents():
        yield Address(document.url, DOCUMENTS)


def of_no_page(site: Site) -> Iterator[Address]:
    for name in FILES_OF_THE_SITE:
        yield Address(reverse(name), LAST)
    if security_txt.is_served():
        yield Address(reverse("security_txt"), LAST)
    for language in languages(site):
        with translation.override(language):
            yield Address(reverse("data"), LAST)
            yield Address(reverse("data_changes"), LAST)


def languages(site: Site) -> list[str]:
    """Those in which there is a public home page."""
    roots = public(site.root_page.get_translations(inclusive=True))
    return list(roots.values_list("locale__language_code", flat=True))


def redirects(site: Site) -> dict[bool, dict[str, str]]:
    """Old addresses and where they lead now: {True: for good, False: for the time being}."""
    found: dict[bool, dict[str, str]] = {True: {}, False: {}}
    rows = Redirect.objects.filter(Q(site=site) | Q(site=None)).select_related("redirect_page")
    for redirect in rows.order_by("site"):  # one of this site stands before one of all
        target = redirect.link
        if target and "?" not in redirect.old_path:
            found[redirect.is_permanent].setdefault(redirect.old_path, target)
    return found
