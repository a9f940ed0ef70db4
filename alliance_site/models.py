"""The people who sign in, and the memory of the first load."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A member of staff. Visitors have no accounts."""

    def save(self, *args, **kwargs):
        self.email = self.email.lower()  # one address is one person, however it is typed
        super().save(*args, **kwargs)


class LoadedContent(models.Model):
    """What `load_site` has created once, by key, so that it is never created or changed again.

    Staff may edit or delete the content itself: the key stays.
    """

    key = models.CharField(max_length=200, primary_key=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.key
