"""Form inputs of the editor.

Wagtail's date picker silently turns a mistyped date into today, so a typo in a closing date would close a school.
`DateInput` leaves unreadable input as typed, so that the form refuses it.
"""

from django.forms import TimeInput as DjangoTimeInput
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput


class SentencesInput(AdminAutoHeightTextInput):
    """A growing text box for one or two sentences, stored as one line."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and " ".join(value.split())


class DateInput(AdminDateInput):
    def get_config(self):
        return super().get_config() | {"validateOnBlur": False}


class TimeInput(DjangoTimeInput):
    """The browser's own time field, for the same reason."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")
