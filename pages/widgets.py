"""Inputs of the editor.

Our picker of days leaves alone what it cannot read. The stock one turns it into today without a word: a mistyped
closing date would close a school. Left as typed, the form refuses it and says so.
"""

from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput


class SentencesInput(AdminAutoHeightTextInput):
    """One or two sentences, seen whole while they are typed, kept as one line."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and " ".join(value.split())


class DateInput(AdminDateInput):
    def get_config(self):
        return super().get_config() | {"validateOnBlur": False}
