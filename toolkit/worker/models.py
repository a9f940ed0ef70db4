"""Sign of life of the worker."""

from django.db import models


class WorkerBeat(models.Model):
    """When the worker last was alive and well: one row."""

    at = models.DateTimeField()

    def __str__(self):
        return str(self.at)
