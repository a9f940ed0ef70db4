"""The image and document library: who is in a picture and until when it may be shown; renditions without metadata."""

import re
from datetime import timedelta
from pathlib import PurePosixPath

from django.contrib.postgres.aggregates import StringAgg
from django.core.files.images import get_image_dimensions
from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, WagtailImageFieldFile
from wagtail.models import CollectionViewRestriction
from wagtail.search import index

from media.posting_checks import WARNINGS
from media.words import plain

# All other metadata (location, camera, comments) is dropped from renditions and stays in the original only.
KEPT = {"icc_profile", "transparency", "background", "duration", "loop"}
BETWEEN_WORDS = re.compile(r"[\W_]+")

SOON = timedelta(days=30)  # before consent ends, for reminders


class People(models.TextChoices):
    NO_ONE = "no_one", _("No one who can be recognized")
    ADULTS = "adults", _("Adults only")
    SCHOLARS = "scholars", _("Scholars or other children")


class Status(models.TextChoices):
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    ENDED = "ended", _("Consent ended")
    MISSING = "missing", _("No consent recorded")
    UNKNOWN = "unknown", _("Not recorded who is in it")
    ENDS_SOON = "ends_soon", _("Consent ends within 30 days")
    VALID = "valid", _("Consent recorded")
    NOT_NEEDED = "not_needed", _("No consent needed")


HIDDEN = {Status.WITHDRAWN, Status.ENDED, Status.MISSING}
# A picture from before consent was recorded stays on its pages, but no page with it can be published again.
UNPUBLISHABLE = HIDDEN | {Status.UNKNOWN}


class Forget(FilterOperation):
    def __init__(self):
        """Take no parameters: filter specs never contain this operation."""

    def run(self, willow, image, env):
        info = willow.image.info
        for name in set(info) - KEPT:
            del info[name]
        return willow


class PlainFilter(Filter):
    """A filter that removes metadata from the rendition."""

    @property
    def filter_operations(self):
        return [*super().filter_operations, Forget()]


def secret_name(filename: str, image) -> str:
    """Add a keyed digest to `filename`, so that only visitors of a private page can find its pictures.

    After a picture was taken down, the editor's own names differ from those that are deleted then.
    """
    path = PurePosixPath(filename)
    key = f"{image.pk} {image.file_hash} {filename}{taken_down_mark(image)}"
    digest = salted_hmac("media.renditions", key, algorithm="sha256")
    return f"{path.stem}{taken_down_mark(image)}.{digest.hexdigest()[:24]}{path.suffix}"


def taken_down_mark(image) -> str:
    """Return what the names of renditions have that were made after `image` was taken down."""
    return f".down{int(image.taken_down_at.timestamp())}" if image.taken_down_at else ""


class SiteImage(AbstractImage):
    """A picture. Its `description` is the alternative text and is required (`ImageForm`)."""

    # Minimum pixels for the top of a page: the size of a share image.
    LEAST_AT_TOP = {"least_width": 1200, "least_height": 630}
    # The width of running text. Narrower pictures, such as logos, keep their size, because enlarging would blur them.
    LEAST_FULL_WIDTH = 608

    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who took the picture, if a credit is required.")
    )
    people = models.CharField(_("who is in it"), max_length=10, choices=People.choices, default="")
    release = models.CharField(
        _("release"),
        max_length=200,
        blank=True,
        default="",
        help_text=_(
            "Where the signed release is kept, such as a folder or a number. Required for scholars. Leave out names."
        ),
    )
    consent_until = models.DateField(
        _("consent ends"),
        null=True,
        blank=True,
        help_text=_(
            "The last day on which the picture may be shown. Required for scholars. The next day, it disappears from "
            "every page."
        ),
    )
    consent_withdrawn = models.DateField(_("consent withdrawn"), null=True, editable=False)
    withdrawal_reason = models.CharField(_("reason"), max_length=200, blank=True, default="", editable=False)
    taken_down_at = models.DateTimeField(null=True, editable=False)  # when its public files were deleted
    # The last status that Publishers got a reminder about.
    consent_reminder = models.CharField(max_length=10, blank=True, default="", editable=False)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "people",
        "release",
        "consent_until",
        "credit",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def fits_top(self) -> bool:
        """Whether the picture is large enough for the top of a page."""
        return self.width >= self.LEAST_AT_TOP["least_width"] and self.height >= self.LEAST_AT_TOP["least_height"]

    @property
    def is_small(self) -> bool:
        """Whether running text shows the picture at its original size."""
        return self.width < self.LEAST_FULL_WIDTH

    @property
    def consent_status(self) -> Status:
        """The status today, by the network's clocks."""
        until, today = self.consent_until, timezone.localdate()
        if self.consent_withdrawn:
            return Status.WITHDRAWN
        if until and until < today:
            return Status.ENDED
        if self.people == People.SCHOLARS and not (self.release and until):
            return Status.MISSING
        if not self.people:
            return Status.UNKNOWN
        if until and until < today + SOON:
            return Status.ENDS_SOON
        return Status.VALID if until else Status.NOT_NEEDED

    @property
    def may_be_shown(self) -> bool:
        return self.consent_status not in HIDDEN

    @property
    def may_be_published(self) -> bool:
        """Whether a page with the picture can be published. Stricter than `may_be_shown`."""
        return self.consent_status not in UNPUBLISHABLE

    def show_again(self, record: dict) -> None:
        """Take `record`, a new release with a new last day or other people, as consent. Does not save."""
        for name, value in record.items():
            setattr(self, name, value)
        self.consent_withdrawn, self.withdrawal_reason = None, ""
        self.consent_reminder, self.taken_down_at = "", None

    @property
    def default_alt_text(self):
        """The description. Wagtail's default is the title."""
        return self.description

    def generate_rendition_file(self, filter, *, source=None):
        return super().generate_rendition_file(PlainFilter(filter.spec), source=source)


class SiteImageFile(WagtailImageFieldFile):
    def get_image_dimensions(self):
        """Read the size without decoding the picture: only the process with limits decodes it in the upload."""
        close = self.closed
        self.open()
        return get_image_dimensions(self, close=close)


SiteImage._meta.get_field("file").attr_class = SiteImageFile


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="media_rendition_once")
        ]

    def get_upload_to(self, filename):
        return super().get_upload_to(secret_name(filename, self.image))

    @staticmethod
    def construct_cache_key(image, filter_cache_key, filter_spec):
        """Keep processes from offering what another one has deleted since the picture was taken down."""
        return AbstractRendition.construct_cache_key(image, filter_cache_key, filter_spec) + taken_down_mark(image)


class SiteDocumentQuerySet(DocumentQuerySet):
    def with_tags(self):
        """Add the names of the tags as `tag_names`, in the same query."""
        return self.annotate(tag_names=StringAgg("tags__name", ", ", order_by="tags__name", default=Value("")))


class SiteDocument(AbstractDocument):
    """A file to download. Unless its collection is private, it is public and included in search."""

    # Keys of `media.posting_checks.WARNINGS`, and the hash of the file that was checked: see `media.reports`.
    pdf_problems = models.JSONField(default=list, editable=False)
    checked_hash = models.CharField(max_length=40, blank=True, default="", editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")
    search_fields = [*AbstractDocument.search_fields, index.SearchField("searched_text")]

    objects = SiteDocumentQuerySet.as_manager()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self):
        """Check the file extension, unless the form already rejected the file."""
        if self.file:
            super().clean()

    @property
    def kind(self) -> str:
        """The type for lists, such as “PDF”. Empty if the file name has no extension."""
        return self.file_extension.upper()

    @property
    def tag_list(self) -> str:
        return self.tag_names if hasattr(self, "tag_names") else ", ".join(sorted(self.tags.names()))

    @property
    def problems_text(self) -> str:
        return " ".join(f"{WARNINGS[key].said} {WARNINGS[key].to_do}" for key in self.pdf_problems)

    def searched_text(self) -> str:
        """Return the title, tags and words of the file name, without accents and apostrophes."""
        return plain(f"{self.title} {self.tag_list} {BETWEEN_WORDS.sub(' ', self.filename)}")

    def search_parts(self) -> list[tuple[str, str]]:
        """Return (label, text) pairs that a search result may quote, in addition to the title."""
        return [(gettext("Tags"), self.tag_list), (gettext("File name"), self.filename)]


def public_documents():
    """Return documents that are not in or below a private collection: the rule for serving them."""
    path = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    restrictions = CollectionViewRestriction.objects.annotate(path=path).filter(path__startswith=F("collection__path"))
    return SiteDocument.objects.filter(~Exists(restrictions))
