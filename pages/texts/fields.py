"""Fields of pages: blocks that stay out of migrations, references, and phone numbers and quotations as entered."""

import re
from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

PHONE = RegexValidator(r"^\(\d{3}\) \d{3}-\d{4}$", _("Use the format (555) 555-0100."))


def phone_number(text: str) -> str:
    """Return the number as (213) 555-0100, from any usual way to write it. Raises ValueError."""
    digits = re.sub(r"\D", "", text)
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    if len(digits) != 10:
        raise ValueError(text)
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


class PhoneFormField(forms.CharField):
    """A phone number as people write it."""

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return phone_number(text) if text else text
        except ValueError:
            raise ValidationError(PHONE.message) from None


class PhoneField(models.CharField):
    """A phone number, stored as (213) 555-0100. Forms read any usual way to write it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 14, "blank": True, "validators": [PHONE], **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PhoneFormField, "max_length": 30, **kwargs})


QUOTATION_MARKS = ('"“”„«»', "'‘’‚‹›")
APOSTROPHE = re.compile("(?<=\\w)['’](?=\\w)")


class BodyField(StreamField):
    """A StreamField that knows its blocks by the dotted name of their list, e.g. `"pages.blocks.BODY"`.

    Migrations store the name only, so changing a block makes no migration; a historical model sees today's
    blocks. Change stored values with Wagtail's `MigrateStreamData`, never with `.save()` on a historical model.
    The name must stay importable.
    """

    def __init__(self, blocks_path, block_types=None, **kwargs):
        self.blocks_path = blocks_path
        super().__init__(block_types or import_string(blocks_path), **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [self.blocks_path], kwargs


def referred_to(page, model) -> Iterator[int]:
    """Yield the keys of the records of `model`, or of a subclass, in the texts and blocks of a specific page."""
    for field in page._meta.concrete_fields:
        if extract := getattr(field, "extract_references", None):
            for kind, key, *_path in extract(field.value_from_object(page)):
                if issubclass(kind, model):
                    yield int(key)


def phone_link(phone: str, extension: str = "") -> str:
    """Return `phone` as a link, `tel:+12135550100` or `tel:+12135550100;ext=12`, or `tel:911`; empty without one."""
    digits = "".join(filter(str.isdigit, phone))
    country = "+1" if len(digits) > 3 else ""
    return f"tel:{country}{digits}{extension and f';ext={extension}'}" if digits else ""


def unquoted(text: str) -> str:
    """Return `text` without quotation marks around the whole of it. “Yes,” she said, “we can.” keeps its marks."""
    text = text.strip()
    for marks in QUOTATION_MARKS:
        inside = text[1:-1]
        if inside and text[0] in marks and text[-1] in marks and not set(marks) & set(APOSTROPHE.sub("", inside)):
            return inside.strip()
    return text
