"""What the desk stores: confirmations, proposals, school notices, and the approval of profiles as a task."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import CharField, F, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from pages.announcements.models import Notice
from pages.content_cache import memoized
from schools.register.models import School
from schools.register.models.recorded import user_key

__all__ = ["Confirmation", "Decision", "Part", "ProfileApproval", "Proposal", "SchoolNotice"]


class Part(models.TextChoices):
    """The parts of a record, which are confirmed separately."""

    CONTACTS = "contacts", _("Contact details")
    REST = "rest", _("Name, grades, address, and dates")


class Confirmation(models.Model):
    """Who confirmed one part of a school's record, and when (`schools.desk.confirmations`)."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="confirmations", verbose_name=_("school"))
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    at = models.DateTimeField(_("confirmed on"), default=timezone.now)
    by = user_key(_("confirmed by"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["school", "part", "-at"], name="schools_confirmed_last")]

    def __str__(self):
        return f"{self.school.short_name}, {self.get_part_display()}, {timezone.localtime(self.at):%Y-%m-%d}"


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

    OPEN_AGAIN = (Decision.RETURNED, Decision.WITHDRAWN)

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

    @property
    def is_open_again(self) -> bool:
        """Whether the school can change it and send it again."""
        return self.status in self.OPEN_AGAIN


class ProfileApproval(Task):
    """A workflow task: people who can publish a profile approve it, or return it with a comment.

    It checks page permissions, not groups, so no one who can publish a profile is locked out of it.
    `alliance_site.notifications.recipients` decides who gets an email.
    """

    class Meta:
        verbose_name = _("approval of school profiles")
        verbose_name_plural = _("approvals of school profiles")

    @classmethod
    def get_description(cls):
        return _("People who can publish a profile approve it. The school’s reviewers get an email.")

    def decides(self, obj, user) -> bool:
        return obj.permissions_for_user(user).can_publish()

    user_can_access_editor = user_can_lock = decides

    def locked_for_user(self, obj, user):
        return not self.decides(obj, user)

    def get_actions(self, obj, user):
        """Return actions like those of Wagtail's group approval: name, label, whether it asks for a comment."""
        if not self.decides(obj, user):
            return []
        return [
            ("reject", _("Send back"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        from wagtail.permissions import page_permission_policy  # needs the models to be loaded

        pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting.filter(workflow_state__object_id__in=pages.annotate(key=Cast("pk", CharField())).values("key"))


LONGEST = timedelta(days=92)  # anything longer belongs in the profile
AT_ONCE = 3  # more would push the profile itself off a phone's screen


class SchoolNoticeQuerySet(models.QuerySet):
    def not_over(self, day):
        """Return the notices that are shown on `day` or later."""
        return self.filter(last_day__gte=day, ended_at__isnull=True)


class SchoolNotice(Notice):
    """A short message from one school to its families, at the top of its profile and its required documents.

    It is public from its first day to its last, or until someone ends it.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="notices", verbose_name=_("school"))
    link = models.URLField(
        _("link (optional)"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Where to read more, with https://."),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), help_text=_("At most three months after the first day."))
    saved_by = user_key(_("saved by"), editable=False)
    saved_at = models.DateTimeField(_("saved on"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended on"), null=True, editable=False)

    objects = SchoolNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("school notice")
        verbose_name_plural = _("school notices")
        ordering = ["first_day", "pk"]
        default_permissions = ("change", "view")  # no one deletes a notice: it ends, and its record stays
        indexes = [models.Index(fields=["school", "last_day"], name="schools_notice_not_over")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="schools_notice_days_in_order",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def clean(self):
        super().clean()
        if not (self.first_day and self.last_day):
            return
        if self.last_day > self.first_day + LONGEST:
            raise ValidationError(
                {"last_day": _("A notice runs for up to three months. Anything permanent belongs in the profile.")}
            )
        if self._most_on_one_day() >= AT_ONCE:
            message = _("The school already has three notices on these days. End one of them, or choose other days.")
            raise ValidationError(message)

    def _most_on_one_day(self) -> int:
        """Return the largest number of other notices on one of the days of this one."""
        first = max(self.first_day, timezone.localdate())
        other_notices = SchoolNotice.objects.not_over(first).filter(school=self.school_id, first_day__lte=self.last_day)
        spans = list(other_notices.exclude(pk=self.pk).values_list("first_day", "last_day"))
        days = {first, *(begins for begins, _ends in spans if begins > first)}
        return max(sum(begins <= day <= ends for begins, ends in spans) for day in days)

    @property
    def is_shown(self) -> bool:
        return self.ended_at is None and self.first_day <= timezone.localdate() <= self.last_day


@memoized
def current_notices() -> list[SchoolNotice]:
    """Return the notices that are shown today or later, each with its school."""
    return list(SchoolNotice.objects.not_over(timezone.localdate()).select_related("school"))


def shown_notices() -> list[SchoolNotice]:
    """Return the notices that visitors see today, newest first."""
    return [notice for notice in reversed(current_notices()) if notice.is_shown]


def notices_of(school: School) -> list[SchoolNotice]:
    """Return the notices on the pages of `school` today, newest first."""
    return [notice for notice in shown_notices() if notice.school_id == school.pk]
