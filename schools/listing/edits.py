"""Bulk edits: their form, and the kind of change that gives many schools the same values for the same fields.

Additions to and removals from lists are computed from the current register each time, so changes made in the meantime
are not lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import engine, jobs, kinds
from schools.changes.engine import Change
from schools.changes.models import ChangeSet
from schools.changes.work import chunks
from schools.register import history, record_fields
from schools.register.models import ChoicesField, School, WeekField
from toolkit.dates import day

EDIT = "edit"
SET, ADD, REMOVE = "set", "add", "remove"  # ADD and REMOVE: list fields only
LEAVE, EMPTY = "", "empty"  # actions of the form only: no edit, or one that sets nothing
WEEK = "week_hours"  # a field of the form only; an edit is of one day
WORDS = {
    LEAVE: gettext_lazy("Leave as it is"),
    SET: gettext_lazy("Set to this"),
    ADD: gettext_lazy("Add these"),
    REMOVE: gettext_lazy("Remove these"),
    EMPTY: gettext_lazy("Clear it"),
}


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
        data = change.change_set.data
        problems: list[dict] = []
        unchanged: list[str] = []
        closed: list[str] = []
        done = 0
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
                        closed += [name] if stored[key].is_closed else []
                    done += 1
                    change.progress(done, len(data["schools"]))
        preview = engine.described(change.change_set)
        counts = {"changed": len(preview["changed"]), "unchanged": len(unchanged), "problems": len(problems)}
        return preview | {"problems": problems, "unchanged": unchanged, "closed": closed, "counts": counts}


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


def _is_list(name: str) -> bool:
    if name == WEEK:
        return False
    field = School._meta.get_field(name)
    return field.many_to_many or isinstance(field, ChoicesField)


OF_A_TEXT, OF_A_LIST = (LEAVE, SET, EMPTY), (LEAVE, ADD, REMOVE, SET, EMPTY)
# Each question of the form: its fields and its actions.
QUESTIONS = {
    **{
        name: ([name], OF_A_LIST if _is_list(name) else OF_A_TEXT)
        for name in record_fields.asked(record_fields.names(is_bulk=True))
    },
    "details_as_of": (["details_as_of", "details_source"], (LEAVE, SET)),
}
TICKED = 100  # schools shown with a checkbox each; if there are more, the form shows only how many


class EditForm(forms.Form):
    """Changes for `schools`, which were selected in the listing. The form can leave some of them out."""

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.all_schools = schools
        names = [name for names, _dos in QUESTIONS.values() for name in names]
        widgets = {"programs": forms.CheckboxSelectMultiple, "details_as_of": day()}
        model_fields = forms.fields_for_model(School, names, widgets=widgets) | {WEEK: WeekField(is_partial=True)}
        for question, (names, dos) in QUESTIONS.items():
            self.fields[f"do_{question}"] = forms.ChoiceField(
                label=gettext_lazy("Action"), choices=[(do, WORDS[do]) for do in dos], required=False
            )
            self.fields |= {name: model_fields[name] for name in names}
        if len(schools) <= TICKED:
            choices = School.objects.filter(pk__in=[school.pk for school in schools])
            self.fields["schools"] = forms.ModelMultipleChoiceField(
                choices, label=gettext_lazy("Schools"), initial=choices, widget=forms.CheckboxSelectMultiple
            )

    @property
    def questions(self) -> Iterator[dict]:
        """Each question with its bound fields, for the template."""
        for question, (names, _dos) in QUESTIONS.items():
            fields = [self[name] for name in names]
            do = self[f"do_{question}"]
            yield {"label": fields[0].label, "do": do, "fields": fields, "is_one": len(fields) == 1}

    def label_of(self, name: str) -> str:
        (asked,) = record_fields.asked([name])
        return str(self.fields[asked].label)

    def clean(self):
        cleaned = super().clean()
        if "schools" not in self.fields:
            cleaned["schools"] = self.all_schools
        for question, (names, _dos) in QUESTIONS.items():
            do, value = cleaned.get(f"do_{question}"), any(cleaned.get(name) for name in names)
            if self.errors.keys() & {f"do_{question}", *names}:
                continue
            if do in (SET, ADD, REMOVE) and not cleaned.get(names[0]):
                self.add_error(names[0], gettext_lazy("Choose a value, or choose another action."))
            elif do in (LEAVE, EMPTY) and value:
                self.add_error(f"do_{question}", gettext_lazy("You chose a value below. Choose an action for it."))
        if not self.errors and not self.edits:
            raise ValidationError(gettext_lazy("Choose at least one field and an action."))
        return cleaned

    @property
    def edits(self) -> list[Edit]:
        """The requested edits. The form must be valid."""
        result = []
        for question, (names, _dos) in QUESTIONS.items():
            do = self.cleaned_data[f"do_{question}"]
            if do:
                result += [edit for name in names for edit in self._edits(name, do)]
        return result

    def _edits(self, name: str, do: str) -> list[Edit]:
        if name != WEEK:
            return [Edit(SET if do == EMPTY else do, name, self._value(name))]
        week = dict.fromkeys(record_fields.DAYS, "") if do == EMPTY else self.cleaned_data[name]
        return [Edit(SET, f"hours_{day}", hours) for day, hours in week.items()]

    def _value(self, name: str):
        """Return the value as JSON can hold it."""
        value = self.cleaned_data[name]
        if isinstance(value, QuerySet):
            return [item.pk for item in value]
        if isinstance(value, str):
            return " ".join(value.split())
        return value.isoformat() if isinstance(value, date) else value
