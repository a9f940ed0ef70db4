"""One entry of the log."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from toolkit.activity_log import sentences


class Channel(models.TextChoices):
    """By which way somebody came."""

    DOOR = "door", _("Signing in")
    EDITOR = "editor", _("Editor")
    SITE = "site", _("Public site")
    COMMAND = "command", _("Command")
    WORKER = "worker", _("Worker")
    DATABASE = "database", _("Database, outside the site")


class AuditEntry(models.Model):
    """What one person, command or job did to one thing. Nothing of it is ever changed (`append_only`).

    Names stand in it as text, so that it outlives accounts and objects. `at`, `number` and `digest` are the database's.
    """

    at = models.DateTimeField(_("when"), db_default=Now())
    action = models.CharField(_("action"), max_length=100)  # "record.changed", "wagtail.publish", "signin.failed"
    actor_key = models.CharField(max_length=40, blank=True)  # of the account; empty: none
    actor_name = models.CharField(_("who"), max_length=200, blank=True)
    object_label = models.CharField(max_length=100, blank=True)  # "schools.school"
    object_key = models.CharField(max_length=200, blank=True)
    object_title = models.CharField(_("object"), max_length=300, blank=True)
    detail = models.JSONField(default=dict)  # of a change: {"phone": [before, after]}
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    request = models.CharField(_("request"), max_length=64, blank=True)  # as in the lines of the log on disk
    # Of signing in only, without its last part: enough to see an attack, too little to follow somebody at home.
    network = models.CharField(_("network"), max_length=43, blank=True)
    number = models.BigIntegerField(null=True, unique=True)  # in the order of commits, without gaps
    digest = models.CharField(max_length=64, blank=True)  # of this entry and the digest before, SHA-256

    class Meta:
        verbose_name = _("activity log entry")
        verbose_name_plural = _("activity log entries")
        default_permissions = ()  # no role may have any: site admins read it, nobody writes it
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["action"], name="audit_action"),
        ]

    def __str__(self):
        return str(self.sentence)

    @property
    def data(self) -> dict:
        """What Wagtail's own words for its actions read."""
        return self.detail

    @property
    def sentence(self) -> str:
        return sentences.sentence(self)

    @property
    def changes(self) -> list[str]:
        return sentences.changes(self)
