import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from pages.editor.row_forms import LanguagesFormMixin
from pages.schedule import ScheduleFormMixin
from pages.texts import other_languages

BLANK = re.compile(r"\[[^][]*\]")  # [school], [time]: what a ready text leaves open


class AnnouncementForm(LanguagesFormMixin, ScheduleFormMixin, WagtailAdminModelForm):
    """The form of announcements. Drafts may be incomplete; what goes out is not."""

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
        formset = self.formsets["texts"]
        formset.is_valid()  # fills in cleaned_data
        rows = [row for row in formset.forms if row not in formset.deleted_forms]
        if not self.cleaned_data.get("english_only"):
            self._check_languages({row.cleaned_data.get("language"): row for row in rows})
        for form in (self, *rows):
            for name in ("text", "link_text"):
                if blanks := BLANK.findall(form.cleaned_data.get(name) or ""):
                    message = _("Replace %(blanks)s before you publish.")
                    params = {"blanks": ", ".join(dict.fromkeys(blanks))}
                    form.add_error(name, ValidationError(message, code="blank", params=params))

    def _check_languages(self, rows: dict):
        for code, language in other_languages():
            row = rows.get(code)
            for name in ("text", "link_text"):
                if self.cleaned_data.get(name) and not (row and (row.cleaned_data.get(name) or name in row.errors)):
                    message = _(
                        "The text in %(language)s is missing. Write it, or enter a reason below to publish in English "
                        "only."
                    )
                    (row or self).add_error(name, ValidationError(message, "language", {"language": language}))
