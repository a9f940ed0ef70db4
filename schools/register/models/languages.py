"""Languages: those of the site, in which texts are written, and those in which front desks can help families."""

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import lazystr


def site_languages() -> list[tuple[str, str]]:
    return settings.LANGUAGES


def main_language() -> str:
    return settings.LANGUAGE_CODE


def spoken_languages() -> list[tuple[str, str]]:
    """Return code (BCP 47) and name of each language that people speak with families."""
    names = {code: LANG_INFO[code]["name_local"].capitalize() for code, _name in settings.LANGUAGES}
    return [(code, lazystr(name)) for code, name in (names | settings.NETWORK.spoken).items()]


class ChoicesField(ArrayField):
    """Any number of the base field's choices, shown as checkboxes and stored in the order of the choices."""

    @classmethod
    def of(cls, choices, verbose_name, **kwargs) -> "ChoicesField":
        """Return a field that may stay empty, of `choices` whose values have up to ten characters."""
        one = models.CharField(max_length=10, choices=choices)
        return cls(one, verbose_name=verbose_name, default=list, blank=True, **kwargs)

    def formfield(self, **kwargs):
        return models.Field.formfield(
            self,
            **{
                "form_class": forms.TypedMultipleChoiceField,
                "choices": self.base_field.choices,
                "coerce": self.base_field.to_python,
                "widget": forms.CheckboxSelectMultiple,
                **kwargs,
            },
        )
