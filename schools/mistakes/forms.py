from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import guard
from .models import LONGEST_TEXT


class Text(forms.CharField):
    """Text in which a line break counts as one character, as in the browser."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReportForm(forms.Form):
    """A report about the profile of the school `slug`. Check `is_trapped` after validation."""

    text = Text(
        label=_("What is wrong, and what is correct?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In any language. Please leave out names and anything private about scholars."),
        error_messages={
            "required": _("Enter what is wrong."),
            "max_length": _("This has %(show_value)s characters. Please shorten it to %(limit_value)s."),
        },
    )
    email = forms.EmailField(
        label=_("Your email, if you want an answer (optional)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not a valid email address. Use a format like name@example.org, or leave it empty.")
        },
    )
    subject = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    PROBLEMS = {
        "early": _("That was very quick. Please read it again and send it."),
        "late": _("This page was open for more than a day. Your text is still here. Please send it again."),
        "forged": _("This page could not be verified. Your text is still here. Please send it again."),
    }

    def __init__(self, data=None, *, slug):
        self.slug = slug
        super().__init__(data, initial={"stamp": guard.stamp(slug)})

    @property
    def is_trapped(self) -> bool:
        """True if someone filled in the field that people do not see."""
        return bool(self.cleaned_data.get("subject"))

    def clean(self):
        cleaned = super().clean()
        problem = guard.check(cleaned.get("stamp", ""), self.slug)
        if problem and not self.is_trapped:
            raise ValidationError(self.PROBLEMS[problem], code=problem)
        return cleaned

    def with_new_stamp(self) -> "ReportForm":
        """Return this form with a new stamp, so that it can be sent again. Answers and errors stay."""
        self.data = self.data.copy()
        self.data["stamp"] = guard.stamp(self.slug)
        return self
