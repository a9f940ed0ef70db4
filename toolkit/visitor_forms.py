"""The base of forms that visitors fill in: the parts that keep spam out (`toolkit.form_guard`)."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .form_guard import Guard, was_taken


class Text(forms.CharField):
    """Text in which a line break counts as one character, as in the browser."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class VisitorForm(forms.Form):
    """A form about `about`, such as a school's short name. Check `is_trapped` after validation."""

    guard: Guard

    subject = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    PROBLEMS = {
        "early": _("You sent this very quickly. Check it and send it again."),
        "late": _("This page was open for more than a day. Your text is still here. Please send it again."),
        "forged": _("This page could not be verified. Your text is still here. Please send it again."),
    }

    def __init__(self, data=None, *, about):
        self.about = about
        super().__init__(data, initial={"stamp": self.guard.stamp(about)})

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [self[name] for name in self.fields if name not in VisitorForm.base_fields]

    @property
    def answers(self) -> dict:
        """The cleaned values of `questions`."""
        return {field.name: self.cleaned_data[field.name] for field in self.questions}

    @property
    def is_trapped(self) -> bool:
        """True if someone filled in the field that people do not see."""
        return bool(self.cleaned_data.get("subject"))

    @property
    def is_repeat(self) -> bool:
        """True if this very form was sent before. Other visitors may give the same answers.

        Ask in the transaction that saves the answers, so that a form whose saving failed can be sent again.
        """
        sent = json.dumps([self.cleaned_data["stamp"], self.answers], sort_keys=True, default=str)
        return was_taken(self.guard.name, sent, self.guard.longest)

    def clean(self):
        cleaned = super().clean()
        problem = self.guard.check(cleaned.get("stamp", ""), self.about)
        if problem and not self.is_trapped:
            raise ValidationError(self.PROBLEMS[problem], code=problem)
        return cleaned

    def with_new_stamp(self):
        """Return this form with a new stamp, so that it can be sent again. Answers and errors stay."""
        self.data = self.data.copy()
        self.data["stamp"] = self.guard.stamp(self.about)
        return self
