"""The log entry."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from toolkit.activity_log import sentences

# Of an entry in a list or an export.
COLUMNS = ["at", "actor_name", "actor_key", "action", "object_label", "object_key", "object_title", "sentence"]
COLUMNS += ["changes", "channel", "network", "request"]


class Channel(models.TextChoices):
    """Where an action came from."""

    DOOR = "door", _("Signing in")
    EDITOR = "editor", _("Editor")
    SITE = "site", _("Public site")
    COMMAND = "command", _("Command")
    WORKER = "worker", _("Worker")
    DATABASE = "database", _("Database, outside the site")


class AuditEntry(models.Model):
    """What one person, command, or job did to one object. Entries never change (`triggers`).

    Names are stored as text, so that they outlive accounts and objects. The database sets `at`.
    """

    at = models.DateTimeField(_("when"), db_default=Now())
    action = models.CharField(_("action"), max_length=100)  # "record.changed", "wagtail.publish", "signin.failed"
    actor_key = models.CharField(max_length=40, blank=True)  # the account's key; empty if there is none
    actor_name = models.CharField(_("who"), max_length=200, blank=True)
    object_label = models.CharField(max_length=100, blank=True)  # "schools.school"
    object_key = models.CharField(max_length=200, blank=True)
    object_title = models.CharField(_("object"), max_length=300, blank=True)
    detail = models.JSONField(default=dict)  # for a change: {"phone": [before, after]}
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    request = models.CharField(_("request"), max_length=64, blank=True)  # the request ID in the log on disk
    # For sign-ins only, without the last part: enough to see an attack, too little to identify a home.
    network = models.CharField(_("network"), max_length=43, blank=True)
    copied = models.BooleanField(db_default=False)  # to the log on disk, by `copying`

    class Meta:
        verbose_name = _("activity log entry")
        verbose_name_plural = _("activity log entries")
        default_permissions = ()  # no role can have any: only site admins read it
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["action"], name="audit_action"),
            models.Index(fields=["id"], name="audit_to_copy", condition=models.Q(copied=False)),
        ]

    def __str__(self):
        return str(self.sentence)

    @property
    def data(self) -> dict:
        """The detail under the name that Wagtail's log formatters read."""
        return self.detail

    @property
    def sentence(self) -> str:
        return sentences.sentence(self)

    @property
    def changes(self) -> list[str]:
        return sentences.changes(self)
