"""The announcements on top of a page, by one query a request."""

from django.utils.translation import get_language

from pages.models import Announcement

AT_MOST = 2  # more would push the page itself off a phone's screen


def announcements(request, page=None) -> list[Announcement]:
    """Those to show now in the language of `page`, else of the request. Kept on the request."""
    if not hasattr(request, "_announcements"):
        language = {"locale": page.locale_id} if page is not None else {"locale__language_code": get_language()}
        shown = Announcement.objects.shown().filter(**language).select_related("link_page")
        request._announcements = list(shown[:AT_MOST])
    return request._announcements
