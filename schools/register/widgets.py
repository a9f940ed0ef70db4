"""Widgets of the forms that change records."""

from django import forms


def day() -> forms.DateInput:
    """The browser's own, which needs no script and sends one form in every language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
