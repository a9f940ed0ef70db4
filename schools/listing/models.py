from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterColumns(models.Model):
    """The columns of the listing that a person chose (`schools.listing.columns`). Without a row, the defaults apply."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    names = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        verbose_name = _("columns of the register")
        verbose_name_plural = _("columns of the register")

    def __str__(self):
        return str(self.user)
