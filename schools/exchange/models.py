"""Uploaded files of imports, and differences from the state's file that staff decided to keep."""

import zlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.changes.models import ChangeSet
from schools.register.models import School
from schools.register.models.people import user_key


class Upload(models.Model):
    """The file of a change, compressed, until it is imported. Of a file of results, only our numbers are kept.

    `options` are the check boxes that are on (`plan.OPTIONS`). `decisions` holds the choices made so far, by question
    (`exchange.reconcile`, `exchange.conflicts`).
    """

    change_set = models.OneToOneField(ChangeSet, on_delete=models.CASCADE, related_name="upload")
    content = models.BinaryField(null=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, db_index=True)
    options = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")

    def __str__(self):
        return self.change_set.name

    @property
    def data(self) -> bytes:
        """The uploaded file, uncompressed."""
        return zlib.decompress(self.content)

    @data.setter
    def data(self, content: bytes):
        self.content = zlib.compress(content)

    def forget(self) -> None:
        """Delete the file and the decisions, once they are applied."""
        self.content, self.decisions = None, {}
        self.save()


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
