"""Blocks of evidence: figures, two percentages on one scale, a table, and the milestones of a timeline."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.blocks.base import EVIDENCE, AddressBlock
from pages.figures.models import Figure, FigureValue

from .text import RichTextBlock


def _sample_figures() -> list:
    """Two made-up figures: real ones may not be public yet."""
    label = _("Sample figure")
    return [Figure(values=[FigureValue(value=value)], label=label) for value in ("50%", "75%")]


class FiguresBlock(blocks.StructBlock):
    figures = blocks.ListBlock(
        SnippetChooserBlock("pages.Figure", label=_("Figure")), label=_("Figures"), min_num=1, max_num=4
    )

    def get_preview_value(self):
        return self.normalize({"figures": _sample_figures()})

    class Meta:
        icon = "order"
        group = EVIDENCE
        label = _("Figures")
        description = _("One to four dated figures, each with its source. The numbers are edited under Figures.")
        template = "components/blocks/figures.html"


class ComparisonBlock(blocks.StructBlock):
    """Two percentages on one scale, with a note on how to compare them."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    figures = blocks.ListBlock(
        SnippetChooserBlock("pages.Figure", label=_("Figure")),
        label=_("The two figures, the earlier one first"),
        min_num=2,
        max_num=2,
    )
    note = blocks.TextBlock(
        label=_("What the numbers show and do not show"),
        max_length=500,
        help_text=_(
            "Who is counted in each number, and whether the two can be compared. Readers should not have to guess."
        ),
    )

    def get_preview_value(self):
        note = _("Say who is counted in each number and whether the two can be compared.")
        return self.normalize({"heading": _("Then and now"), "figures": _sample_figures(), "note": note})

    class Meta:
        icon = "order"
        group = EVIDENCE
        label = _("Then and now")
        description = _("Two percentages on the same scale from 0 to 100, with a note about what they measure.")
        template = "components/blocks/comparison.html"


class MilestoneBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("When"), max_length=20, help_text=_("A year, or a school year such as 2018–19."))
    text = blocks.TextBlock(label=_("What happened"), max_length=300)
    source = blocks.CharBlock(
        label=_("Source"), required=False, max_length=200, help_text=_("Where readers can check this.")
    )
    source_url = AddressBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "date"
        label = _("Milestone")
        label_format = "{when}"


class TableBlock(TypedTableBlock):
    """Columns of plain text or of text with links. The first cell of a row is its heading."""

    text = blocks.CharBlock(label=_("Text"), required=False)
    rich_text = RichTextBlock(
        label=_("Text with links"), required=False, features=["bold", "italic", "link", "document-link", "figure"]
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (errors := list(self._missing(cleaned))):
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(error) for error in errors])
        return cleaned

    def _missing(self, table):
        if not (table.caption or "").strip():
            yield _("Write a caption that says what the table shows. People who listen to the page hear it first.")
        if not table.columns or not table.row_data:
            yield _("Add columns and rows, or delete this block.")
        elif not all((column["heading"] or "").strip() for column in table.columns):
            yield _("Give every column a heading. People who listen to the page hear it with each cell.")

    class Meta:
        icon = "table"
        group = EVIDENCE
        label = _("Table")
        description = _("Rows and columns with headings, such as hours or steps. Numbers that change are figures.")
        template = "components/blocks/table.html"
        preview_value = {
            "caption": "School day",
            "columns": [{"type": "text", "heading": heading} for heading in ("Day", "Starts", "Ends")],
            "rows": [
                {"values": ["Monday to Thursday", "8:15 a.m.", "3:20 p.m."]},
                {"values": ["Friday", "8:15 a.m.", "1:30 p.m."]},
            ],
        }
