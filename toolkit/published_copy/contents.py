"""What a site publishes: subclass `Contents` and name the subclass in the setting PUBLISHED_COPY."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import Model, Q
from django.utils import translation
from django.utils.module_loading import import_string
from wagtail.models import Page, Site

from toolkit.visibility import public


@dataclass(frozen=True)
class Address:
    """One address. `page` is the key of its page. `depth` 0 is the home page; `LAST` is a file about the whole site."""

    path: str
    depth: int
    page: int | None = None


DOCUMENTS, LAST = 98, 99  # depths


class Contents:
    """Without a subclass: the public pages, in every language."""

    def shown_models(self) -> Iterable[type[Model]]:
        """Return this site's models with rows that public pages show; each has its own table."""
        return []

    def also_of(self, model: type[Model]) -> tuple[str, ...]:
        """Return foreign keys of `model` whose target counts as changed when the row changes."""
        return ()

    def pages(self, site: Site):
        """Return the public pages of `site`."""
        return public(Page.objects.filter(below(site))).select_related("locale").order_by("path")

    def addresses(self, site: Site) -> Iterator[Address]:
        """Yield every public address of `site` that does not depend on a query string, except documents."""
        for page in self.pages(site):
            parts = page.get_url_parts(None)
            if not parts or parts[0] != site.pk or page.specific_class is None:  # a type of newer code
                continue
            address = Address(parts[2], page.depth - site.root_page.depth, page.pk)
            yield address
            with translation.override(page.locale.language_code):
                beside = list(self.beside(page, address))
            yield from beside

    def beside(self, page: Page, address: Address) -> Iterator[Address]:
        """Yield further addresses of `page`, which has `address`, such as a feed. Its language is active."""
        yield from ()

    def documents(self) -> Iterable:
        """Return the documents that everyone can download."""
        return []

    def begin(self) -> None:
        """Hook, called before pages are looked at."""

    def end(self) -> None:
        """Hook, called after some pages were brought up to date."""

    def is_archive_needed(self) -> bool:
        """Return whether archived contents that no edition names must be kept for now."""
        return False


@cache
def contents() -> Contents:
    return import_string(settings.PUBLISHED_COPY)()


def below(site: Site) -> Q:
    """Return a filter for the home pages of `site` in all languages and the pages below them."""
    roots = site.root_page.get_translations(inclusive=True) if settings.WAGTAIL_I18N_ENABLED else [site.root_page]
    condition = Q()
    for root in roots:
        condition |= Q(path__startswith=root.path)
    return condition


def languages(site: Site) -> list[str]:
    """Return the language codes with a public home page."""
    roots = public(site.root_page.get_translations(inclusive=True))
    return list(roots.values_list("locale__language_code", flat=True))


def addresses(site: Site) -> list[Address]:
    """Return all public addresses of `site` in all its languages, most important first."""
    documents = (Address(document.url, DOCUMENTS) for document in contents().documents())
    return sorted({*contents().addresses(site), *documents}, key=lambda address: (address.depth, address.path))
