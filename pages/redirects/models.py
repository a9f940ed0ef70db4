from django.db import models
from django.utils.translation import gettext_lazy as _


class MissingAddress(models.Model):
    """An address without a page that visitors asked for. Nothing about the visitors, not even the time of day."""

    path = models.CharField(_("address"), max_length=200, unique=True)  # as in the `old_path` of a redirect
    count = models.PositiveIntegerField(_("visits"), default=1)
    last_day = models.DateField(_("last visit"))

    class Meta:
        verbose_name = _("missing address")
        verbose_name_plural = _("pages not found")
        ordering = ["-count", "path"]

    def __str__(self):
        return self.path
