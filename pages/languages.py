"""The language switch on addresses outside the page tree, such as the search page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from pages.content_cache import memo_each
from pages.navigation import navigation
from toolkit.visibility import public


@dataclass(frozen=True)
class Other:
    """The same address in another language, for the language switch and, with `full_url`, for `hreflang`."""

    locale: Locale
    url: str
    full_url: str = ""


def other_languages(request) -> list[Other]:
    """Return the request's address, with its query, in the other languages that have a public home page."""
    path = request.get_full_path()
    homes = navigation(request).translations
    return [Other(home.locale, translate_url(path, home.locale.language_code)) for home in homes]


def in_active_language(keys: Iterable[int]) -> dict[int, Page]:
    """Return the pages with `keys`, by key, or their public translations into the active language. Two queries."""
    return memo_each(f"page in {get_language()}", keys, _in_active_language)


def _in_active_language(keys: list[int]) -> dict[int, Page]:
    pages = Page.objects.select_related("locale").in_bulk(keys)
    foreign = {page.translation_key for page in pages.values() if page.locale.language_code != get_language()}
    if not foreign:
        return pages
    translations = public(Page.objects.filter(translation_key__in=foreign, locale__language_code=get_language()))
    by_key = {page.translation_key: page for page in translations.select_related("locale")}
    return {pk: by_key.get(page.translation_key, page) for pk, page in pages.items()}
