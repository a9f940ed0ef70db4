"""Fix links on pages, and say what happened."""

from collections.abc import Iterable

from django.contrib import messages
from django.utils.translation import ngettext
from wagtail.models import Locale, Page

from toolkit.visibility import public

from .addresses import replace
from .places import fix, point


def counterpart(target: Page, locale: Locale) -> Page:
    """Return `target` in the language `locale`, or the closest page above it that is public there."""
    above = target.get_ancestors(inclusive=True).filter(depth__gt=1)
    translations = Page.objects.filter(translation_key__in=above.values("translation_key"), locale=locale)
    return public(translations).order_by("-depth").first() or target


def point_to(page: Page, old_keys: Iterable[int], target: Page, user) -> bool | None:
    """Change the links of `page` to the pages `old_keys` to `target` in its language. Returns what `fix` does."""
    key = str(counterpart(target, page.locale).pk)
    changes = {(Page, str(old)): key for old in old_keys}
    return fix(page, lambda draft: point(draft, changes), user)


def change_address(page: Page, old: str, new: str, user) -> bool | None:
    return fix(page, lambda draft: replace(draft, old, new), user)


def report_fixed(request, results: list[bool | None], others: int = 0) -> None:
    """Show messages about the `results` of `fix`, and about `others` with links that it cannot change."""
    published, drafts, left = results.count(True), results.count(False), results.count(None) + others
    if published:
        text = ngettext("Links changed on %(count)s page.", "Links changed on %(count)s pages.", published)
        messages.success(request, text % {"count": published})
    if drafts:
        text = ngettext(
            "Links changed in the draft of %(count)s page. Publish it.",
            "Links changed in the drafts of %(count)s pages. Publish them.",
            drafts,
        )
        messages.warning(request, text % {"count": drafts})
    if left:
        text = ngettext(
            "%(count)s place still has the link. You find it under Reports, Links.",
            "%(count)s places still have the link. You find them under Reports, Links.",
            left,
        )
        messages.warning(request, text % {"count": left})
