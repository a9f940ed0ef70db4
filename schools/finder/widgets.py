"""Faster widgets for the finder's form. Django renders each input and each option with two templates."""

from html import escape

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import mark_safe


class QuickSelect(forms.Select):
    """A select without option groups. Rendering hundreds of options by template would take as long as a search."""

    choices = ()  # a plain attribute, because Django's property normalizes every option

    def render(self, name, value, attrs=None, renderer=None):
        selected = self.format_value(value)
        options = "\n".join(
            f'<option value="{escape(option)}"{" selected" if option in selected else ""}>{escape(label)}</option>'
            for option, label in ((str(option), str(label)) for option, label in self.choices)
        )
        attrs = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{attrs}>\n{options}\n</select>')  # noqa: S308 (all escaped)


class QuickText(forms.TextInput):
    """A single-line text input."""

    def render(self, name, value, attrs=None, renderer=None):
        formatted = self.format_value(value)
        attrs = {"type": self.input_type, "name": name, **({"value": formatted} if formatted is not None else {})} | (
            self.build_attrs(self.attrs, attrs)
        )
        return mark_safe(f"<input{flatatt(attrs)}>")  # noqa: S308 (escaped by flatatt)
