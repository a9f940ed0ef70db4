"""Previews and applies guided changes. A preview makes the change, describes it, and rolls it back."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.changes import description, engine
from schools.changes.agreement import Refused, check
from schools.changes.engine import ChangeRecorder
from schools.changes.models import ChangeSet, State
from schools.changes.work import lock
from schools.register.models import School
from toolkit.published_copy.dependencies import addresses_showing

from . import impact, profile_changes
from .impact import Impact


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
        _change_set, impact_of_change = make(kind, school, data, user)
        transaction.set_rollback(True)
    return impact_of_change


@transaction.atomic
def apply(kind, school: School | None, data: dict, user, *, digest: str) -> ChangeSet:
    """Make the change. Raises Outdated if its digest is not `digest`, and the same errors as `preview`."""
    change_set, impact_of_change = make(kind, school, data, user)
    check(digest, impact_of_change.digest)
    return change_set


def make(kind, school: School | None, data: dict, user) -> tuple[ChangeSet, Impact]:
    """Make the change in the current transaction and describe it."""
    lock()
    school = school and School.objects.select_related("campus").get(pk=school.pk)
    reason = data["reason"]
    change_set = ChangeSet.objects.create(
        kind=kind.name,
        state=State.APPLIED,
        name=str(school or data["name"])[:200],
        reason=reason,
        by=user,
        at=timezone.now(),
    )
    change = Change(change_set, user, ChangeRecorder(change_set, user=user, reason=reason), school=school)
    affected_schools = [school, data.get("successor")]
    profile_changes.lock_profiles(affected_schools)
    before = impact.pages_now(affected_schools)
    shown_on = addresses_showing([(school._meta.label_lower, str(school.pk))]) if school else []
    kind.do(change, data)
    result = _describe(change, before, impact.pages_now([*affected_schools, change.school]), shown_on)
    if result.is_empty:
        raise Refused(_("Nothing would change: the record already has these values."))
    assert change.school  # an opening has set it
    change_set.data = {
        "school": change.school.pk,
        "pages": change.pages,
        "redirects": change.redirects,
        "editors": change.editors,
    }
    change_set.preview = result.as_json()
    change_set.save()
    return change_set, result


def _describe(change: Change, before: dict, after: dict, shown_on: list[str]) -> Impact:
    """Describe `change`. `before` and `after` are the profiles, `shown_on` the addresses before."""
    records = list(change.change_set.records.all())
    objects = [(record.model, str(record.key)) for record in records]
    objects += [("wagtailcore.page", str(key)) for key in after]
    return Impact(
        records=description.describe(records),
        pages=impact.of_pages(before, after),
        redirects=impact.of_redirects(change.redirects),
        notes=change.notes,
        people=change.people,
        shown_on=list(dict.fromkeys([*shown_on, *addresses_showing(objects)])),
    )
