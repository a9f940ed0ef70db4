"""Changes of the register: what each did to every record, for its history and for undoing it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.register.models.recorded import user_key

from .kinds import Kind, by_name


class State(models.TextChoices):
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked, not applied")
    APPLYING = "applying", _("Applying")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Cannot be applied")


class ChangeSet(models.Model):
    """One change of any number of records, of one kind (`schools.changes.kinds`).

    `data` is what its kind needs to make or undo it. `preview` describes what it does, and has the digest that a
    person agrees to.
    """

    kind = models.CharField(max_length=10)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.CHECKING)
    name = models.CharField(_("name"), max_length=200)
    data = models.JSONField(default=dict)
    preview = models.JSONField(_("planned changes"), default=dict)
    error = models.TextField(_("reason it cannot be applied"), blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    by = user_key(_("by"), blank=True)
    at = models.DateTimeField(_("applied"), null=True, blank=True)
    undone_by = user_key(_("undone by"), blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of the register")
        verbose_name_plural = _("changes of the register")
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @property
    def of_kind(self) -> Kind:
        return by_name[self.kind]

    @property
    def url(self) -> str:
        return reverse(self.of_kind.url_name, args=[self.pk])

    @property
    def counts(self) -> dict[str, int]:
        return self.preview.get("counts", {})

    @property
    def works(self) -> bool:
        """Whether it is being worked on."""
        return self.state in (State.CHECKING, State.APPLYING, State.UNDOING)


class RecordChange(models.Model):
    """One record of a change: its data before and after, and the revision.

    `before` is None for a record that the change added.
    """

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="records")
    model = models.CharField(max_length=40)  # a record of the register, or a result (which has no revision)
    key = models.BigIntegerField()
    name = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField()
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("changed record")
        verbose_name_plural = _("changed records")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["change_set", "model", "key"], name="schools_changed_once")]

    def __str__(self):
        return self.name
