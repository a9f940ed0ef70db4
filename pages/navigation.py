"""Menu and footer from the page tree, by one query a request."""

from dataclasses import dataclass, field

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from wagtail.models import Locale, Page, Site


@dataclass
class Item:
    """One link: its words, address, whether its page or one below it is being read, the links below it."""

    title: str
    url: str
    path: str
    is_current: bool
    is_trail: bool
    children: list["Item"] = field(default_factory=list)


@dataclass(frozen=True)
class Navigation:
    home_url: str = "/"
    menu: list[Item] = field(default_factory=list)
    footer: list[Item] = field(default_factory=list)


def navigation(request, page=None) -> Navigation:
    """The menu: pages below home that are “in menus”, two levels deep; the footer: home's other children.

    Drafts and private pages are in neither. Kept on the request, since header and footer both ask.
    """
    if not hasattr(request, "_navigation"):
        request._navigation = _build(request, page)
    return request._navigation


def _build(request, page) -> Navigation:
    home = _home(request, page)
    if home is None:
        return Navigation()
    level = home.depth + 1
    pages = (
        Page.objects.live()
        .public()
        .descendant_of(home)
        .filter(Q(depth=level) | Q(depth=level + 1, show_in_menus=True))
        .annotate(words=Coalesce(NullIf(F("pillarpage__short_title"), Value("")), F("title")))
        .order_by("path")
    )
    here = page.path if page is not None and page.path else ""
    menu, footer, tops = [], [], {}
    for child in pages:
        item = Item(
            title=child.words,
            url=child.get_url(request) or "",
            path=child.path,
            is_current=here == child.path,
            is_trail=here.startswith(child.path),
        )
        if child.depth == level:
            (menu if child.show_in_menus else footer).append(item)
            tops[child.path] = item
        elif parent := tops.get(child.path[: -Page.steplen]):
            parent.children.append(item)
    return Navigation(home.get_url(request), menu, footer)


def _home(request, page) -> Page | None:
    """The home page in the language of `page`, else of the request."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    root = site.root_page
    locale = page.locale_id if page is not None else Locale.get_active().pk
    if root.locale_id == locale:
        return root
    return root.get_translations().live().filter(locale_id=locale).first() or root
