"""Inputs and rows of the editor's forms.

Wagtail's date picker silently turns a mistyped date into today, so a typo in a closing date would close a school.
`DateInput` leaves unreadable input as typed, so that the form refuses it.
"""

from django import forms
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput


class SentencesInput(AdminAutoHeightTextInput):
    """A growing text box for one or two sentences, stored as one line."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and " ".join(value.split())


class DateInput(AdminDateInput):
    def get_config(self):
        return super().get_config() | {"validateOnBlur": False}


# The browser's own time field, for the same reason.
TIME_INPUT = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class RowsFormMixin:
    """Match new inline rows with rows already in the database.

    A row saved in the background is sent as new again if the response with its key got lost.
    """

    def save(self, commit=True):
        for name, formset in self.formsets.items():
            saved = {_unique_values(row, formset): row.pk for row in getattr(self.instance, name).all() if row.pk}
            for form in formset.forms:
                if form.instance.pk is None:
                    form.instance.pk = saved.get(_unique_values(form.instance, formset))
        return super().save(commit)


def _unique_values(row, formset) -> tuple:
    """Return the values of a row that must be unique on its page; without such a rule, one that no other row has."""
    names = {name for rule in row._meta.total_unique_constraints for name in rule.fields} - {formset.fk.name}
    fields = [row._meta.get_field(name) for name in sorted(names)]
    return tuple(getattr(row, field.attname) for field in fields) or (id(row),)
