"""The blocks of a page's body: few, named after what a visitor sees, one level deep."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.figures.text import text_of
from pages.form_block import FormBlock
from pages.languages import in_active_language
from pages.link_checks import check_links, check_words
from pages.quotations import unquoted

TEXT, EVIDENCE, ACTION = _("Text"), _("Evidence"), _("Next step")


class SectionValue(blocks.StructValue):
    anchor_of_source = ""  # of a translated section: see `pages.sections`

    @property
    def anchor(self) -> str:
        return self.anchor_of_source or slugify(self.get("heading") or "")


class RichTextBlock(blocks.RichTextBlock):
    """Running text. When its page goes out, every link must say where it leads."""

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
            "text": "<p>Our families choose Alliance schools because of the personalized attention their "
            "children receive.</p>",
        }


class PullQuoteBlock(blocks.StructBlock):
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

    def clean(self, value):
        cleaned = super().clean(value)
        cleaned["quote"] = unquoted(cleaned["quote"])
        return cleaned

    class Meta:
        icon = "openquote"
        group = TEXT
        label = _("Pull quote")
        description = _("One sentence set large. Use one or two per page at most.")
        template = "components/blocks/pull_quote.html"
        preview_value = {"quote": "A limitless horizon and boundless dreams through a great education."}


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(
        label=_("Picture"),
        help_text=_("As wide as the text. A small picture, such as a logo, keeps its size."),
    )
    caption = blocks.CharBlock(
        label=_("Caption"),
        required=False,
        max_length=250,
        help_text=_("What a reader should know about the picture: who, where, when."),
    )

    def get_searchable_content(self, value):
        """Leave out the words about a picture that visitors do not see."""
        image = value.get("image")
        return super().get_searchable_content(value) if image and image.may_be_shown else []

    class Meta:
        icon = "image"
        group = TEXT
        label = _("Picture")
        description = _("A picture with an optional caption.")
        template = "components/blocks/picture.html"
        preview_value = {"caption": _("Add a caption that says who, where, and when.")}
        preview_template = "components/blocks/picture_preview.html"  # a drawn landscape; library images may be private


def _sample_figures() -> list:
    """Two made-up figures: real ones may not be public yet."""
    label = _("Sample figure")
    return [apps.get_model("pages.Figure")(value=value, label=label) for value in ("50%", "75%")]


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
            "questions": [{"question": "Who can apply?", "answer": "<p>Every child in California.</p>"}],
        }


class LinkValue(blocks.StructValue):
    def get_url(self, request=None):
        """Return the address of the live page in the active language, or the typed one; empty when the page is gone."""
        page = self.get("page")
        if page:
            page = in_active_language([page.pk]).get(page.pk, page)
            return page.get_url(request) if page.live else ""
        return self.get("url") or ""


class CallToActionBlock(blocks.StructBlock):
    """One link, to a page of this site or to an external address."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    link_text = blocks.CharBlock(
        label=_("Button text"),
        max_length=50,
        help_text=_("Says what happens: “See our schools”, not “Click here”."),
    )
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = blocks.URLBlock(label=_("or an external address"), required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        page, url = bool(cleaned.get("page")), bool(cleaned.get("url"))
        unfinished = self.is_deferred_validation and not (page or url)  # a draft may lack its link
        if page == url and not unfinished:
            message = _("Choose a page of this site or enter an address, not both.")
            raise blocks.StructBlockValidationError(block_errors={"page": ValidationError(message)})
        if not self.is_deferred_validation:
            try:
                check_words(cleaned["link_text"])
            except ValidationError as error:
                raise blocks.StructBlockValidationError(block_errors={"link_text": error}) from error
        return cleaned

    class Meta:
        icon = "link"
        group = ACTION
        label = _("Call to action")
        description = _("What to do next: a heading, a sentence, and one button.")
        template = "components/blocks/call_to_action.html"
        value_class = LinkValue
        preview_value = {
            "heading": "Find a school near you",
            "text": "Every school, with its address and phone.",
            "link_text": "See our schools",
            "url": "https://example.org/",
        }


class MilestoneBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("When"), max_length=20, help_text=_("A year, or a school year such as 2018–19."))
    text = blocks.TextBlock(label=_("What happened"), max_length=300)
    source = blocks.CharBlock(
        label=_("Source"), required=False, max_length=200, help_text=_("Where readers can check this.")
    )
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "date"
        label = _("Milestone")
        label_format = "{when}"


class AnswerBlock(blocks.StructBlock):
    """An answer that only the network can give. Until staff enter it, visitors read what to do instead."""

    staff_question = blocks.CharBlock(
        label=_("What is missing"),
        max_length=160,
        help_text=_("For staff: the question that the network has to answer. Never shown to visitors."),
    )
    answer = RichTextBlock(
        label=_("Answer"), required=False, help_text=_("Replaces the text below as soon as it is there.")
    )
    until_then = blocks.TextBlock(
        label=_("Shown until then"), required=False, max_length=300, help_text=_("What families can do meanwhile.")
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


BODY = [
    ("section", SectionBlock()),
    ("pull_quote", PullQuoteBlock()),
    ("picture", PictureBlock()),
    ("questions", QuestionsBlock()),
    ("figures", FiguresBlock()),
    ("comparison", ComparisonBlock()),
    ("call_to_action", CallToActionBlock()),
    ("form", FormBlock()),
]
ENROLL = [*BODY, ("answer", AnswerBlock())]
FIGURES = [("figure", SnippetChooserBlock("pages.Figure", label=_("Figure"), icon="order"))]
TIMELINE = [("milestone", MilestoneBlock())]
