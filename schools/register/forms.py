"""What forms of records share: errors of the record, and a question before a school gets the name of another one."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import School


def add_record_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show the record's errors in a form that has only some of its fields, next to the field if the form has it."""
    for name, messages in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, messages)


class NameForm(forms.Form):
    """Base of forms with the `name` of `self.school`, which is None if it opens."""

    is_sure = forms.BooleanField(label=gettext_lazy("Use this name anyway"), required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        doubts = _doubts(cleaned.get("name") or "", self.school)
        if doubts:
            self.fields["is_sure"].widget = forms.CheckboxInput()
            self.order_fields(["name", "is_sure"])
            if not cleaned.get("is_sure"):
                ask = _("Correct the name, or check “Use this name anyway”.")
                self.add_error("name", " ".join([*doubts, ask]))
        return cleaned


def _doubts(name: str, school: School | None) -> list[str]:
    """Return in sentences what speaks against this name for `school`. Names are the same without the prefix."""
    if not name or (school and name == school.name):
        return []
    prefix = settings.NETWORK.prefix
    short = name.removeprefix(prefix)
    doubts = []
    if not name.startswith(prefix):
        doubts.append(_("The names of schools begin with “%(name)s”.") % {"name": prefix.strip()})
    same = School.objects.filter(Q(name__iexact=short) | Q(name__iexact=prefix + short))
    if other := same.exclude(pk=school and school.pk).select_related("campus").first():
        doubts.append(_("Another school has this name: %(school)s.") % {"school": f"{other}, {other.campus.address}"})
    return doubts
