"""Staff accounts, and the days of reminders."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A member of staff. Visitors have no accounts."""

    def save(self, *args, **kwargs):
        self.email = self.email.lower()  # so that addresses compare equal, however they are typed
        super().save(*args, **kwargs)


class ReminderDay(models.Model):
    """The day of the last reminder of one kind to one person, or since when something has been overdue.

    In a table, not in a cache: a crash of the database or a restore must not start the days over.
    """

    key = models.CharField(max_length=400, primary_key=True)
    day = models.DateField()

    def __str__(self):
        return f"{self.key}, {self.day}"
