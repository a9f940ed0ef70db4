"""Staff accounts, and the keys of the content loaded so far."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A member of staff. Visitors have no accounts."""

    def save(self, *args, **kwargs):
        self.email = self.email.lower()  # so that addresses compare equal, however they are typed
        super().save(*args, **kwargs)


class LoadedContent(models.Model):
    """The key of content that `load_site` created, so that it is never created or changed again.

    The key stays when staff edit or delete the content.
    """

    key = models.CharField(max_length=200, primary_key=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.key
