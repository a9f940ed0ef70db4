"""Blocks of text: section, quote, questions, and an answer that only the network can give."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.blocks.base import TEXT
from pages.editor.rich_text import ERRORS
from pages.figures.display import text_of
from pages.links.form_checks import check_links
from pages.texts.fields import unquoted


class SectionValue(blocks.StructValue):
    anchor_on_page = ""  # see `pages.models.lookup`

    @property
    def anchor(self) -> str:
        return self.anchor_on_page or slugify(self.get("heading") or "")


class RichTextBlock(blocks.RichTextBlock):
    """Running text. When its page goes out, every link must say where it leads."""

    @cached_property
    def field(self):
        field = super().field
        field.error_messages |= ERRORS
        return field

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            check_links(cleaned.source)
        return cleaned

    def get_searchable_content(self, value):
        """Include the present values of figures."""
        return [text_of(value.source)] if value else []


class SectionBlock(blocks.StructBlock):
    """A heading and its text. The heading is always an h2, so the outline never skips a level."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        max_length=120,
        help_text=_("What the section is about, in a few words. It becomes a heading on the page."),
    )
    text = RichTextBlock(label=_("Text"))

    class Meta:
        icon = "title"
        group = TEXT
        label = _("Section")
        description = _("A heading with text. Most of a page is made of these.")
        template = "components/blocks/section.html"
        value_class = SectionValue
        preview_value = {
            "heading": "Our role in the community",
            "text": "<p>Our families choose our schools because of the personalized attention their "
            "children receive.</p>",
        }


class PullQuoteBlock(blocks.StructBlock):
    """A quote. It goes out with a name only if someone says that the speaker agreed."""

    PERMISSIONS = [
        ("on_file", _("The speaker’s permission is on file")),
        ("not_needed", _("Not needed: it is from a public document, or nobody in particular said it")),
    ]

    quote = blocks.TextBlock(
        label=_("Quote"),
        max_length=300,
        help_text=_("One or two sentences in the speaker's own words. Leave out the quotation marks. They are added."),
    )
    attribution = blocks.CharBlock(
        label=_("Who said it"),
        required=False,
        max_length=120,
        help_text=_("Name and role, if it is a person."),
    )
    staff_permission = blocks.ChoiceBlock(
        label=_("Permission"),
        required=False,
        choices=PERMISSIONS,
        help_text=_("Required if the quote says who said it. For a child, a parent or guardian gives it."),
    )
    staff_release = blocks.CharBlock(
        label=_("Release"),
        required=False,
        max_length=200,
        help_text=_("For staff: where the permission is kept, such as a folder or a number. Never shown to visitors."),
    )
    shared_fields = ("staff_release",)  # not translated: visitors never see it

    def clean(self, value):
        cleaned = super().clean(value)
        cleaned["quote"] = unquoted(cleaned["quote"])
        if cleaned.get("attribution") and not cleaned.get("staff_permission") and not self.is_deferred_validation:
            error = ValidationError(_("Say whether the speaker agreed, or remove the name."), code="permission")
            raise blocks.StructBlockValidationError(block_errors={"staff_permission": error})
        return cleaned

    def get_searchable_content(self, value):
        """Leave out what only staff may read."""
        return [text for text in (value.get("quote"), value.get("attribution")) if text]

    class Meta:
        icon = "openquote"
        group = TEXT
        label = _("Pull quote")
        description = _("One sentence set large. Use one or two per page at most.")
        template = "components/blocks/pull_quote.html"
        preview_value = {"quote": "A limitless horizon and boundless dreams through a great education."}


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = RichTextBlock(label=_("Answer"))

    class Meta:
        icon = "help"


class QuestionsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        icon = "help"
        group = TEXT
        label = _("Questions and answers")
        description = _("Questions that open to show their answers.")
        template = "components/blocks/questions.html"
        preview_value = {
            "heading": "Before you visit",
            "questions": [{"question": "Who can apply?", "answer": "<p>Every child.</p>"}],
        }


class AnswerBlock(blocks.StructBlock):
    """An answer that only the network can give. Until staff enter it, visitors read what to do instead."""

    staff_question = blocks.CharBlock(
        label=_("What is missing"),
        max_length=160,
        help_text=_("For staff: the question that the network has to answer. Never shown to visitors."),
    )
    answer = RichTextBlock(
        label=_("Answer"), required=False, help_text=_("Once you write it, it replaces the text below.")
    )
    until_then = blocks.TextBlock(
        label=_("Shown until then"), required=False, max_length=300, help_text=_("What families can do until then.")
    )
    shared_fields = ("staff_question",)  # not translated: visitors never see it

    def get_searchable_content(self, value):
        """Leave the question out: searches quote this text."""
        shown = "answer" if value.get("answer") and value["answer"].source else "until_then"
        return self.child_blocks[shown].get_searchable_content(value.get(shown))

    class Meta:
        icon = "help"
        group = TEXT
        label = _("Answer to fill in")
        label_format = "{staff_question}"
        description = _("A place for an answer that the network has not given yet.")
        template = "components/blocks/answer.html"
        preview_value = {
            "staff_question": "How many days do families have to answer an offer?",
            "until_then": "The school’s letter says until when you can answer.",
        }
