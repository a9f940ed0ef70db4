"""Uploaded files of imports."""

import zlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.changes.models import ChangeSet


class Upload(models.Model):
    """The file of a change, compressed, until it is imported. Of a file of results, only our numbers are kept.

    `options` are the check boxes that are on (`plan.OPTIONS`). `decisions` holds the choices made so far, by question
    (`exchange.differences`, `state_data.reconcile`).
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
