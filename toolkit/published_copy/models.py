"""What the publisher remembers: changes it has to show, files it has written, what a CDN has to be told, its runs, and
what each address said."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

WHOLE = "all: "  # how the reason of a run begins that looks at everything


class Change(models.Model):
    """One row of something public that changed. Written by the triggers, in the transaction of the change itself.

    It is deleted once every page has been looked at after it; until then a publisher that stops in the middle begins
    again.
    """

    label = models.CharField(max_length=100)  # of the model whose object changed: "schools.school"
    key = models.CharField(max_length=100)  # its primary key
    at = models.DateTimeField(db_default=Now())
    # Whether the pages that show it were rendered; the sweep of all others is still to come.
    is_shown = models.BooleanField(db_default=False, default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(is_shown=False), name="change_not_shown")]

    def __str__(self):
        return f"{self.label} {self.key}"


class PublishRunQuerySet(models.QuerySet):
    def whole(self):
        """Those that looked at everything, to the end."""
        return self.filter(reason__startswith=WHOLE, finished__isnull=False)


class PublishRun(models.Model):
    """One run of the publisher. Its key is the version of the files it writes."""

    started = models.DateTimeField(db_default=Now())
    finished = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    rendered = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    is_check = models.BooleanField(default=False)  # what this one wrote, the reference graph had missed

    objects = PublishRunQuerySet.as_manager()

    class Meta:
        get_latest_by = "pk"

    def __str__(self):
        return f"{self.pk}: {self.reason}"


class PublishedFile(models.Model):
    """One file of the copy. Together they are its manifest."""

    address = models.CharField(max_length=500, unique=True)  # "/about/"
    digest = models.CharField(max_length=64)  # SHA-256 of the content, hexadecimal; of a document SHA-1
    size = models.PositiveIntegerField()  # bytes, not compressed
    content_type = models.CharField(max_length=100)
    written = models.DateTimeField()
    version = models.PositiveBigIntegerField()  # key of the run that wrote it
    reason = models.CharField(max_length=200)
    links = ArrayField(models.CharField(max_length=500), default=list)  # addresses of the site that it leads to

    def __str__(self):
        return self.address


class Unpurged(models.Model):
    """One change of an address that a CDN was not told of yet. Written in the transaction that notes the change."""

    address = models.CharField(max_length=500)

    def __str__(self):
        return self.address


class Edition(models.Model):
    """What an address said between two moments; the content is kept in the archive under its digest."""

    address = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # None: it still does

    class Meta:
        indexes = [models.Index(fields=["address", "since"])]
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=Q(until=None), name="one_edition_at_a_time")
        ]

    def __str__(self):
        return f"{self.address} since {self.since}"
