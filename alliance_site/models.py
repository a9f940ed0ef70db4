"""Staff accounts, and who was reminded of what."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A member of staff. Visitors have no accounts."""

    def save(self, *args, **kwargs):
        self.email = self.email.lower()  # so that addresses compare equal, however they are typed
        super().save(*args, **kwargs)


class Reminded(models.Model):
    """The first and the last day on which a person was reminded of one item of a section of the emails.

    The item is empty in the row about the whole section, and so is the section in the row about the whole email
    (`alliance_site.notifications.digest`).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=400, blank=True)
    since = models.DateField()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "section", "item"], name="alliance_site_reminded_of")]

    def __str__(self):
        return f"{self.user}, {self.section}, {self.item}, {self.day}"
