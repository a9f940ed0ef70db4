from django.conf import settings
from django.db import models
from django.db.models import Value
from wagtail.models import Page


class ArchivedPage(models.Model):
    """A page in the archive (`pages.archive`), and what restoring it needs. Pages below it have no row."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="archived")
    parent = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    slug = models.CharField(max_length=255)
    target = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # The pages that were public: their keys, each with that of the published revision.
    was_live = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    redirects = models.JSONField(default=list)  # what `pages.redirects.add` did
    archived_at = models.DateTimeField(auto_now_add=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-archived_at", "pk"]

    def __str__(self):
        return self.page.title
