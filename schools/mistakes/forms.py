from django import forms
from django.utils.translation import gettext_lazy as _

from toolkit.visitor_forms import Text, VisitorForm

from .guard import guard
from .models import LONGEST_TEXT


class ReportForm(VisitorForm):
    """A report about the profile of a school."""

    guard = guard

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
