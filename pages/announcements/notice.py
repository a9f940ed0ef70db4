"""What announcements and school notices have in common: a short text in each language, or a reason to leave one out."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from pages.texts import MAIN, Texts, TextsField


class Notice(models.Model):
    """A short plain text for the top of pages. It is in English only for a reason that staff see."""

    text = TextsField(
        _("text"),
        max_length=200,
        help_text=_("One or two plain sentences: what, where, when. At most 200 characters."),
    )
    english_only = models.CharField(
        _("reason to publish in English only"),
        max_length=200,
        blank=True,
        help_text=_("Only if a language is missing and it cannot wait. Staff see this reason."),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return Truncator(self.text).words(12)


class NoticeFormMixin:
    """Require each text in every language, or a reason to publish in English only."""

    text_names = ("text",)

    def check_languages(self) -> None:
        for name in self.text_names:
            texts = self.cleaned_data.get(name, Texts())
            if self.cleaned_data.get("english_only") and (MAIN in texts or not texts):
                continue
            for language in texts.missing:
                message = _(
                    "The text in %(language)s is missing. Write it, or enter a reason below to publish in English only."
                )
                self.add_error(name, ValidationError(message, "language", {"language": language}))
