"""Blocks with pictures, a video, or files."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock as StockImageBlock

from media.models import public_documents
from media.words import is_file_name
from pages.blocks.base import PICTURES, AddressBlock, optional_heading

from .text import RichTextBlock


class ImageBlock(StockImageBlock):
    """A picture and its alternative text, which is required and not a file name when the page goes out.

    Fields with this block have names that end in “image”: `media.removal` finds pictures in drafts by them.
    """

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned and not self.is_deferred_validation and is_file_name(cleaned.contextual_alt_text or "", cleaned):
            message = _(
                "“%(text)s” is the name of a file. Say what the picture shows in one plain sentence, for people who "
                "cannot see it."
            )
            error = ValidationError(message, code="file_name", params={"text": cleaned.contextual_alt_text})
            raise blocks.StructBlockValidationError(block_errors={"alt_text": error})
        return cleaned

    def get_searchable_content(self, value):
        """Leave out the words about a picture that visitors do not see."""
        return super().get_searchable_content(value) if value and value.may_be_shown else []


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
        image = value.get("image")
        return super().get_searchable_content(value) if image and image.may_be_shown else []

    class Meta:
        icon = "image"
        group = PICTURES
        label = _("Picture")
        description = _("A picture with an optional caption.")
        template = "components/blocks/picture.html"
        preview_value = {"caption": _("Add a caption that says who, where, and when.")}
        preview_template = "components/blocks/picture_preview.html"  # a drawn landscape; library images may be private


def _fetch_renditions(items) -> None:
    """Fetch the renditions of the pictures of all `items` in one query."""
    prefetch_related_objects([item["image"] for item in items if item.get("image")], "renditions")


class GalleryValue(blocks.StructValue):
    @property
    def shown(self) -> list:
        """Its pictures that visitors may see."""
        shown = [item for item in self.get("pictures") or [] if item.get("image") and item["image"].may_be_shown]
        _fetch_renditions(shown)
        return shown


class GalleryBlock(blocks.StructBlock):
    heading = optional_heading()
    pictures = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=2, max_num=12)

    class Meta:
        icon = "grip"
        group = PICTURES
        label = _("Gallery")
        description = _("Two to twelve pictures side by side, each with an optional caption.")
        template = "components/blocks/gallery.html"
        value_class = GalleryValue
        preview_value = {"heading": "A day at school"}
        preview_template = "components/blocks/gallery_preview.html"


class VideoValue(blocks.StructValue):
    @property
    def host(self) -> str:
        """The site that it leads to, such as `youtube.com`."""
        return (urlsplit(self.get("url") or "").hostname or "").removeprefix("www.")

    @property
    def caption_languages(self) -> list:
        captions = self.get("captions") or []
        return [name for code, name in settings.LANGUAGES if code in captions]


class VideoBlock(blocks.StructBlock):
    """A link to a video with its poster. Nothing of the other site loads here."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    url = AddressBlock(
        label=_("Address of the video"),
        help_text=_("Its page on YouTube, Vimeo, or another site. Visitors go there; nothing plays on our page."),
    )
    length = blocks.RegexBlock(
        label=_("Length"),
        regex=r"^\d{1,3}:[0-5]\d$",
        error_messages={"invalid": _("Write minutes and seconds, such as 3:20.")},
        help_text=_("Minutes and seconds, such as 3:20."),
    )
    captions = blocks.MultipleChoiceBlock(
        label=_("The video has captions in"),
        choices=settings.LANGUAGES,
        widget=CheckboxSelectMultiple,
        help_text=_("A video without captions cannot be published. The automatic captions of a site do not count."),
    )
    image = ImageBlock(
        label=_("Poster"),
        required=False,
        help_text=_("A still of the video. Without one, a landscape is drawn from the title."),
    )
    transcript = RichTextBlock(
        label=_("Transcript"), required=False, help_text=_("What is said, for people who read instead.")
    )

    def get_searchable_content(self, value):
        words = [value.get("title") or "", *self.child_blocks["transcript"].get_searchable_content(value["transcript"])]
        return [text for text in words if text]

    class Meta:
        icon = "media"
        group = PICTURES
        label = _("Video")
        description = _("A poster that leads to a video with captions on another site.")
        template = "components/blocks/video.html"
        value_class = VideoValue
        preview_value = {
            "title": "A morning at our school",
            "url": "https://example.org/video",
            "length": "3:20",
            "captions": [code for code, _name in settings.LANGUAGES],
            "transcript": "<p>Good morning, and welcome.</p>",
        }


class DocumentsValue(blocks.StructValue):
    @property
    def shown(self) -> list:
        """The documents that visitors may download, in order. Two queries for any number."""
        chosen = [document for document in self.get("documents") or [] if document is not None]
        public = public_documents().in_bulk([document.pk for document in chosen])
        return [document for document in chosen if document.pk in public]


class DocumentsBlock(blocks.StructBlock):
    heading = optional_heading()
    documents = blocks.ListBlock(DocumentChooserBlock(label=_("Document")), label=_("Documents"), min_num=1, max_num=20)

    def get_preview_context(self, value, parent_context=None):
        titles = (_("Enrollment form"), _("School calendar"))
        samples = [{"url": "#", "title": title, "kind": "PDF", "file_size": 240_000} for title in titles]
        return super().get_preview_context(value, parent_context) | {"documents": samples}

    class Meta:
        icon = "doc-full"
        group = PICTURES
        label = _("Documents")
        description = _("A list of files to download, with their type and size.")
        template = "components/blocks/documents.html"
        value_class = DocumentsValue
        preview_value = {"heading": "Forms for families"}
        preview_template = "components/blocks/documents_preview.html"


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=80)
    role = blocks.CharBlock(label=_("Role"), max_length=120, required=False)
    image = ImageBlock(label=_("Portrait"), required=False)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300, help_text=_("One or two sentences."))
    email = blocks.EmailBlock(label=_("Email"), required=False)

    class Meta:
        icon = "user"
        label = _("Person")
        label_format = "{name}"


class PeopleValue(blocks.StructValue):
    @property
    def shown(self) -> list:
        shown = [person for person in self.get("people") or [] if person.get("name")]
        _fetch_renditions(shown)
        return shown


class PeopleBlock(blocks.StructBlock):
    heading = optional_heading()
    people = blocks.ListBlock(PersonBlock(), label=_("People"), min_num=1, max_num=30)

    class Meta:
        icon = "group"
        group = PICTURES
        label = _("People")
        description = _("Names and roles, with a portrait, a sentence, and an email address if you like.")
        template = "components/blocks/people.html"
        value_class = PeopleValue
        preview_value = {
            "heading": "Who to ask",
            "people": [
                {"name": "Alex Example", "role": "Principal", "email": "alex@example.org"},
                {"name": "Sam Example", "role": "Office manager", "text": "Answers questions in English and Spanish."},
            ],
        }
