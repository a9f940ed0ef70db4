"""The announcements at the top of a page, queried once per content version and language."""

from django.utils.translation import get_language
from wagtail.models import Page

from pages.announcements.models import Announcement
from pages.content_cache import memo
from toolkit.visibility import public

MAX_SHOWN = 2  # more would push the page itself off a phone's screen


def announcements(request) -> list[Announcement]:
    """Return the announcements to show now, or those that a preview put on the request."""
    language = get_language()
    if hasattr(request, "_announcements"):
        return with_links_in(language, request._announcements)
    live = memo(("announcements", language), lambda: with_links_in(language, _live()))
    return [announcement for announcement in live if not announcement.is_over][:MAX_SHOWN]


def _live() -> list[Announcement]:
    """Published announcements that have not expired when the query runs."""
    return list(Announcement.objects.shown().select_related("link_page__locale"))


def with_links_in(language: str, announcements: list[Announcement]) -> list[Announcement]:
    """Let the links lead to public translations in `language`. Takes a query if a linked page is in another one."""
    linked = [one for one in announcements if one.link_page and one.link_page.locale.language_code != language]
    if linked:
        keys = {one.link_page.translation_key for one in linked}
        translations = public(Page.objects.filter(translation_key__in=keys, locale__language_code=language))
        pages = {page.translation_key: page for page in translations}
        for one in linked:
            one.link_page = pages.get(one.link_page.translation_key, one.link_page)
    return announcements
