"""A block of pages that lists schools. `schools.apps` adds it to the blocks of `pages`."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.blocks.base import ACTION, optional_heading
from pages.models.pictures import fetch_pictures

from .models import SchoolPage

CHOSEN, ALL = "chosen", "all"
WHICH = [
    (CHOSEN, _("The schools chosen below")),
    *(
        (level.key, format_lazy(_("All {schools}"), schools=level.many))
        for level in reversed(settings.NETWORK.levels.values())
    ),
    (ALL, _("All schools")),
]


class SchoolsValue(blocks.StructValue):
    def profiles(self, locale_id: int) -> list[SchoolPage]:
        """Return the public profiles of its open schools in one language, in order, with pictures.

        At most three queries for any number of schools.
        """
        which = self.get("which")
        rows = SchoolPage.open_rows(locale_id)
        if which == CHOSEN:
            by_school = {row.school: row.pk for row in rows}
            order = [school.pk for school in self.get("schools") or [] if school is not None]
            keys = [by_school[school] for school in order if school in by_school]
        else:
            keys = [row.pk for row in rows if which in (ALL, row.level)]
        profiles = list(SchoolPage.known(keys).values())
        fetch_pictures(profiles)
        return profiles


class SchoolsBlock(blocks.StructBlock):
    heading = optional_heading()
    which = blocks.ChoiceBlock(label=_("Schools"), choices=WHICH, default=ALL)
    schools = blocks.ListBlock(
        SnippetChooserBlock("schools.School", label=_("School")),
        label=_("Chosen schools"),
        default=[],
        max_num=30,
        help_text=_("In this order. A school that closes disappears from the list."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["which"] == CHOSEN and not len(cleaned["schools"]) and not self.is_deferred_validation:
            error = ValidationError(_("Choose at least one school."), code="required")
            raise blocks.StructBlockValidationError(block_errors={"which": error})
        return cleaned

    def get_searchable_content(self, value):
        """Leave out the choice. Schools are found by their profiles."""
        return [value["heading"]] if value.get("heading") else []

    class Meta:
        icon = "list-ul"
        group = ACTION
        label = _("School list")
        description = _("Cards of open schools: those that you choose, or all of a level.")
        template = "components/blocks/schools.html"
        value_class = SchoolsValue
        preview_value = {"heading": _("Our schools"), "which": next(iter(settings.NETWORK.levels)), "schools": []}
