"""The blocks of a page's body: few, named after what a visitor sees, one level deep.

Blocks show what they can: a deleted page, picture, or figure is left out, with its heading if nothing else remains.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from .action import CallToActionBlock, FormBlock
from .evidence import ComparisonBlock, FiguresBlock, MilestoneBlock, TableBlock
from .pictures import DocumentsBlock, GalleryBlock, PeopleBlock, PictureBlock, VideoBlock
from .text import AnswerBlock, PullQuoteBlock, QuestionsBlock, SectionBlock

__all__ = ["BODY", "ENROLL", "FIGURES", "TIMELINE", "CallToActionBlock", "register"]

BODY = [
    ("section", SectionBlock()),
    ("pull_quote", PullQuoteBlock()),
    ("questions", QuestionsBlock()),
    ("picture", PictureBlock()),
    ("gallery", GalleryBlock()),
    ("video", VideoBlock()),
    ("documents", DocumentsBlock()),
    ("people", PeopleBlock()),
    ("figures", FiguresBlock()),
    ("comparison", ComparisonBlock()),
    ("table", TableBlock()),
    ("call_to_action", CallToActionBlock()),
    ("form", FormBlock()),
]
ENROLL = [*BODY, ("answer", AnswerBlock())]
FIGURES = [("figure", SnippetChooserBlock("pages.Figure", label=_("Figure"), icon="order"))]
TIMELINE = [("milestone", MilestoneBlock())]


def register(name: str, block) -> None:
    """Add a block of a higher layer to every body. Called while apps start: StreamFields build their blocks later."""
    BODY.append((name, block))
    ENROLL.append((name, block))
