"""Bulk edits as a kind of change: the same values for the same fields of many schools.

Additions to and removals from lists are computed from the current register each time, so changes made in the meantime
are not lost.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import description, jobs, kinds
from schools.changes.engine import Change
from schools.changes.models import ChangeSet
from schools.changes.work import chunks
from schools.register import history
from schools.register.models import ChoicesField, School

EDIT = "edit"
SET, ADD, REMOVE = "set", "add", "remove"  # ADD and REMOVE: list fields only


@dataclass(frozen=True)
class Edit:
    """One change to a field. `value` is what JSON can hold of it: for related objects, their keys."""

    do: str
    field: str
    value: Any

    def apply(self, school: School) -> bool:
        """Set the field of `school`, which is not saved. Return whether that changes it."""
        field, now = School._meta.get_field(self.field), getattr(school, self.field)
        if field.many_to_many:
            now = [item.pk for item in now.all()]
        value = self._listed(now) if isinstance(self.value, list) else field.to_python(self.value)
        if isinstance(field, ChoicesField):
            value = [code for code, _label in field.base_field.choices if code in value]
        if isinstance(value, set):
            setattr(school, self.field, list(field.related_model._default_manager.filter(pk__in=value)))
            return value != {*now}
        setattr(school, self.field, value)
        return value != now

    def _listed(self, now: list) -> set:
        """Return the new items of a list that is `now`."""
        items = {*self.value}
        return {SET: items, ADD: {*now} | items, REMOVE: {*now} - items}[self.do]


def receive(name: str, schools: Iterable[School], edits: Iterable[Edit], *, user) -> ChangeSet:
    """Create a change for the edits of `schools`, and preview it."""
    data = {"schools": [[school.pk, school.name] for school in schools], "edits": [asdict(edit) for edit in edits]}
    change_set = ChangeSet.objects.create(kind=EDIT, name=name[:200], data=data, by=user)
    jobs.look(change_set)
    return change_set


class BulkEdit(kinds.Kind):
    name, label, url_name = EDIT, gettext_lazy("Bulk edit"), "schools_bulk_edit"
    writes_to_preview = True

    def is_slow_to_preview(self, change_set):
        return len(change_set.data["schools"]) > self.at_once

    def make(self, change):
        data, problems, unchanged, done = change.change_set.data, list[dict](), list[str](), 0
        edits = [Edit(**edit) for edit in data["edits"]]
        for chunk in chunks(data["schools"]):
            with change.recorder.together():
                stored = change.recorder.read(School, [key for key, _name in chunk])
                for key, name in chunk:
                    if key not in stored:
                        text = _("“%(school)s” is no longer in the register.") % {"school": name}
                        problems.append({"school": "", "column": "", "text": text})
                    elif sum(edit.apply(stored[key]) for edit in edits) == 0:
                        unchanged.append(name)
                    else:
                        problems += _save(change, stored[key])
                    done += 1
                    change.progress(done, len(data["schools"]))
        preview = description.as_json(change.change_set)
        counts = {"changed": len(preview["changed"]), "unchanged": len(unchanged), "problems": len(problems)}
        return preview | {"problems": problems, "unchanged": unchanged, "counts": counts}


def _save(change: Change, school: School) -> list[dict]:
    """Save the school, or return why it is not valid."""
    try:
        school.full_clean(exclude={"campus", "successor"}, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        labels = dict(history.fields(School))
        messages = [(labels.get(name, ""), text) for name, texts in error.message_dict.items() for text in texts]
        return [{"school": school.name, "column": label, "text": text} for label, text in messages]
    change.recorder.save(school, clean=False)
    return []
