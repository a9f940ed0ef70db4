"""What readers of one language see of the menu and the footer, in one query, and what they do not see, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page

from pages.links.addresses import is_outside
from pages.texts import MAIN
from toolkit.visibility import public

LABEL = "label_{}".format  # the name of the label in a language


@dataclass(frozen=True)
class Entry:
    """One item: a page, or an address of another site."""

    title: str
    page: Page | None = None
    url: str = ""
    below: list["Entry"] = field(default_factory=list)


def entries_for(home: Page, header: list[dict], footer: list[dict]) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Return what readers of the language of `home` see of the stored blocks, and the public pages right below `home`.

    Their pages are the translations below `home`. What is not public there is left out, with what is below it, and so
    is a list of pages that is empty.
    """
    pages = _pages(home, {value.get("page") for value in values([*header, *footer])})
    by_key = {key: page for page in pages if not is_empty_list(page) for key in page.chosen or ()}
    language = home.locale.language_code
    tops = [Entry(page.words, page) for page in pages if page.depth == home.depth + 1]
    return _shown(header, language, by_key), _shown(footer, language, by_key), tops


def with_lists(pages):
    """Annotate the queryset of pages for `is_empty_list`."""
    below = Page.objects.live().filter(path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1)
    return pages.annotate(has_below=Exists(below))


def is_empty_list(page: Page) -> bool:
    """Return whether a page of `with_lists` is a list, such as that of events, with nothing to show yet."""
    return getattr(page.specific_class, "is_list", False) and not page.has_below


def values(blocks: Iterable[dict]) -> Iterator[dict]:
    """Yield the values of stored blocks, each followed by those below it."""
    for block in blocks:
        yield block["value"]
        yield from values(block["value"].get("below") or ())


def entry(value: dict, language: str, pages: dict[int, Page]) -> Entry | None:
    """Return what readers of `language` see of a stored value; `pages` are the public ones in it, by chosen page."""
    key = value.get("page")
    page, url = (pages.get(key), "") if key else (None, address_in(value))
    title = value.get(LABEL(language)) or getattr(page, "words", "")
    if not title or not (page or url):
        return None
    return Entry(title, page, url, _in_order(page, _shown(value.get("below") or (), language, pages)))


def _in_order(page: Page | None, below: list[Entry]) -> list[Entry]:
    """Return the items below that of `page` with its child pages, such as the pillars, in the order of the pages."""
    places = [n for n, one in enumerate(below) if page and one.page and one.page.path.startswith(page.path)]
    for place, one in zip(places, sorted((below[n] for n in places), key=lambda one: one.page.path), strict=True):
        below[place] = one
    return below


def address_in(value: dict) -> str:
    """Return the address of another site in a stored value; anything else, such as `javascript:`, is none."""
    address = value.get("address") or ""
    return address if is_outside(address) else ""


def _shown(blocks: Iterable[dict], language: str, pages: dict[int, Page]) -> list[Entry]:
    return list(filter(None, (entry(block["value"], language, pages) for block in blocks)))


def _pages(home: Page, keys: set) -> list[Page]:
    """Return the public pages right below `home`, and those below or at it that are or translate the pages `keys`.

    Each has the text of a link to it in `words`, and in `chosen` those of `keys` that it stands for.
    """
    listed = Page.objects.filter(pk__in=keys - {None})
    is_listed = Q(translation_key__in=listed.values("translation_key"))
    pages = public(Page.objects.filter(is_listed | Q(depth=home.depth + 1), path__startswith=home.path))
    words = Coalesce(NullIf(F("pillarpage__short_title"), Value("")), F("title"))
    chosen = ArraySubquery(listed.filter(translation_key=OuterRef("translation_key")).values("pk"))
    return list(with_lists(pages).annotate(words=words, chosen=chosen).order_by("path"))


def hidden_items(menu) -> list[tuple[str, str, str]]:
    """Return title, language, and reason of the items that readers of a language do not see. Many queries."""
    found = []
    for value in values([*menu.header.get_prep_value(), *menu.footer.get_prep_value()]):
        page = Page.objects.filter(pk=value.get("page")).first()
        title = value.get(LABEL(MAIN)) or (page.get_admin_display_title() if page else value.get("address")) or "—"
        for code, name in settings.WAGTAIL_CONTENT_LANGUAGES:
            if reason := _reason_of_page(page, code) if page else _reason_of_address(value, code):
                found.append((title, name, reason))
    return found


def _reason_of_page(chosen: Page, code: str) -> str:
    """Return why the page `chosen` is not public in the language `code`; empty if it is."""
    translations = Page.objects.filter(translation_key=chosen.translation_key, locale__language_code=code)
    page = with_lists(translations).first()
    if page is None:
        return _("It is not translated.")
    if not page.live:
        return _("The page is not published.")
    if is_empty_list(page):
        return _("It has nothing to list yet.")
    return "" if public(translations).exists() else _("The page is private.")


def _reason_of_address(value: dict, code: str) -> str:
    if not address_in(value):
        return _("It has no page or address, or its page was deleted.")
    return "" if value.get(LABEL(code)) else _("It has no label in this language.")


class HiddenItemsPanel(Panel):
    """Says which items of the newest version do not appear, at the top of the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/menu_hidden_items.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"hidden_items": hidden_items(self.instance)}
