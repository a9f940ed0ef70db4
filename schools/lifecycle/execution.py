"""Previews, applies, and undoes guided changes. For a preview, the change is made, described, and rolled back."""

import json
from dataclasses import asdict, dataclass, field

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from pages import redirects
from schools.changes import agreement, engine, undo
from schools.changes.agreement import Refused, check
from schools.changes.engine import ChangeRecorder
from schools.changes.models import ChangeSet, State
from schools.changes.work import lock
from schools.profiles.models import SchoolPage
from schools.register.history import NOTHING
from schools.register.models import School
from toolkit.published_copy.dependencies import addresses_showing

from . import profile_changes

MOST = 50  # addresses that are listed; the rest are only counted


@dataclass
class Impact:
    """What a change does. `records` and `pages` are what `engine.describe` returns.

    `redirects` are tuples of (old address, its target before, its target after). `notes` are sentences. `people` are
    names of users who get or lose access. `shown_on` are public addresses that show what changes, the nearest first.
    """

    records: list[dict] = field(default_factory=list)
    pages: list[dict] = field(default_factory=list)
    redirects: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    shown_on: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The digest of what the office agrees to. Leaves out `shown_on`, which can change every minute."""
        return agreement.digest([[*self.records, *self.pages], self.redirects, self.notes, self.people])

    @property
    def core(self) -> str:
        """What a planned change must still do on its day: the values of records, before and after, and redirects.

        Without the names of records, so that a school can be renamed before it moves.
        """
        return json.dumps([sorted([item["kind"], item["rows"]] for item in self.records), self.redirects])

    @property
    def named(self) -> list[str]:
        return self.shown_on[:MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.shown_on) - MOST)

    def as_json(self) -> dict:
        """Return data to store, without people's names."""
        return asdict(self) | {"people": []}


@dataclass
class Change(engine.Change):
    """One guided change while it is made.

    Its kind adds what it did to `pages` and `redirects`, in the format of their `restore`. `editors` are the keys of
    users who lose access. `notes` and `people` are for the preview.
    """

    school: School | None = None
    pages: list[dict] = field(default_factory=list)
    redirects: list[dict] = field(default_factory=list)
    editors: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def note(self, text: str, **values) -> None:
        """Add a sentence to the preview, with its values."""
        self.notes.append(text % values)

    def check_page(self, page) -> None:
        """Raise Refused if the user cannot change `page` now."""
        if reason := profile_changes.refusal(page, self.user):
            raise Refused(reason)


def preview(kind, school: School | None, data: dict, user) -> Impact:
    """Return what `kind` would do with `data`, the cleaned form. Raises Refused, or ValidationError by form field."""
    with transaction.atomic():
        _change_set, impact = make(kind, school, data, user)
        transaction.set_rollback(True)
    return impact


@transaction.atomic
def apply(kind, school: School | None, data: dict, user, *, digest: str) -> ChangeSet:
    """Make the change. Raises Outdated if its digest is not `digest`, and the same errors as `preview`."""
    change_set, impact = make(kind, school, data, user)
    check(digest, impact.digest)
    return change_set


def make(kind, school: School | None, data: dict, user) -> tuple[ChangeSet, Impact]:
    """Make the change in the current transaction and describe it."""
    lock()
    school = school and School.objects.select_related("campus").get(pk=school.pk)
    name, reason = str(school or data["name"])[:200], data["reason"]
    change_set = ChangeSet.objects.create(
        kind=kind.name, state=State.APPLIED, name=name, reason=reason, by=user, at=timezone.now()
    )
    change = Change(change_set, user, ChangeRecorder(change_set, user=user, reason=reason), school=school)
    affected_schools = [school, data.get("successor")]
    profile_changes.lock_profiles(affected_schools)
    before = _pages(affected_schools)
    shown_on = addresses_showing([(school._meta.label_lower, str(school.pk))]) if school else []
    kind.do(change, data)
    assert change.school  # an opening has set it
    impact = _describe(change, before, _pages([*affected_schools, change.school]), shown_on)
    if not (impact.records or impact.pages or impact.redirects):
        raise Refused(_("Nothing would change: the record already has these values."))
    done = {"pages": change.pages, "redirects": change.redirects, "editors": change.editors}
    change_set.data = done | {"school": change.school.pk}
    change_set.preview = impact.as_json()
    change_set.save()
    return change_set, impact


def _describe(change: Change, before: dict, after: dict, shown_on: list[str]) -> Impact:
    """Describe `change`. `before` and `after` are the profiles, `shown_on` the addresses before."""
    records = list(change.change_set.records.all())
    objects = [(record.model, str(record.key)) for record in records]
    objects += [("wagtailcore.page", str(key)) for key in after]
    return Impact(
        records=engine.describe(records),
        pages=_of_pages(before, after),
        redirects=_of_redirects(change.redirects),
        notes=change.notes,
        people=change.people,
        shown_on=list(dict.fromkeys([*shown_on, *addresses_showing(objects)])),
    )


def _pages(schools) -> dict[int, tuple[str, dict[str, str]]]:
    """Return the names and summaries of the profiles of `schools` as they are now, by key."""
    pages = profile_changes.profiles_of(schools)
    return {page.pk: (f"{page.title} ({page.locale})", profile_changes.summary_of(page)) for page in pages}


def _of_pages(before: dict, after: dict) -> list[dict]:
    """Return the changes between two results of `_pages`."""
    result = []
    for key, (name, _summary) in (before | after).items():
        old, new = before.get(key, ("", {}))[1], after.get(key, ("", {}))[1]
        rows = [(label, old.get(label) or NOTHING, new.get(label) or NOTHING) for label in old | new]
        changed = [(label, was, now) for label, was, now in rows if was != now]
        if changed:
            result.append({"name": name, "kind": _("profile"), "rows": changed})
    return result


def _of_redirects(changes: list[dict], *, back: bool = False) -> list[tuple[str, str, str]]:
    result = []
    for change in changes:
        before, after = (change["after"], change["before"]) if back else (change["before"], change["after"])
        old_path = (change["after"] or change["before"])["old_path"]
        old, new = (redirects.target_of(row) if row else NOTHING for row in (before, after))
        result.append((f"{old_path}/", old, new))
    return result


def preview_undo(change_set: ChangeSet, user) -> Impact:
    """Return what undoing the change would do. Raises Refused with the names of what blocks it."""
    with transaction.atomic():
        impact = _take_back(change_set, user, reason="")
        transaction.set_rollback(True)
    return impact


@transaction.atomic
def take_back(change_set: ChangeSet, user, *, reason: str, digest: str) -> None:
    """Undo the change: all of it. Raises Outdated if its digest is not `digest`, and Refused like `preview_undo`."""
    check(digest, _take_back(change_set, user, reason=reason).digest)


def _take_back(change_set: ChangeSet, user, *, reason: str) -> Impact:
    lock()
    data, records = change_set.data, list(change_set.records.all())
    of_schools = [record for record in records if record.model == undo.SCHOOL]
    schools = list(School.objects.filter(pk__in=[record.key for record in of_schools]))
    opened = School.objects.filter(pk__in=[record.key for record in of_schools if record.before is None])
    profile_changes.lock_profiles(schools)
    before, impact = _pages(schools), Impact(records=engine.describe(records, back=True))
    impact.redirects = _of_redirects(data["redirects"], back=True)
    blockers = [*profile_changes.changed_since(data["pages"]), *redirects.changed_since(data["redirects"])]
    undo.refuse_changed(blockers + [name for names in undo.used_teams(opened).values() for name in names])
    new, changed = ([page for page in data["pages"] if bool(page["before"]) is is_old] for is_old in (False, True))
    for page in SchoolPage.objects.filter(pk__in=[page["page"] for page in changed]):
        if refusal := profile_changes.refusal(page, user):
            raise Refused(refusal)
    for page_change in new:
        profile_changes.restore(page_change, user)
    undo.undo(change_set, user=user, reason=reason or _("Undone."))
    try:
        for page_change in changed:
            profile_changes.restore(page_change, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    redirects.restore(data["redirects"])
    impact.people = _restore_editors(data)
    if impact.people:
        impact.notes.append(_("The school’s editors can edit it again."))
    impact.pages = _of_pages(before, _pages(schools))
    impact.shown_on = addresses_showing([(record.model, str(record.key)) for record in records])
    return impact


def _restore_editors(data: dict) -> list[str]:
    """Add the former editors to the school's group if it is empty now. Return their names."""
    school = School.objects.filter(pk=data["school"]).select_related("team__group").first()
    group = school and getattr(school, "team", None) and school.team.group
    if not group or not data["editors"] or group.user_set.exists():
        return []
    users = get_user_model().objects.filter(pk__in=data["editors"], is_active=True).order_by("pk")
    group.user_set.add(*users)
    return [get_user_display_name(user) for user in users]
