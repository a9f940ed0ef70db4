"""The publisher's tables: changes, runs, written files, addresses to purge, and editions. And the content's version."""

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now

WHOLE = "all: "  # prefix of the reason of full runs


class Change(models.Model):
    """One changed row of public content. The triggers write it in the transaction of the change.

    It is deleted after a full sweep that began later. Until then, a publisher that stops in the middle starts over.
    """

    label = models.CharField(max_length=100)  # the model's label: "schools.school"
    key = models.CharField(max_length=100)  # the object's primary key
    at = models.DateTimeField(db_default=Now())
    # Whether the pages that show it were rendered. The sweep of all other pages comes later.
    is_shown = models.BooleanField(db_default=False, default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(is_shown=False), name="change_not_shown")]

    def __str__(self):
        return f"{self.label} {self.key}"


class PublishRun(models.Model):
    """One run of the publisher. Its key is the version of the files it writes."""

    started = models.DateTimeField(db_default=Now())
    finished = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    rendered = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    is_check = models.BooleanField(default=False)  # files that it wrote had been missed before

    class Meta:
        get_latest_by = "pk"

    def __str__(self):
        return f"{self.pk}: {self.reason}"


class PublishedFile(models.Model):
    """One file of the copy. Together they are its manifest."""

    address = models.CharField(max_length=500, unique=True)  # "/about/"
    digest = models.CharField(max_length=64)  # hexadecimal SHA-256 of the content; SHA-1 for documents
    size = models.PositiveIntegerField()  # bytes, uncompressed
    content_type = models.CharField(max_length=100)
    written = models.DateTimeField()
    version = models.PositiveBigIntegerField()  # key of the run that wrote the file
    reason = models.CharField(max_length=200)
    links = ArrayField(models.CharField(max_length=500), default=list)  # addresses of the site that it links to

    def __str__(self):
        return self.address


class Unpurged(models.Model):
    """One changed address that a CDN was not told about yet, written in the transaction of the change."""

    address = models.CharField(max_length=500)

    def __str__(self):
        return self.address


class Edition(models.Model):
    """What an address contained during a period. The archive has the content under its digest."""

    address = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # None: current

    class Meta:
        indexes = [models.Index(fields=["address", "since"])]
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=Q(until=None), name="one_edition_at_a_time")
        ]

    def __str__(self):
        return f"{self.address} since {self.since}"


# Changes are deleted only after a later run; without a publisher the newest one always stays. So the last run and the
# present changes never give the same version twice. A restored database has another oid.
QUERY = """
SELECT (SELECT oid FROM pg_database WHERE datname = current_database()),
       (SELECT max(id) FROM published_copy_publishrun),
       count(*), max(id), sum(hashint8extended(id, 0)::numeric)
FROM published_copy_change
"""


def content_version() -> str:
    """Return text that stays the same until public content changes, as seen from the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        return " ".join(map(str, cursor.fetchone()))
