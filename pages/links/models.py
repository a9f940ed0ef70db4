from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkStatus(models.TextChoices):
    WORKS = "works", _("Works")
    MOVED = "moved", _("Moved permanently")
    FAILED = "failed", _("Failed last night")
    BROKEN = "broken", _("Broken")
    UNKNOWN = "unknown", _("Could not be checked")


class CheckedLink(models.Model):
    """An address of another site that public pages link to, as it was last checked."""

    url = models.TextField(primary_key=True)
    status = models.CharField(max_length=10, choices=LinkStatus.choices)
    answer = models.CharField(max_length=40, blank=True)  # such as “404” or “SSLError”
    moved_to = models.TextField(blank=True)
    checked_on = models.DateField()

    def __str__(self):
        return self.url
