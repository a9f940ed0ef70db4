"""The same address in other languages: for the language switch and `hreflang`."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info, to_locale
from wagtail.models import Locale, Page

from pages.content_cache import memo
from pages.routing.navigation import home_pages, navigation
from pages.routing.sites import address, find_site, full_address
from pages.routing.words import in_language
from toolkit.visibility import public

FIELDS = ("pk", "title", "slug", "url_path", "path", "depth", "locale_id", "translation_key")


@dataclass(frozen=True)
class Other:
    """An address in another language.

    Without `is_same`, the page is not translated, and this is the nearest page above it that is. `title` is empty if
    that is the home page.
    """

    locale: Locale
    url: str
    full_url: str = ""
    is_same: bool = True
    title: str = ""

    @property
    def interface(self) -> str:
        """The language of our own texts there: the default one if nobody has translated them."""
        code = self.locale.language_code
        return code if _has_interface(code) else settings.LANGUAGE_CODE

    @property
    def name(self) -> str:
        """The language's name, in the language of `interface`, which has to be active."""
        info = get_language_info(self.locale.language_code)
        return info["name_local"] if info["code"] == self.interface else info["name_translated"]


@dataclass(frozen=True)
class Languages:
    """An address, `full_url`, and the `others` that it has in other languages with a public home page."""

    full_url: str = ""
    others: list[Other] = field(default_factory=list)

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """Pairs for `hreflang`: language and full URL, this one's among them. Empty if there is no other language."""
        urls = {other.locale.language_code: other.full_url for other in self.others if other.is_same}
        return alternates(urls | {get_language(): self.full_url}) if urls and self.full_url else []

    @property
    def untranslated(self) -> list[Other]:
        """The languages that this page itself is not in."""
        return [other for other in self.others if not other.is_same]


def alternates(urls: dict[str, str]) -> list[tuple[str, str]]:
    """Return `urls`, by language, in the order of the site's languages, then the default one as `x-default`."""
    pairs = [(code, urls[code]) for code, _name in settings.LANGUAGES if code in urls]
    default = urls.get(settings.LANGUAGE_CODE)
    return [*pairs, ("x-default", default)] if default else pairs


def languages_of(request, page, below="", query: str = "") -> Languages:
    """Return the languages of `page`, or of the address `below` it, a text that may be lazy.

    `query` goes along when visitors switch, but is not part of the address that search engines should know.
    """
    others = []
    for other in _nearest(request, page):
        is_same = other.translation_key == page.translation_key
        url, full_url = address(request, other), full_address(request, other)
        if is_same:
            translated = in_language(below, other.locale.language_code)
            url, full_url = f"{url}{translated}{query}", f"{full_url}{translated}"
        is_home = other.pk == home_pages(request)[other.locale.language_code].pk
        others.append(Other(other.locale, url, full_url, is_same, "" if is_home else other.title))
    return Languages(f"{full_address(request, page)}{below}", others)


def languages_of_address(request) -> Languages:
    """Return the languages of an address outside the page tree, such as the search page, with its query."""
    path, home, site = request.get_full_path(), navigation(request).home, find_site(request)
    codes = {other.locale: translate_url(path, other.locale.language_code) for other in _nearest(request, home)}
    root = site.root_url if site else ""
    return Languages(f"{root}{path}", [Other(locale, url, f"{root}{url}") for locale, url in codes.items()])


def home_languages(request) -> Languages:
    """Return where the language switch leads from an address that is in no language, such as a missing page."""
    others = _nearest(request, navigation(request).home)
    return Languages("", [Other(home.locale, address(request, home)) for home in others])


def _nearest(request, page: Page | None) -> list[Page]:
    """Return the public translation of `page`, or else of the closest page above it, in each other language.

    One query, or none if `pages.models.lookup` found the page.
    """
    homes = {home.locale_id: home for home in home_pages(request).values() if home.is_public}
    if page is None or not page.path or not homes.keys() - {page.locale_id}:
        return []
    nearest = homes | {found.locale_id: found for found in _along(page, homes) if found.locale_id in homes}
    nearest.pop(page.locale_id, None)
    languages = [code for code, _name in settings.LANGUAGES]
    return sorted(nearest.values(), key=lambda found: languages.index(found.locale.language_code))


def _along(page: Page, homes: dict[int, Page]) -> list[Page]:
    """Return the public translations of `page` and of the pages above it, down from home, whose own are `homes`."""
    rows = page.translation_rows
    if rows is None and (depth := next(iter(homes.values())).depth) < page.depth:
        paths = [page.path[: end * page.steplen] for end in range(depth + 1, page.depth + 1)]
        query = translations_along(paths, page.locale_id).values(*FIELDS)
        rows = memo(("translations along", page.pk), lambda: list(query))
    locales = {locale_id: home.locale for locale_id, home in homes.items()}
    return [
        Page(**row | {"translation_key": UUID(str(row["translation_key"])), "locale": locales[row["locale_id"]]})
        for row in rows or ()
        if row["locale_id"] in locales
    ]


def translations_along(paths: list[str], locale_id: int):
    """Return a query for the public pages in other languages than `locale_id` that translate the pages at `paths`."""
    keys = Page.objects.filter(path__in=paths).values("translation_key")
    return public(Page.objects.filter(translation_key__in=keys)).exclude(locale=locale_id).order_by("depth")


@cache
def _has_interface(code: str) -> bool:
    catalogs = (Path(folder) / to_locale(code) / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS)
    return code == settings.LANGUAGE_CODE or any(catalog.exists() for catalog in catalogs)
