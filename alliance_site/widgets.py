"""Form widgets of the editor."""

from wagtail.admin.widgets import AdminDateInput


class DateInput(AdminDateInput):
    """Wagtail's date picker, which leaves alone what it cannot read.

    The stock one turns it into today's date without a word; so a mistyped closing date would close a school.
    Left as typed, the form refuses it and says so.
    """

    def get_config(self):
        return super().get_config() | {"validateOnBlur": False}
