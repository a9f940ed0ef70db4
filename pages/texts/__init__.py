"""Texts in all languages of the site, in one field: `{"en": "We are closed.", "es": "Estamos cerrados."}`.

A further language is an entry in `WAGTAIL_CONTENT_LANGUAGES` and its translation. It needs no code and no migration.
"""

from copy import deepcopy

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.html import format_html_join
from django.utils.translation import get_language
from wagtail.admin.compare import FieldComparison, diff_text, register_comparison_class

MAIN = settings.LANGUAGE_CODE


def other_languages() -> list[tuple[str, str]]:
    """Return (code, name) of the languages besides the main one."""
    return [(code, name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES if code != MAIN]


class Texts(dict):
    """One text in each language that has it. As a string, it is the text for readers of the active language."""

    def __init__(self, texts=()):
        super().__init__({code: text for code, text in dict(texts).items() if text})

    def __str__(self):
        return self.text_for(get_language() or MAIN)[0]

    def text_for(self, language: str) -> tuple[str, str]:
        """Return the text for readers of `language`, and the language it is in."""
        return (self[language], language) if language in self else (self.get(MAIN, ""), MAIN)

    @property
    def lang(self) -> str:
        """The language to mark it with for readers of the active language; empty if it is in theirs."""
        language = self.text_for(get_language() or MAIN)[1]
        return "" if language == get_language() else language

    @property
    def missing(self) -> list[str]:
        """Names of the languages that it is not in; none of an empty text."""
        return [str(name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES if self and code not in self]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Code, name, and text of each language that it is in."""
        return [(code, str(name), self[code]) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES if code in self]

    @property
    def languages(self) -> str:
        """Names of the languages that it is in, for lists in the editor."""
        return ", ".join(name for _code, name, _text in self.rows)


class TextsInput(forms.MultiWidget):
    """An input of the kind `widget` for each language, labeled with the language's name."""

    template_name = "wagtailadmin/widgets/texts.html"
    field_label = ""

    def __init__(self, widget=forms.TextInput, attrs=None):
        super().__init__({code: deepcopy(widget) for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES}, attrs)

    def decompress(self, value) -> list[str]:
        return [(value or {}).get(code, "") for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        inputs = context["widget"]["subwidgets"]
        for (code, language), one in zip(settings.WAGTAIL_CONTENT_LANGUAGES, inputs, strict=True):
            one["label"] = language
            if id_ := context["widget"]["attrs"].get("id"):
                one["attrs"]["id"] = f"{id_}_{code}"
            one["attrs"]["lang"] = code  # so that the browser checks the spelling in this language
            if code != MAIN:
                one["attrs"].pop("required", None)
        return context | {"field_label": self.field_label}


class TextsFormField(forms.Field):
    """A text in each language. If it is required, then in the main language only."""

    def __init__(self, *, max_length=None, widget=forms.TextInput, **kwargs):
        super().__init__(widget=TextsInput(widget, {"maxlength": max_length} if max_length else None), **kwargs)
        self.widget.field_label = self.label

    def to_python(self, value) -> Texts:
        pairs = zip(settings.WAGTAIL_CONTENT_LANGUAGES, value or (), strict=False)
        return Texts({code: (text or "").strip() for (code, _name), text in pairs})

    def validate(self, value):
        if self.required and MAIN not in value:
            raise ValidationError(self.error_messages["required"], code="required")


class _TextsAttribute(DeferredAttribute):
    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class TextsField(models.JSONField):
    """A text in each language. Its value is always `Texts`; a string that is assigned is in the main language."""

    descriptor_class = _TextsAttribute

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": dict, **kwargs})

    def to_python(self, value) -> Texts:
        return Texts(value if isinstance(value, dict) else {MAIN: str(value or "")})

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(value if hasattr(value, "as_sql") else self.to_python(value), connection)

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        field, errors = forms.CharField(max_length=self.max_length), []
        for _code, language, text in value.rows:
            try:
                field.clean(text)
            except ValidationError as error:
                errors += [f"{language}: {message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)

    def formfield(self, **kwargs):
        options = {"form_class": TextsFormField, "max_length": self.max_length, "show_hidden_initial": False}
        return models.Field.formfield(self, **options | kwargs)


class TextsComparison(FieldComparison):
    """The changes in each language, for comparisons of two versions."""

    def htmldiff(self):
        rows = (
            (name, diff_text(self.val_a.get(code, ""), self.val_b.get(code, "")).to_html())
            for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
            if code in self.val_a or code in self.val_b
        )
        return format_html_join("", "<p>{}: {}</p>", rows)


register_comparison_class(TextsField, comparison_class=TextsComparison)
