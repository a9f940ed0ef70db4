"""A page is private in every language or in none, whichever of its translations that is set on."""

from contextvars import ContextVar

from wagtail.models import Locale, Page, PageViewRestriction

HOME_DEPTH = 2  # of the home page in each language

_sharing = ContextVar("sharing privacy", default=False)  # what this module saves is not followed again


def share_privacy(page: Page) -> None:
    """Give the translations of `page` its restriction, or take theirs away.

    The home page of a further language can be closed alone, as before its first publication. So opening the one in the
    default language does not open it.
    """
    if _sharing.get() or not _leads(page):
        return
    token = _sharing.set(True)
    try:
        restriction = page.view_restrictions.first()
        for translation in page.get_translations():
            if translation.depth > HOME_DEPTH or restriction is not None:
                _set(translation, restriction)
    finally:
        _sharing.reset(token)


def take_over_privacy(page: Page) -> None:
    """Give `page`, a new translation, the restriction that the others have."""
    restrictions = PageViewRestriction.objects.filter(page__translation_key=page.translation_key)
    if restriction := restrictions.exclude(page=page).select_related("page").first():
        share_privacy(restriction.page)


def _leads(page: Page) -> bool:
    return page.locale_id == Locale.get_default().pk or page.depth > HOME_DEPTH


def _set(page: Page, restriction: PageViewRestriction | None) -> None:
    if restriction is None:
        page.view_restrictions.all().delete()
        return
    values = {"restriction_type": restriction.restriction_type, "password": restriction.password}
    copy, _created = PageViewRestriction.objects.update_or_create(page=page, defaults=values)
    copy.groups.set(restriction.groups.all())
