"""A form that asks before a school gets the name of another one, or a name unlike those of the network."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import School
from .models.school import NETWORK


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
    """Return in sentences what speaks against this name for `school`. Names are the same with and without NETWORK."""
    if not name or (school and name == school.name):
        return []
    short = name.removeprefix(NETWORK)
    doubts = []
    if not name.startswith(NETWORK):
        doubts.append(_("The names of schools begin with “%(name)s”.") % {"name": NETWORK.strip()})
    same = School.objects.filter(Q(name__iexact=short) | Q(name__iexact=NETWORK + short))
    if other := same.exclude(pk=school and school.pk).select_related("campus").first():
        doubts.append(_("Another school has this name: %(school)s.") % {"school": f"{other}, {other.campus.address}"})
    return doubts
