"""Languages in which front desks can help families."""

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """Languages by BCP 47 code. Add any language that a school offers and is missing here."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    SIGN = "ase", _("American Sign Language")
    ARABIC = "ar", _("Arabic")
    ARMENIAN = "hy", _("Armenian")
    CANTONESE = "yue", _("Cantonese")
    PERSIAN = "fa", _("Farsi")
    FILIPINO = "fil", _("Filipino (Tagalog)")
    KICHE = "quc", _("K’iche’")
    KHMER = "km", _("Khmer")
    KOREAN = "ko", _("Korean")
    MANDARIN = "cmn", _("Mandarin")
    QANJOBAL = "kjb", _("Q’anjob’al")
    RUSSIAN = "ru", _("Russian")
    VIETNAMESE = "vi", _("Vietnamese")
    ZAPOTEC = "zap", _("Zapotec")


class ChoicesField(ArrayField):
    """Any number of the base field's choices, shown as checkboxes and stored in the order of the choices."""

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
