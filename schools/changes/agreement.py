"""What forms of changes share: they do only what was agreed to, show the record's errors, and doubt names.

A form sends back the digest of its preview, which must still be that of the change.
"""

import hashlib
import json
from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.register.models import School


class Refused(Exception):
    """A change or undo that was refused. The message says why; nothing was changed."""


class Outdated(Refused):
    """The change no longer does what its preview showed."""

    def __init__(self) -> None:
        super().__init__(_("The register has changed since this preview. Preview it again."))


def digest(content: Any, **options: Any) -> str:
    """Return a hash of `content` as JSON, written with `options`. Stored previews have it, so its format must stay."""
    return hashlib.sha256(json.dumps(content, **options).encode()).hexdigest()


def check(offered: str, current: str) -> None:
    """Raise Outdated if `offered`, which the form sent back, is not `current`. An empty one never matches."""
    if offered != current:
        raise Outdated


class AgreedForm(forms.Form):
    """A form below a preview. It sends back the digest of what it showed."""

    digest = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def agreed(self) -> str:
        """The digest that was sent back. It is empty before that."""
        return self["digest"].data or ""

    def show(self, current: str) -> None:
        """Let the page send back `current`: that is what it shows now, beside what the user has entered."""
        self.initial["digest"] = current
        if self.is_bound:
            data: Any = copy(self.data)
            data[self.add_prefix("digest")] = current
            self.data = data


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
