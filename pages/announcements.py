"""The announcements at the top of a page, queried once per content version."""

from django.utils.translation import get_language

from pages.content_cache import memo
from pages.models import Announcement

MAX_SHOWN = 2  # more would push the page itself off a phone's screen


def announcements(request, page=None) -> list[Announcement]:
    """Return the announcements to show now in the language of `page`, or of the request. Cached on the request."""
    if not hasattr(request, "_announcements"):
        language = {"locale": page.locale_id} if page is not None else {"locale__language_code": get_language()}
        live = memo(("announcements", *language.items()), lambda: _live(language))
        request._announcements = [announcement for announcement in live if not announcement.is_over][:MAX_SHOWN]
    return request._announcements


def _live(language: dict) -> list[Announcement]:
    """Published announcements that have not expired when the query runs."""
    return list(Announcement.objects.shown().filter(**language).select_related("link_page"))
