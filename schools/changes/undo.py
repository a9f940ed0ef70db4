"""Undo a change: restore everything, or change nothing and name the records that prevent it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.models import Collection, CollectionMember

from schools.register.following import stored, together
from schools.register.models import School, SchoolTeam
from schools.register.recorder import Recorder

from .agreement import Refused
from .engine import content
from .models import ChangeSet, RecordChange, State
from .work import Progress, at_work, chunks, lock, no_progress

SCHOOL = School._meta.label_lower
Keys = dict[Any, set[int]]  # by model


@dataclass
class Undoing:
    """Names of the records that an undo restores or removes; `changed`: those changed, used, or deleted since."""

    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def note(self, entry: RecordChange, record, used: Keys) -> None:
        if record is None or not _is_unchanged(record, entry.after) or entry.key in used[type(record)]:
            self.changed.append(entry.name)
        else:
            (self.restored if entry.before else self.removed).append(entry.name)


def look(change_set: ChangeSet, *, progress: Progress = no_progress) -> Undoing:
    """Return what undoing the change would do."""
    result, entries = Undoing(), _entries(change_set)
    used = _used(entries)
    for number, (entry, record) in enumerate(_with_records(entries), 1):
        result.note(entry, record, used)
        progress(number, len(entries))
    return result


def undo(change_set: ChangeSet, *, user=None, reason: str = "", progress: Progress = no_progress) -> Undoing:
    """Undo the change. Raises Refused, with names, if a record has changed since."""
    with at_work(change_set.pk, progress) as report:
        lock()
        change_set = ChangeSet.objects.get(pk=change_set.pk)
        if change_set.at is None or change_set.undone_at:
            raise Refused(_("This was not applied, or was already undone."))
        reason = reason or _("The import “%(name)s” was undone.") % {"name": change_set.name}
        result = _undo(change_set, Recorder(user=user, reason=reason, undone=change_set.pk), report)
        change_set.state, change_set.undone_at, change_set.undone_by = State.UNDONE, timezone.now(), user
        change_set.data["undo_reason"] = reason
        change_set.save()
    return result


def refuse_changed(names: list[str]) -> None:
    """Raise Refused if someone has changed anything since: the `names`."""
    if names:
        text = _("Someone has changed these since: %(names)s. Undo those changes first.")
        raise Refused(text % {"names": "; ".join(names)})


def _undo(change_set: ChangeSet, recorder: Recorder, report: Progress) -> Undoing:
    result, entries = Undoing(), _entries(change_set)
    added, used = [entry for entry in entries if entry.before is None], _used(entries)
    done, total = 0, len(entries) + len(added)
    for chunk in chunks(entries):
        with recorder.together():
            for entry, record in _with_records(chunk):
                result.note(entry, record, used)
                if entry.before and not result.changed:
                    _restore(entry, record, recorder)
                done += 1
                report(done, total)
    refuse_changed(result.changed)  # what was restored until then is rolled back
    for model, keys in _by_model(added).items():  # last, because no school may use an added campus any longer
        for some in chunks(list(keys)):
            _remove(model, some, recorder)
            done += len(some)
            report(done, total)
    return result


def _entries(change_set: ChangeSet) -> list[RecordChange]:
    """Return what the change did to records, schools first because they refer to the others."""
    return sorted(change_set.records.all(), key=lambda entry: entry.model != SCHOOL)


def _by_model(entries: list[RecordChange]) -> Keys:
    keys: Keys = {}
    for entry in entries:
        keys.setdefault(apps.get_model(entry.model), set()).add(entry.key)
    return keys


def _with_records(entries: list[RecordChange]) -> Iterator[tuple[RecordChange, Any]]:
    """Yield each entry with its record as it is stored now, or None."""
    for chunk in chunks(entries):
        records = {model._meta.label_lower: stored(model, keys) for model, keys in _by_model(chunk).items()}
        for entry in chunk:
            yield entry, records[entry.model].get(entry.key)


def _used(entries: list[RecordChange]) -> Keys:
    """Return the added records to which anything refers besides the records of the change and their lists.

    A relation that its model hides (`related_name="+"`) does not count: that is how derived tables refer to a school.
    Of other models, only rows count that hold `HOLDS`, if the model says so.
    """
    own = _by_model(entries)
    used: Keys = {model: set() for model in own}
    for model, keys in _by_model([entry for entry in entries if entry.before is None]).items():
        for some in chunks(list(keys)):
            for relation in model._meta.related_objects:
                used[model].update(_referred_to(relation, some, own))
            if model is School:
                used[model].update(used_teams(School.objects.filter(pk__in=some)))
    return used


def _referred_to(relation, keys: list[int], own: Keys) -> set[int]:
    """Return those of `keys` to which the relation's model refers, without rows of the change's `own` records."""
    other, name = relation.related_model, relation.field.name
    if other is SchoolTeam:  # `used_teams` looks at what people have added to it
        return set()
    rows = other._base_manager.filter(getattr(other, "HOLDS", Q()), **{f"{name}__in": keys})
    parent = next((one for one in other._meta.concrete_fields if isinstance(one, ParentalKey)), None)
    of_own = own.get(parent.related_model if parent else other, set())
    return set(rows.exclude(**{f"{parent.name if parent else 'pk'}__in": of_own}).values_list(name, flat=True))


def used_teams(schools: QuerySet) -> dict[int, list[str]]:
    """Return by school what has been added to its team since, in words: editors, pictures and documents."""
    teams = SchoolTeam.objects.filter(school__in=schools).select_related("school")
    labels: dict[int, list[str]] = defaultdict(list)
    for team in teams.filter(group__user__isnull=False).distinct():
        labels[team.school_id].append(_("editors of %(school)s") % {"school": team.school.name})
    with_children = Collection.objects.filter(school_team__in=teams, numchild__gt=0)
    filled = set(with_children.values_list("pk", flat=True))  # what is in them would go with them
    for model in apps.get_models():
        if issubclass(model, CollectionMember):
            filled |= set(
                model._default_manager.filter(collection__school_team__in=teams).values_list("collection", flat=True)
            )
    for team in teams.filter(collection__in=filled):
        labels[team.school_id].append(_("pictures and documents of %(school)s") % {"school": team.school.name})
    return labels


def _restore(entry: RecordChange, record, recorder: Recorder) -> None:
    """Give `record` the values from before the change, where the change has set them."""
    recorder.note(record)
    before = entry.before or {}
    changed = {name: value for name, value in before.items() if entry.after.get(name) != value}
    state = _from_data(type(record), {**changed, "pk": record.pk})
    if state is None:
        raise Refused(_("%(name)s: the record it belonged to no longer exists.") % {"name": entry.name})
    for name in changed:
        field = record._meta.get_field(name)
        if field.one_to_many or field.many_to_many:
            setattr(record, name, list(getattr(state, name).all()))
        else:
            setattr(record, field.attname, getattr(state, field.attname))
    # Check what changed, and what must be unique together with that.
    rules = [set(rule.fields) for rule in record._meta.total_unique_constraints if changed.keys() & set(rule.fields)]
    try:
        record.full_clean(exclude={field.name for field in record._meta.fields} - changed.keys() - set().union(*rules))
    except ValidationError as error:
        raise Refused(f"{entry.name}: {' '.join(error.messages)}") from error
    recorder.save(record, clean=False)


def _is_unchanged(record, data: dict) -> bool:
    """Return whether `record`, as it was read, is what `data` says. Fields newer than the snapshot do not count."""
    now = content(record)
    return {name: now.get(name) for name in data} == data


def _from_data(model, data: dict):
    """Return the unsaved record that `data` describes, or None if it refers to something deleted."""
    try:
        return School.from_serializable_data(data) if model is School else model_from_serializable_data(model, data)
    except Exception:  # modelcluster raises nothing more specific if a protected object is gone
        return None


def _remove(model: Any, keys: list[int], recorder: Recorder) -> None:
    records = model._default_manager.filter(pk__in=keys)
    recorder.delete(records)
    try:
        if model is School:
            _delete_schools(records)
        else:
            with together():
                records.delete()
    except ProtectedError as error:
        names = {
            str(getattr(one, field.name))
            for one in error.protected_objects
            for field in one._meta.fields
            if field.related_model is model
        }
        raise Refused(
            _("%(name)s is in use: %(by)s.")
            % {"name": ", ".join(sorted(names)), "by": ", ".join(map(str, error.protected_objects))}
        ) from error


def _delete_schools(schools: QuerySet) -> None:
    """Delete the schools, with the groups and the empty collections of their teams."""
    teams = SchoolTeam.objects.filter(school__in=schools)
    collections = list(teams.values_list("collection", flat=True))
    Group.objects.filter(school_team__in=teams).delete()
    with together():
        schools.delete()
    Collection.objects.filter(pk__in=collections).delete()
