"""The announcements at the top of a page, queried once per content version and language."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from pages.announcements.models import Announcement
from pages.content_cache import memo
from toolkit.visibility import public

MAX_SHOWN = 2  # more would push the page itself off a phone's screen


@dataclass(frozen=True)
class Shown:
    """An announcement for readers of one language. The languages are empty if the text is in theirs."""

    announcement: Announcement
    text: str
    text_language: str
    link_text: str
    link_language: str
    page: Page | None

    @property
    def kind(self) -> str:
        return self.announcement.kind

    @property
    def is_emergency(self) -> bool:
        return self.announcement.is_emergency

    @property
    def is_over(self) -> bool:
        end = self.announcement.expire_at
        return end is not None and end <= timezone.now()

    def get_url(self, request=None) -> str:
        """Return the address of the live page, or the typed one; empty without a link or when the page is gone."""
        if self.page:
            return (self.page.get_url(request) or "") if self.page.live else ""
        return self.announcement.link_url


def announcements(request) -> list[Shown]:
    """Return the announcements to show now in the request's language, or those that a preview put on the request."""
    language = get_language()
    if hasattr(request, "_announcements"):
        return in_language(request._announcements, language)
    live = memo(("announcements", language), lambda: in_language(_live(), language))
    return [shown for shown in live if not shown.is_over][:MAX_SHOWN]


def in_language(announcements: list[Announcement], language: str) -> list[Shown]:
    """Return what readers of `language` see of `announcements`. Takes a query if a linked page is in another one."""
    pages = _pages_in([one.link_page for one in announcements if one.link_page], language)
    return [_shown(announcement, language, pages) for announcement in announcements]


def _live() -> list[Announcement]:
    """Published announcements that have not expired when the query runs."""
    return list(Announcement.objects.shown().select_related("link_page__locale"))


def _shown(announcement: Announcement, language: str, pages: dict) -> Shown:
    text, text_language = announcement.text.text_for(language)
    link_text, link_language = announcement.link_text.text_for(language)
    page = announcement.link_page
    return Shown(
        announcement,
        text,
        "" if text_language == language else text_language,
        link_text,
        "" if link_language == language else link_language,
        page and pages.get(page.translation_key, page),
    )


def _pages_in(pages: list[Page], language: str) -> dict:
    """Return the public translations of `pages` in `language` by translation key, without those already in it."""
    keys = {page.translation_key for page in pages if page.locale.language_code != language}
    if not keys:
        return {}
    translations = public(Page.objects.filter(translation_key__in=keys, locale__language_code=language))
    return {page.translation_key: page for page in translations}
