"""A list to choose from that may be long."""

from html import escape

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import mark_safe


class QuickSelect(forms.Select):
    """Writes its options, which are in no groups, at once. Django draws each with two templates, so that hundreds of
    them take as long as a search."""

    choices = ()  # kept as they come: Django would look through all of them for groups

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        options = "\n".join(
            f'<option value="{escape(one)}"{" selected" if one in chosen else ""}>{escape(label)}</option>'
            for one, label in ((str(one), str(label)) for one, label in self.choices)
        )
        attrs = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{attrs}>\n{options}\n</select>')  # noqa: S308 (all escaped)
