"""The bulk edit form: leave, set, or clear each field, or add to and remove from its list."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from schools.register import record_fields
from schools.register.models import ChoicesField, School, WeekField
from toolkit.dates import day

from .edits import ADD, REMOVE, SET, Edit

LEAVE, EMPTY = "", "empty"
WEEK = "week_hours"  # a field of the form only; an edit is of one day
WORDS = {
    LEAVE: _("Leave as it is"),
    SET: _("Set to this"),
    ADD: _("Add these"),
    REMOVE: _("Remove these"),
    EMPTY: _("Clear it"),
}


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
                label=_("Action"), choices=[(do, WORDS[do]) for do in dos], required=False
            )
            self.fields |= {name: model_fields[name] for name in names}
        if len(schools) <= TICKED:
            self.fields["schools"] = forms.TypedMultipleChoiceField(
                label=_("Schools"),
                choices=[(school.pk, school.name) for school in schools],
                initial=[school.pk for school in schools],
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
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

    def clean_schools(self):
        keys = set(self.cleaned_data["schools"])
        return [school for school in self.all_schools if school.pk in keys]

    def clean(self):
        cleaned = super().clean()
        if "schools" not in self.fields:
            cleaned["schools"] = self.all_schools
        for question, (names, _dos) in QUESTIONS.items():
            do, value = cleaned.get(f"do_{question}"), any(cleaned.get(name) for name in names)
            if self.errors.keys() & {f"do_{question}", *names}:
                continue
            if do in (SET, ADD, REMOVE) and not cleaned.get(names[0]):
                self.add_error(names[0], _("Choose a value, or choose another action."))
            elif do in (LEAVE, EMPTY) and value:
                self.add_error(f"do_{question}", _("You chose a value below. Choose an action for it."))
        if not self.errors and not self.edits:
            raise forms.ValidationError(_("Choose at least one field and an action."))
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
