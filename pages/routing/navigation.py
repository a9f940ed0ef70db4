"""Menu, footer, and breadcrumbs, queried once per content version."""

from dataclasses import dataclass, field

from django.utils.translation import get_language
from wagtail.models import Locale, Page

from pages.content_cache import memo
from pages.menu.items import Entry, entries_for
from pages.routing.sites import address, find_site
from toolkit.visibility import public

HOME_DEPTH = 2


@dataclass
class Item:
    """One link. `is_current`: this page is open; `is_trail`: it or one below it is. `kind`: the content type's key."""

    title: str
    url: str
    is_current: bool
    is_trail: bool
    kind: int | None = None
    children: list["Item"] = field(default_factory=list)


@dataclass(frozen=True)
class Navigation:
    """`tops` are the public pages right below the home page, whether the menu or the footer has them or not."""

    home: Page | None = None
    menu: list[Item] = field(default_factory=list)
    footer: list[Item] = field(default_factory=list)
    tops: list[Item] = field(default_factory=list)


def navigation(request, page=None) -> Navigation:
    """Return the menu and the footer for `page`, or in the language of the request.

    They are the published ones, or those of the draft that a preview put on the request. Cached on the request, since
    header and footer both need them.
    """
    if not hasattr(request, "_navigation"):
        request._navigation = _build(request, page)
    return request._navigation


def active_locale(request) -> Locale:
    """Return the locale of the request's language, or the default one."""
    language = get_language()
    home = home_pages(request).get(language)
    return home.locale if home is not None else memo(("locale", language), Locale.get_active)


def home_pages(request) -> dict[str, Page]:
    """Return the site's live home pages by language."""
    site = find_site(request)
    return getattr(site.root_page, "homes", None) or {} if site is not None else {}


def _build(request, page) -> Navigation:
    home = _home(request, page)
    if home is None:
        return Navigation()
    here = page.path if page is not None and page.path else ""
    if draft := getattr(request, "_menu", None):
        entries = entries_for(home, draft.header.get_prep_value(), draft.footer.get_prep_value())
    else:
        stored = (home.menu_header or [], home.menu_footer or [])
        entries = memo(("navigation", home.pk), lambda: entries_for(home, *stored))
    return Navigation(home, *([_item(entry, request, here) for entry in each] for each in entries))


def _home(request, page) -> Page | None:
    """Return the home page in the language of `page`, or of the request."""
    site = find_site(request)
    if site is None:
        return None
    locale = page.locale_id if page is not None else active_locale(request).pk
    return next((home for home in home_pages(request).values() if home.locale_id == locale), site.root_page)


def _item(entry: Entry, request, here="") -> Item:
    below = [_item(each, request, here) for each in entry.below]
    if entry.page is None:
        return Item(entry.title, entry.url, False, False, children=below)
    path = entry.page.path
    return Item(
        title=entry.title,
        url=address(request, entry.page),
        is_current=here == path,
        is_trail=here.startswith(path) and (here == path or entry.page.depth > HOME_DEPTH),
        kind=entry.page.content_type_id,
        children=below,
    )


def breadcrumbs(request, page) -> list[Item]:
    """Return the pages above `page`, from home down. They come from the navigation; only deeper levels need a query."""
    site_navigation = navigation(request, page)
    if site_navigation.home is None or page.depth <= site_navigation.home.depth:
        return []
    crumbs = [_item(Entry(site_navigation.home.title, site_navigation.home), request)]
    crumbs += [item for item in site_navigation.tops if item.is_trail and not item.is_current]
    deepest = page.depth - 1
    if deepest > site_navigation.home.depth + 1:
        above = public(page.get_ancestors()).filter(depth__gt=site_navigation.home.depth + 1)
        crumbs += [_item(Entry(ancestor.title, ancestor), request) for ancestor in above]
    return crumbs


def breadcrumb_list(steps: list[tuple[str, str]]) -> dict:
    """Return the schema.org object of `steps`: (title, absolute address) pairs from home to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": title, "item": url} for n, (title, url) in enumerate(steps, 1)
        ],
    }
