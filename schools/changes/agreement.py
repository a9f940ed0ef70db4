"""Do only what was agreed to: a form sends back the digest of its preview, which must still be that of the change."""

import hashlib
import json
from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext as _


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
