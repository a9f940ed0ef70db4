from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.register.models import School
from schools.register.models.recorded import user_key


class Decision(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Proposal(models.Model):
    """A change of its record that a school asks the office to approve (`schools.desk.proposals`).

    `changes` maps each field to its value when it was proposed and the proposed value: `{"name": {"before": "…",
    "after": "…"}}`, with ISO dates. After approval, `after` is the value that the office approved.

    So a proposal is a delta, and each field says what has changed since. A draft of the whole record would revert what
    came after it: approving Monday’s draft on Friday would take back Wednesday’s import. That is why Wagtail’s drafts
    and workflows are not used for schools.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("school"))
    changes = models.JSONField(_("changes"))
    reason = models.TextField(_("reason"), max_length=500)
    by = user_key(_("proposed by"))
    at = models.DateTimeField(_("proposed on"), default=timezone.now)
    status = models.CharField(_("status"), max_length=10, choices=Decision.choices, default=Decision.WAITING)
    comment = models.TextField(_("comment"), max_length=500, blank=True)
    decided_by = user_key(_("decided by"))
    decided_at = models.DateTimeField(_("decided on"), null=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["status", "school"], name="schools_proposal_waiting")]

    def __str__(self):
        return f"{self.school.short_name}, {timezone.localtime(self.at):%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        return self.status == Decision.WAITING
