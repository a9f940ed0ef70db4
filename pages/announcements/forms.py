import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from pages.announcements.notice import NoticeFormMixin
from pages.schedule import ScheduleFormMixin

BLANK = re.compile(r"\[[^][]*\]")  # [school], [time]: what a ready text leaves open


class AnnouncementForm(NoticeFormMixin, ScheduleFormMixin, WagtailAdminModelForm):
    """The form of announcements. Drafts may be incomplete; what goes out is not."""

    text_names = ("text", "link_text")

    def clean(self):
        super().clean()
        if not self.is_deferred_validation:
            self._check_texts()
        return self.cleaned_data

    def _check_texts(self):
        """Refuse to publish or schedule a ready text, open brackets, and a language without a text or a reason."""
        if self.cleaned_data.get("ready_name"):
            message = _("A ready text is never published. To use it, add an announcement and start from it.")
            self.add_error("ready_name", ValidationError(message, code="ready"))
        texts = {name: " ".join(self.cleaned_data.get(name, {}).values()) for name in self.text_names}
        self.check_languages()
        for name, text in texts.items():
            if blanks := BLANK.findall(text):
                message = _("Replace %(blanks)s before you publish.")
                params = {"blanks": ", ".join(dict.fromkeys(blanks))}
                self.add_error(name, ValidationError(message, code="blank", params=params))
