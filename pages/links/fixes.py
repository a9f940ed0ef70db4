"""Fix links, and say what happened."""

from collections.abc import Iterable, Mapping

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


def change_links(records: Iterable, leads_to: Mapping[Page, Page], user) -> list[bool | None]:
    """Change the links of `records` to the pages `leads_to` to the page of each. Returns what `fix` does."""
    changes = {(Page, str(old.pk)): str(new.pk) for old, new in leads_to.items()}
    return [fix(record, lambda version: point(version, changes), user) for record in records]


def change_address(page: Page, old: str, new: str, user) -> bool | None:
    return fix(page, lambda version: replace(version, old, new), user)


def report_fixed(request, results: list[bool | None]) -> None:
    """Show messages about the `results` of `fix`."""
    published, drafts, left = results.count(True), results.count(False), results.count(None)
    if published:
        text = ngettext("Links changed in %(count)s place.", "Links changed in %(count)s places.", published)
        messages.success(request, text % {"count": published})
    if drafts:
        text = ngettext(
            "Links changed in %(count)s draft. Visitors see them once it is published.",
            "Links changed in %(count)s drafts. Visitors see them once these are published.",
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
