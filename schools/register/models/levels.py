"""Levels and grades in models and forms. `network.yaml` says which the network has."""

from functools import partialmethod

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from schools.register.grades import TK, grade_of, grade_text, span_text

SPAN = ("lowest_grade", "highest_grade", "level")
lazy_text = lazy(str, str)  # made once: each call of `lazystr` makes a class


def level_choices() -> list[tuple[str, str]]:
    """Return the choices of a field: the key and the name of each level, the highest first."""
    return [(level.key, lazy_text(level.name)) for level in reversed(settings.NETWORK.levels.values())]


def names(levels: list, form: str) -> str:
    """Return what schools of one of `levels` are called inside a sentence; `form` is “one” or “many”."""
    return " / ".join(str(getattr(level, form)) for level in levels)


def other_grades(level, *grades: int | None, may_add: bool = True) -> str:
    """Return what to say if a school of the `Level`, if any, cannot have one of these grades, or ""."""
    if level is None or {*grades} <= {None, *level.grades}:
        return ""
    message = _("Grades of this level (%(level)s): %(grades)s.")
    message %= {"level": level.one, "grades": span_text(level.grades[0], level.grades[-1])}
    return f"{message} {_('A building with others is several schools: add each.')}" if may_add else message


def check_level(school, before=None, *, may_add: bool = True) -> None:
    """Raise ValidationError, by field, if a school's grades do not go with its level, unless `before` has the same.

    `may_add` says whether the reader can add schools.

    Not part of its `clean`, because a state may name other grades, and what nobody touches may stay.
    """
    changed = [name for name in SPAN if before is None or getattr(school, name) != getattr(before, name)]
    lowest, highest = school.lowest_grade, school.highest_grade
    if not changed or None in (lowest, highest) or lowest > highest:  # `clean` says so
        return
    if message := other_grades(school.its_level, lowest, highest, may_add=may_add):
        outside = [name for name in changed if name != "level" and getattr(school, name) not in school.its_level.grades]
        raise ValidationError({outside[0] if len(outside) == 1 else changed[-1]: message})


def grade_label(grade: int) -> str:
    """Return “Grade 9” or “Kindergarten”, in the active language."""
    names = {TK: _("Transitional kindergarten"), 0: _("Kindergarten")}
    return names.get(grade) or _("Grade %(grade)s") % {"grade": grade}


class GradeFormField(forms.IntegerField):
    """A grade as people write it."""

    def prepare_value(self, value):
        return grade_text(value) if isinstance(value, int) else value

    def to_python(self, value):
        try:
            return grade_of(value)
        except (AttributeError, ValueError):
            return super().to_python(value)


class GradeField(models.SmallIntegerField):
    """A grade: -1 for transitional kindergarten, 0 for kindergarten. People read and write TK and K."""

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, f"get_{name}_display", partialmethod(_shown, name))

    def formfield(self, **kwargs):
        has_letters = settings.NETWORK.levels.grades.start < 1
        widget = forms.TextInput if has_letters else forms.NumberInput
        options = {"form_class": GradeFormField, "widget": widget, "min_value": TK if has_letters else 0}
        return super().formfield(**options | kwargs)


def _shown(record: models.Model, name: str) -> str:
    grade = getattr(record, name)
    return "" if grade is None else grade_text(grade)
