"""Changes of profiles in a guided change: drafts, new addresses, taking down, and undoing these. Drafts stay drafts."""

import uuid
from datetime import date, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page, Revision

from pages import redirects
from schools.profiles.models import SchoolIndexPage, SchoolPage
from toolkit.dates import midnight

# Fields of a page that Wagtail sets when it saves or publishes a revision.
OF_PUBLISHING = {
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "first_published_at",
    "last_published_at",
    "has_unpublished_changes",
    "live",
    "expired",
    "url_path",
    "draft_title",
}


def profiles_of(schools) -> list[SchoolPage]:
    """Return the profiles of `schools`, read from the database now."""
    profiles = SchoolPage.objects.filter(school__in=[school.pk for school in schools if school and school.pk])
    return list(profiles.select_related("locale").order_by("school", "locale"))


def lock_profiles(schools) -> None:
    """Lock the profiles of `schools` until the end of the transaction."""
    keys = [page.pk for page in profiles_of(schools)]
    list(Page.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def live_profiles_of(school) -> list[SchoolPage]:
    return [page for page in profiles_of([school]) if page.live]


def refusal(page: SchoolPage, user) -> str:
    """Return why `user` cannot publish changes of `page` now; empty if they can."""
    rights = page.permissions_for_user(user)
    words = {"title": page.title, "language": page.locale}
    if not rights.can_publish():
        return _("You do not have permission to publish the profile “%(title)s” (%(language)s).") % words
    if page.current_workflow_state:
        return _("The profile “%(title)s” (%(language)s) is waiting for approval. Approve or return it first.") % words
    if page.revisions.filter(approved_go_live_at__isnull=False).exists():
        return (
            _("A version of the profile “%(title)s” (%(language)s) is scheduled. Publish or cancel it first.") % words
        )
    if rights.page_locked():  # by a person; the two checks above cover Wagtail's automatic locks
        return _("The profile “%(title)s” (%(language)s) is locked. Unlock it first.") % words
    return ""


def create_drafts(school, user) -> list[dict]:
    """Create an empty draft for `school` below each school list. Return what was done, for `restore`."""
    key, changes = uuid.uuid4(), []
    for parent in SchoolIndexPage.objects.select_related("locale").order_by("locale"):
        page = SchoolPage(school=school, title=school.name, slug=school.slug, live=False, owner=user)
        page.locale, page.translation_key = parent.locale, key
        parent.add_child(instance=page)
        page.save_revision(user=user, log_action=True)
        changes.append({"page": page.pk, "before": None, "after": _state(page)})
    return changes


def change_address(page: SchoolPage, user, slug: str) -> tuple[dict, list[dict]]:
    """Give the live `page` the address `slug`, with redirects from the old one.

    Returns what was done to the page and to redirects, for their `restore`.
    """
    old_addresses, change = redirects.addresses(page), save(page, user, slug=slug)
    saved_page = SchoolPage.objects.get(pk=page.pk)
    redirect_changes = [
        *redirects.remove_from(redirects.addresses(saved_page), saved_page),
        *redirects.add(old_addresses, saved_page),
    ]
    return change, redirect_changes


def take_down(page: SchoolPage, user, last_day: date) -> dict:
    """Unpublish the live `page` now if `last_day` is over. Otherwise schedule it for the night after that day."""
    if last_day >= timezone.localdate():
        moment = midnight(last_day + timedelta(days=1))
        return save(page, user, expire_at=min(page.expire_at or moment, moment))
    before = _before(page)
    page.unpublish(user=user)
    return _done(page, before)


def save(page: SchoolPage, user, **fields) -> dict:
    """Publish the live version of `page` with `fields` and its school's name. A newer draft gets them, and stays one.

    Returns what was done, for `restore`.
    """
    before, draft = _before(page), page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    _save_both(page if page.live else None, draft, user, fields, fields)
    return _done(page, before)


def _done(page: SchoolPage, before: dict) -> dict:
    return {"page": page.pk, "before": before, "after": _state(SchoolPage.objects.get(pk=page.pk))}


def _save_both(live: SchoolPage | None, draft: SchoolPage | None, user, of_live: dict, of_draft: dict) -> None:
    for page, fields in ((live, of_live), (draft, of_draft)):
        for name, value in fields.items() if page else ():
            setattr(page, name, value)
    if live:
        live.save_revision(user=user, log_action=True).publish(user=user)
    if draft:
        draft.save_revision(user=user, log_action=True)


def changed_since(changes: list[dict]) -> list[str]:
    """Return the titles of the profiles in `changes` that someone has changed since."""
    pages_by_key = {page.pk: page for page in SchoolPage.objects.filter(pk__in=[change["page"] for change in changes])}
    names = []
    for change in changes:
        page = pages_by_key.get(change["page"])
        if page is None:
            names.append(_("a profile that no longer exists"))
        elif not _is_as(_state(page), _after_schedule(change["after"])):
            names.append(f"{page.title} ({page.locale})")
    return names


def restore(change: dict, user) -> None:
    """Restore one profile. `change` is an item of what this module's functions returned."""
    page, before = SchoolPage.objects.get(pk=change["page"]), change["before"]
    if before is None:
        DeletePageAction(page, user=user).execute(skip_permission_checks=True)
        return
    old_addresses, of_draft = redirects.addresses(page), before["of_draft"]
    draft = page.get_latest_revision_as_object() if of_draft else None
    _save_both(page if before["live"] else None, draft, user, _fields(before), of_draft and _fields(of_draft))
    if page.slug != change["after"]["slug"]:
        redirects.delete_automatic(old_addresses, page)


def _fields(state: dict) -> dict:
    return {"slug": state["slug"], "expire_at": state["until"] and parse_datetime(state["until"])}


def _before(page: SchoolPage) -> dict:
    """Return the state for `restore`. A draft can have another address and expiry than the live page."""
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    return _state(page) | {"of_draft": draft and _state(draft)}


def _state(page: SchoolPage) -> dict:
    return {
        "slug": page.slug,
        "live": page.live,
        "until": page.expire_at and page.expire_at.isoformat(),
        "draft": page.has_unpublished_changes,
        "revision": page.latest_revision_id,
    }


def _is_as(now: dict, then: dict) -> bool:
    """Return whether a profile is unchanged. Undoing a later change leaves a newer revision with the same content."""
    versions = [_content(state["revision"]) if now["revision"] != then["revision"] else {} for state in (now, then)]
    return now | {"revision": versions[0]} == then | {"revision": versions[1]}


def _content(revision: int) -> dict:
    """Return the content of a revision without the fields that publishing sets, or its key if it is gone."""
    content = Revision.objects.filter(pk=revision).values_list("content", flat=True).first() or {"gone": revision}
    return {name: value for name, value in content.items() if name not in OF_PUBLISHING}


def _after_schedule(state: dict) -> dict:
    """Return `state` as it is now if only Wagtail's schedule has changed the page since."""
    until = state["until"] and parse_datetime(state["until"])
    if state["live"] and until and until <= timezone.now():
        return state | {"live": False, "draft": True}
    return state


def summary_of(page: SchoolPage) -> dict[str, str]:
    """Return labels and texts of what visitors and editors see of `page`."""
    until = timezone.localtime(page.expire_at) if page.expire_at else None
    return {
        _("Web address"): page.url or "",
        _("Status"): capfirst(str(page.status_string)),
        _("Taken down on"): date_format(until, "DATETIME_FORMAT") if until else "",
        _("Title"): page.title,
    }
