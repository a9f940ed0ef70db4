from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Archivable(models.Model):
    """A file that is archived, not deleted, once visitors got it on a page: see `media.archive`."""

    was_public = models.BooleanField(default=False, db_default=False, editable=False)
    archived_at = models.DateTimeField(_("archived on"), null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    archived_by.wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
