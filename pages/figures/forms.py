from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from pages.editor.row_forms import RowsFormMixin
from pages.figures.periods import period
from pages.texts import MAIN


class FigureValueForm(WagtailAdminModelForm):
    """One row of a figure's series."""

    def clean_as_of(self):
        texts = self.cleaned_data["as_of"]
        if texts and period(texts.get(MAIN, "")) is None:
            message = _("Write a school year, year, month, or day, such as “2025–26” or “June 30, 2026”.")
            raise ValidationError(message, code="period")
        return texts


class FigureForm(RowsFormMixin, WagtailAdminModelForm):
    """The form of figures. Drafts may be incomplete; what is published has a number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("entered_by_id", "approved_by_id", "approved_at")
        self.entered = {row.content: {name: getattr(row, name) for name in names} for row in self.instance.series}

    def clean(self):
        super().clean()
        formset, is_computed = self.formsets["values"], self.cleaned_data.get("computed_from")
        formset.is_valid()  # fills in the instances
        rows = [row for row in formset.forms if row not in formset.deleted_forms]
        if rows and is_computed:
            message = _("Enter values or have the number counted from the register, not both.")
            self.add_error("computed_from", ValidationError(message, code="both"))
        elif not (rows or is_computed or self.is_deferred_validation):
            self.add_error(None, ValidationError(_("Add a value before you publish."), code="no_value"))
        days = set()
        for row in rows:
            if row.instance.last_day in days:
                row.add_error("as_of", ValidationError(_("There is already a value for this date."), code="twice"))
            days.add(row.instance.last_day)
        return self.cleaned_data

    def save(self, commit=True):
        """Note who entered what is new; nobody has approved it yet.

        The values are those of the form: to restore a version, Wagtail sends it without the values that came later,
        and a formset would keep those.
        """
        figure, formset = super().save(commit=False), self.formsets["values"]
        by_user = {"entered_by_id": self.for_user and self.for_user.pk, "approved_by_id": None, "approved_at": None}
        rows = [form.instance for form in formset.forms if form not in formset.deleted_forms]
        for row in rows:
            for name, value in self.entered.get(row.content, by_user).items():
                setattr(row, name, value)
        figure.values.set(rows)
        if commit:
            figure.save()
        return figure
