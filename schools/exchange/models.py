"""Imports, bulk edits, and guided changes with everything they changed, for history and undo; and differences from the
state's file that staff decided to keep."""

import zlib

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.register.models import School
from schools.register.models.people import user_key


class BatchState(models.TextChoices):
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked, not applied")
    APPLYING = "applying", _("Applying")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Cannot be applied")


class BatchPurpose(models.TextChoices):
    IMPORT = "import", _("Import")
    RECONCILE = "reconcile", _("Reconcile")
    EDIT = "edit", _("Bulk edit")
    GUIDED = "guided", _("Guided change")
    RESULTS = "results", _("Results")


OWN_PAGES = {BatchPurpose.EDIT: "schools_bulk_edit", BatchPurpose.RESULTS: "schools_results_import"}


class ImportBatchQuerySet(models.QuerySet):
    def of_files(self):
        return self.exclude(purpose=BatchPurpose.GUIDED)


class ImportBatch(models.Model):
    """One file that is previewed, then imported, and can be undone.

    A bulk edit is stored the same way; its file says what changes at which schools (`schools.exchange.edits`). A guided
    change (`schools.lifecycle`) has no file. Of a file of results (`exchange.results`), only our numbers are stored.

    `plan` holds the preview; for a guided change, what it did besides changing records. `content` is the compressed
    file, until it is imported or deleted. `progress` and `total` count rows during work. `decisions` holds the choices
    made so far, by question (`exchange.reconcile`, `exchange.conflicts`).
    """

    purpose = models.CharField(_("purpose"), max_length=10, choices=BatchPurpose.choices, default=BatchPurpose.IMPORT)
    state = models.CharField(_("status"), max_length=10, choices=BatchState.choices, default=BatchState.CHECKING)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, db_index=True)
    layout = models.CharField(_("layout"), max_length=10, blank=True)
    content = models.BinaryField(null=True)
    accept_zeros = models.BooleanField(_("leading zeros restored"), default=False)
    accept_old = models.BooleanField(_("websites and map points used from an old file"), default=False)
    plan = models.JSONField(_("planned changes"), default=dict)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    decisions = models.JSONField(default=dict)
    error = models.TextField(_("reason it cannot be applied"), blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    by = user_key(_("by"), blank=True)
    at = models.DateTimeField(_("imported"), null=True, blank=True)
    undone_by = user_key(_("undone by"), blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @property
    def url(self) -> str:
        """The page of the batch, if it is not a guided change."""
        return reverse(OWN_PAGES.get(self.purpose, "schools_import"), args=[self.pk])

    @property
    def data(self) -> bytes:
        """The uploaded file, uncompressed."""
        return zlib.decompress(self.content)

    @data.setter
    def data(self, content: bytes):
        self.content = zlib.compress(content)

    @property
    def counts(self) -> dict[str, int]:
        return self.plan.get("counts", {})

    @property
    def works(self) -> bool:
        """Whether it is being worked on."""
        return self.state in (BatchState.CHECKING, BatchState.APPLYING, BatchState.UNDOING)


class ImportedRecord(models.Model):
    """One record changed by an import: its data before and after, and the revision of the change.

    `before` is None for a record that the import added.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records")
    model = models.CharField(max_length=40)  # a record of the register, or a result (which has no revision)
    key = models.BigIntegerField()
    name = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField()
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("record of an import")
        verbose_name_plural = _("records of imports")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "model", "key"], name="schools_imported_once")]

    def __str__(self):
        return self.name


class KeptDifference(models.Model):
    """A decision to keep our value where the state's differs, with the reason. Void if the state's value changes."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="kept_differences")
    field = models.CharField(_("field"), max_length=40)
    theirs = models.TextField(_("the state’s value"))  # for comparison; `shown` is for display
    shown = models.TextField(_("state value"), blank=True)
    reason = models.CharField(_("reason to keep ours"), max_length=200)
    by = user_key(_("by"), blank=True)
    at = models.DateTimeField(_("decided"), auto_now=True)

    class Meta:
        verbose_name = _("kept difference")
        verbose_name_plural = _("kept differences")
        ordering = ["school__name", "field"]
        constraints = [
            models.UniqueConstraint(fields=["school", "field"], name="schools_kept_difference_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="schools_kept_difference_says_why"),
        ]

    def __str__(self):
        return f"{self.school}: {self.field}"
