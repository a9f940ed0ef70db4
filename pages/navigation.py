"""Menu, footer, and breadcrumbs from the page tree, queried once per content version."""

from dataclasses import dataclass, field

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from pages.addresses import address
from pages.content_cache import memo
from pages.sites import find_site
from toolkit.visibility import public


@dataclass
class Item:
    """One link. `is_current`: this page is open; `is_trail`: this page or one below it is. `kind` is the content type's
    key."""

    title: str
    url: str
    is_current: bool
    is_trail: bool
    kind: int | None = None
    children: list["Item"] = field(default_factory=list)


@dataclass(frozen=True)
class Navigation:
    home: Page | None = None
    menu: list[Item] = field(default_factory=list)
    footer: list[Item] = field(default_factory=list)


def navigation(request, page=None) -> Navigation:
    """Return the menu and the footer for `page`, or in the language of the request.

    The menu has the pages below home that are “in menus”, two levels deep; the footer has home's other children. Drafts
    and private pages are left out. Cached on the request, since header and footer both need it.
    """
    if not hasattr(request, "_navigation"):
        request._navigation = _build(request, page)
    return request._navigation


def active_locale(request) -> Locale:
    """Return the locale of the request's language, or the default one. Cached on the request."""
    if not hasattr(request, "_active_locale"):
        request._active_locale = _active_locale(request)
    return request._active_locale


def _active_locale(request) -> Locale:
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
    level = home.depth + 1
    here = page.path if page is not None and page.path else ""
    menu, footer, tops = [], [], {}
    pages = memo(("navigation", home.pk), lambda: _pages(home))
    for child in pages:
        item = _item(child, child.words, request, here)
        if child.depth == level:
            (menu if child.show_in_menus else footer).append(item)
            tops[child.path] = item
        elif parent := tops.get(child.path[: -Page.steplen]):
            parent.children.append(item)
    return Navigation(home, menu, footer)


def _pages(home: Page) -> list[Page]:
    """Return the pages in the menu or footer, parents first, with the link text in `words`."""
    level = home.depth + 1
    in_navigation = Q(depth=level) | Q(depth=level + 1, show_in_menus=True)
    words = Coalesce(NullIf(F("pillarpage__short_title"), Value("")), F("title"))
    pages = public(Page.objects.filter(in_navigation, path__startswith=home.path))
    return list(pages.annotate(words=words).order_by("path"))


def _home(request, page) -> Page | None:
    """Return the home page in the language of `page`, or of the request."""
    site = find_site(request)
    if site is None:
        return None
    locale = page.locale_id if page is not None else active_locale(request).pk
    return next((home for home in home_pages(request).values() if home.locale_id == locale), site.root_page)


def _item(page, title, request, here="") -> Item:
    return Item(
        title=title,
        url=address(request, page),
        is_current=here == page.path,
        is_trail=here.startswith(page.path),
        kind=page.content_type_id,
    )


def breadcrumbs(request, page) -> list[Item]:
    """Return the pages above `page`, from home down. They come from the navigation; only deeper levels need a query."""
    site_navigation = navigation(request, page)
    if site_navigation.home is None or page.depth <= site_navigation.home.depth:
        return []
    crumbs = [_item(site_navigation.home, site_navigation.home.title, request)]
    crumbs += [
        item for item in (*site_navigation.menu, *site_navigation.footer) if item.is_trail and not item.is_current
    ]
    deepest = page.depth - 1
    if deepest > site_navigation.home.depth + 1:
        above = public(page.get_ancestors()).filter(depth__gt=site_navigation.home.depth + 1)
        crumbs += [_item(ancestor, ancestor.title, request) for ancestor in above]
    return crumbs


def breadcrumb_list(steps: list[tuple[str, str]]) -> dict:
    """Return the schema.org object of `steps`: (title, absolute address) pairs from home to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": title, "item": url} for n, (title, url) in enumerate(steps, 1)
        ],
    }
