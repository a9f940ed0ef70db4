"""Records with a text in each language of the site: English in their own fields, the others in rows of `texts`.

A further language is an entry in `WAGTAIL_CONTENT_LANGUAGES` and its translation. It needs no code.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

MAIN = settings.LANGUAGE_CODE


def main_language() -> str:
    """Return the name of the language in the record's own fields."""
    return dict(settings.WAGTAIL_CONTENT_LANGUAGES)[MAIN]


def other_languages() -> list[tuple[str, str]]:
    """Return (code, name) of the languages that `texts` can be in."""
    return [(code, name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES if code != MAIN]


class LanguageText(models.Model):
    """What one record says in one language. A model of this kind adds the texts and the key of its record."""

    language = models.CharField(_("language"), max_length=10, choices=other_languages)

    class Meta:
        abstract = True


class InLanguages(ClusterableModel):
    """A record with `texts` in other languages. `main_text` names the text without which a language is missing."""

    main_text = ""

    class Meta:
        abstract = True

    def texts_in(self, language: str):
        """Return what has the texts in `language`: this record or a row of `texts`; None if it was never written."""
        return self if language == MAIN else next((row for row in self.texts.all() if row.language == language), None)

    def text_for(self, language: str, name: str | None = None) -> tuple[str, str]:
        """Return the text `name`, or the main text, for readers of `language`, and the language it is in."""
        name = name or self.main_text
        text = getattr(self.texts_in(language), name, "")
        return (text, language) if text else (getattr(self, name), MAIN)

    def add_missing_rows(self) -> None:
        """Add an empty row for each language without one, so that a form has fields for it."""
        codes = {row.language for row in self.texts.all()}
        self.texts.add(*(self.texts.model(language=code) for code, _name in other_languages() if code not in codes))

    @property
    def missing_languages(self) -> list[str]:
        """Names of the languages without a text."""
        return [str(name) for code, name in other_languages() if self.text_for(code)[1] != code]

    @property
    def languages(self) -> str:
        """Names of the languages with a text, for lists in the editor."""
        return ", ".join(
            str(name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES if self.text_for(code)[1] == code
        )
