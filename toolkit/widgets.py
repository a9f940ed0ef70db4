"""Form widgets of several apps."""

from django import forms


def day() -> forms.DateInput:
    """Return the browser's date input, which needs no script and sends the same format in every language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
