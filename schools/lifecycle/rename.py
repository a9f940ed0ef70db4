"""Renaming a school. Its profiles get the new name automatically, a new address only on request."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.changes import verbs

from . import profile_changes
from .execution import Change


def do(change: Change, data: dict) -> None:
    school = change.school
    is_renamed = data["name"] != school.name
    if is_renamed:
        _rename(change, data)
    for page in profile_changes.profiles_of([school]):  # read now, they carry the new name
        slug = data.get(f"address_{page.pk}") or page.slug
        if slug != page.slug:
            change.check_page(page)
            page_change, redirect_changes = profile_changes.change_address(page, change.user, slug)
            change.pages.append(page_change)
            change.redirects += redirect_changes
        elif is_renamed:
            if not profile_changes.refusal(page, change.user):
                change.pages.append(profile_changes.save_new_title(page, change.user))
            if page.live:
                change.notes.append(_("The web address stays %(address)s.") % {"address": page.url})
    _add_notes(change)


def _rename(change: Change, data: dict) -> None:
    school, old_name = change.school, change.school.name
    verbs.rename(school, data["name"], last_seen=data["day"], source=data["source"])
    change.recorder.save(school)
    month = date_format(data["day"], "YEAR_MONTH_FORMAT")
    change.notes.append(
        _("“%(name)s” stays as a former name, last used in %(month)s. Families can still find the school by it.")
        % {"name": old_name, "month": month}
    )


def _add_notes(change: Change) -> None:
    school = change.school
    change.notes.append(
        _("The short name “%(slug)s” stays. Files, comparisons, and saved schools depend on it.")
        % {"slug": school.slug}
    )
    for page in profile_changes.profiles_of([school]):
        words = {"title": page.title, "language": page.locale}
        if not page.live:
            change.notes.append(
                _(
                    "The profile in %(language)s is not public. It gets the new name. Change its address in "
                    "the page editor."
                )
                % words
            )
        elif page.has_unpublished_changes:
            change.notes.append(
                _("The pending draft in %(language)s stays a draft, with the new name and address.") % words
            )
