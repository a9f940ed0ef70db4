"""The worker's sign of life."""

from django.db import models


class WorkerBeat(models.Model):
    """When the worker was last alive and well: one row."""

    at = models.DateTimeField()

    def __str__(self):
        return str(self.at)
