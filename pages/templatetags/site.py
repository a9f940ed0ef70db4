"""Template tags of the base template: navigation, breadcrumbs, structured data, figures, landscapes."""

import json
import re
from urllib.parse import urljoin

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale
from wagtail.blocks import StreamValue
from wagtail.models import Page

from media.models import SiteDocument
from pages import horizon
from pages.announcements.models import announcements
from pages.content_cache import memo
from pages.figures.display import ShownFigure, shown
from pages.models import BasePage
from pages.routing.languages import Languages, home_languages, languages_of
from pages.routing.navigation import breadcrumb_list, breadcrumbs, navigation
from pages.routing.sites import address, find_site
from pages.search.highlights import Excerpt, excerpts, marked
from pages.texts import MAIN
from pages.texts.fields import phone_link
from pages.translation.models import SourceText
from pages.translation.parity import OFFER_SOURCE_AFTER, newer_text
from toolkit.cache_control import has_session

register = template.Library()
register.filter("marked", marked)
register.simple_tag(horizon.svg, name="horizon")
LINK_OR_PHONE = re.compile(r"<a .*?</a>|(?<!\d)(?:911|988|\(?\d{3}\)?[ -]\d{3}-\d{4})(?!\d)")


@register.filter
def linked(text: str) -> SafeString:
    """Return a plain text whose web addresses and phone numbers are links: 911, 988, and (213) 555-0100."""

    def link(match: re.Match[str]) -> str:
        found = match[0]
        return found if found.startswith("<") else f'<a href="{phone_link(found)}">{found}</a>'

    # `urlize` has escaped the text, and what is put into it is digits and their marks.
    return mark_safe(LINK_OR_PHONE.sub(link, urlize(text, autoescape=True)))  # noqa: S308 (escaped by urlize)


class MemoNode(template.Node):
    def __init__(self, nodelist, name: str, vary_on: list):
        self.nodelist, self.name, self.vary_on = nodelist, name, vary_on

    def render(self, context):
        request = context.get("request")
        vary_on = [value.resolve(context) for value in self.vary_on]
        if None in vary_on or request is None or getattr(request, "is_preview", False):
            return self.nodelist.render(context)
        site = find_site(request)
        key = (self.name, get_language(), site and site.pk, *vary_on)
        return memo(key, lambda: self.nodelist.render(context))


@register.tag(name="memo")
def memo_tag(parser, token):
    """`{% memo name value … %}…{% endmemo %}`: cache the rendered block (`pages.content_cache`).

    The key is the values, the language, and the site. Not cached in previews, or if a value is None.
    """
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(("endmemo",))
    parser.delete_first_token()
    return MemoNode(nodelist, name, [parser.compile_filter(value) for value in values])


JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}  # cannot end the script element


@register.simple_tag(takes_context=True, name="navigation")
def navigation_tag(context):
    """Return the `Navigation` of this request."""
    return navigation(context["request"], context.get("page"))


@register.simple_tag(takes_context=True, name="announcements")
def announcements_tag(context) -> list:
    """Return the announcements to show at the top of this page now: emergencies first, at most two."""
    return announcements(context["request"])


@register.simple_tag(takes_context=True)
def signed_in(context) -> bool:
    """Return whether the request comes from staff. Only then may a page read the session, and it is not cached."""
    return has_session(context["request"])


@register.simple_tag(takes_context=True)
def page_url(context, page) -> str:
    """Return the address of a page, or of an announcement's link, without a query."""
    request = context["request"]
    return address(request, page) if isinstance(page, Page) else page.get_url(request) or ""


@register.simple_tag(takes_context=True)
def feed_url(context, page) -> str:
    """Return the absolute address of a story list's feed, or of the feed that a story is in."""
    return page.feed_url(context["request"])


@register.simple_tag(takes_context=True)
def story_list_url(context, story) -> str:
    """Return the address of the list that `story` is in."""
    return story.list_url(context["request"])


@register.simple_tag(takes_context=True, name="languages")
def languages_tag(context) -> Languages:
    """Return the languages of this address, as its view found them, or those of its page."""
    if "languages" in context:
        return context["languages"]
    request, page = context["request"], context.get("page")
    return languages_of(request, page) if page is not None and page.pk else home_languages(request)


@register.filter
def open_graph_locale(code: str) -> str:
    """Return a language as Open Graph names it, with a territory, such as `es_US`."""
    locale = to_locale(code)
    return locale if "_" in locale else f"{locale}_US"


@register.simple_tag
def newer_original(page) -> SourceText | None:
    """Return what to offer readers of a translation that has been out of date for `OFFER_SOURCE_AFTER`."""
    if not isinstance(page, BasePage) or page.translates_id is None or get_language() == MAIN:
        return None
    newer = newer_text(page.translates_id)
    return newer if newer and newer.since + OFFER_SOURCE_AFTER <= timezone.now() else None


@register.simple_tag(takes_context=True, name="breadcrumbs")
def breadcrumbs_tag(context, page) -> list:
    """Return the pages above `page` as navigation items, from home down; none on the home page."""
    return breadcrumbs(context["request"], page)


@register.simple_tag(takes_context=True)
def structured_data(context, page):
    """Return a JSON-LD script with the page's own objects and its breadcrumbs."""
    request = context["request"]
    graph = page.structured_data(request)
    if crumbs := breadcrumbs(request, page):
        here = page.get_full_url(request) or ""
        steps = [(item.title, urljoin(here, item.url)) for item in crumbs] + [(page.title, here)]
        graph.append(breadcrumb_list(steps))
    return linked_data(graph)


@register.simple_tag
def linked_data(graph):
    """Return a JSON-LD script of the schema.org objects `graph`; empty if there are none."""
    if not graph:
        return ""
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)


@register.simple_tag
def shown_figures(values) -> list[ShownFigure]:
    """Return the figures of a StreamField or list block as this page shows them: see `pages.figures.display`."""
    figures = [value.value if isinstance(value, StreamValue.StreamChild) else value for value in values]
    return shown(figure for figure in figures if figure is not None)


@register.filter
def defined(figures) -> list:
    """Return the shown figures that have a definition."""
    return [figure for figure in figures if figure.definition]


@register.filter
def whole(name: str):
    """Keep hyphenated words of a name on one line where there is room: Gertz-Ressler, not Gertz- / Ressler."""
    if "-" not in name:
        return name
    return mark_safe(  # noqa: S308 (each word is escaped)
        " ".join(f'<span class="whole">{escape(w)}</span>' if "-" in w else escape(w) for w in name.split())
    )


@register.simple_tag
def why(item, query) -> list[Excerpt]:
    """Return the parts of a page or document that have the words of `query`."""
    return excerpts(item.search_parts(), query) if isinstance(item, BasePage | SiteDocument) else []
