"""The fields of a form, as blocks. Each makes a Django form field; answers are stored under the id of the block.

A translation has the same ids, so the answers in all languages are one table.
"""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from toolkit.dates import day
from toolkit.form_guard import Text

LARGEST = 1_000_000_000
AUTOCOMPLETE = [
    ("name", _("Full name")),
    ("given-name", _("First name")),
    ("family-name", _("Last name")),
    ("street-address", _("Street address")),
    ("postal-code", _("ZIP code")),
    ("organization", _("School or organization")),
]


class FieldBlock(blocks.StructBlock):
    """A question. Subclasses say how it is answered."""

    field_class: type[forms.Field] = Text
    widget: type[forms.Widget] = forms.TextInput
    attrs: dict = {}
    more: dict = {}  # arguments of the field
    invalid = ""  # the error for an answer of another kind
    missing = _("Answer “%(label)s”.")
    optional = _("%(label)s (optional)")

    label = blocks.CharBlock(
        label=_("Question"), max_length=150, help_text=_("What to enter, in a few words, such as “Your name”.")
    )
    help_text = blocks.CharBlock(label=_("Hint"), required=False, max_length=250)
    required = blocks.BooleanBlock(label=_("Required"), required=False, default=True)

    def form_field(self, value) -> forms.Field:
        label, required = value["label"], value["required"]
        messages = {
            "required": self.missing % {"label": label},
            "invalid": self.invalid,
            "invalid_choice": _("Choose one of the answers from the list."),
            "max_length": _("This has %(show_value)s characters. Please shorten it to %(limit_value)s."),
        }
        return self.field_class(
            label=label if required else self.optional % {"label": label},
            help_text=value["help_text"],
            required=required,
            error_messages=messages,
            **self.options(value),
        )

    def options(self, value) -> dict:
        return {"widget": self.widget(attrs=self.attrs), **self.more}


class TextField(FieldBlock):
    autocomplete = blocks.ChoiceBlock(
        label=_("Browser fills in"),
        choices=AUTOCOMPLETE,
        required=False,
        help_text=_("If you choose one, the browser can fill it in for the visitor."),
    )

    def options(self, value):
        attrs = {"autocomplete": value["autocomplete"]} if value["autocomplete"] else {}
        return {"max_length": 250, "widget": forms.TextInput(attrs)}


class TextsField(FieldBlock):
    widget, attrs, more = forms.Textarea, {"rows": 6}, {"max_length": 2000}


class EmailField(FieldBlock):
    field_class, widget, attrs = forms.EmailField, forms.EmailInput, {"autocomplete": "email"}
    more = {"max_length": 254}
    invalid = _("This is not a valid email address. Use a format like name@example.org.")


class PhoneField(FieldBlock):
    widget, attrs, more = forms.TelInput, {"autocomplete": "tel"}, {"max_length": 40}


class NumberField(FieldBlock):
    field_class, attrs = forms.IntegerField, {"inputmode": "numeric"}
    invalid = _("Enter a whole number, such as 3.")
    more = {"validators": [MinValueValidator(-LARGEST, invalid), MaxValueValidator(LARGEST, invalid)]}


class DateField(FieldBlock):
    field_class = forms.DateField
    invalid = _("Enter a valid date, such as 6/30/2026.")

    def options(self, value):
        return {"widget": day()}


class CheckboxField(FieldBlock):
    field_class, widget = forms.BooleanField, forms.CheckboxInput
    missing, optional = _("Check the box “%(label)s”."), "%(label)s"


class ChoicesBlock(FieldBlock):
    """A question with given answers. `first` comes before them."""

    first: tuple = ()

    choices = blocks.ListBlock(
        blocks.CharBlock(label=_("Answer"), max_length=100), label=_("Answers"), min_num=2, max_num=50
    )

    def options(self, value):
        choices = [*self.first, *((text, text) for text in value["choices"])]
        return super().options(value) | {"choices": choices}


class ChoiceField(ChoicesBlock):
    field_class, widget, first = forms.ChoiceField, forms.Select, (("", _("Choose…")),)


class RadioField(ChoicesBlock):
    field_class, widget = forms.ChoiceField, forms.RadioSelect

    def options(self, value):
        options = super().options(value)
        if not value["required"]:
            options["choices"].insert(0, ("", _("No answer")))  # so that an answer can be taken back
        return options


class Choices(forms.MultipleChoiceField):
    """Each answer once, however often it was sent."""

    def to_python(self, value):
        return [*dict.fromkeys(super().to_python(value))]


class CheckboxesField(ChoicesBlock):
    field_class, widget = Choices, forms.CheckboxSelectMultiple


FIELDS = [
    ("text", TextField(icon="minus", label=_("Short answer"))),
    ("texts", TextsField(icon="list-ul", label=_("Long answer"))),
    ("email", EmailField(icon="mail", label=_("Email"))),
    ("phone", PhoneField(icon="mobile-alt", label=_("Phone"))),
    ("number", NumberField(icon="order", label=_("Number"))),
    ("date", DateField(icon="date", label=_("Date"))),
    ("checkbox", CheckboxField(icon="tick", label=_("Checkbox"))),
    ("choice", ChoiceField(icon="list-ol", label=_("Drop-down"))),
    ("radio", RadioField(icon="radio-empty", label=_("Choose one"))),
    ("checkboxes", CheckboxesField(icon="check", label=_("Choose several"))),
]
