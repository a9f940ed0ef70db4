"""Log entries of announcements that go out without a text in every language, with the reason."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

ACTION = "announcement.english_only"


class EnglishOnly(LogFormatter):
    label = gettext_lazy("Publish in English only")

    def format_message(self, log_entry):
        return _("Published in English only: %(reason)s") % {"reason": log_entry.data.get("reason", "")}


def log_actions(actions) -> None:
    actions.register_action(ACTION)(EnglishOnly)
