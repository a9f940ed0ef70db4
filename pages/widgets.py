"""Inputs of the editor.

Our pickers leave alone what they cannot read. The stock ones turn it into today or now without a word: a mistyped
closing date would close a school, a mistyped schedule publish at once. Left as typed, the form refuses it and says so.
"""

from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput, AdminDateTimeInput


class SentencesInput(AdminAutoHeightTextInput):
    """One or two sentences, seen whole while they are typed, kept as one line."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and " ".join(value.split())


class DateInput(AdminDateInput):
    def get_config(self):
        return super().get_config() | {"validateOnBlur": False}


class DateTimeInput(AdminDateTimeInput):
    def get_config(self):
        return super().get_config() | {"validateOnBlur": False}


class SchedulePanel(PublishingPanel):
    """Wagtail's schedule of a page, with our picker; selector and attributes are those of the stock panel."""

    def __init__(self, **kwargs):
        attrs = {
            "data-controller": "w-action",
            "data-action": "w-dialog:hidden->w-action#reset",
            "data-w-dialog-target": "notify",
        }
        children = [
            FieldPanel(
                name, widget=DateTimeInput(js_overlay_parent_selector="#schedule-publishing-dialog", attrs=attrs)
            )
            for name in ("go_live_at", "expire_at")
        ]
        super().__init__(**{"children": children, **kwargs})
