from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.announcements.models import Notice
from schools.register.models import School
from schools.register.models.recorded import user_key

LONGEST = timedelta(days=92)  # anything longer belongs in the profile
AT_ONCE = 3  # more would push the profile itself off a phone's screen


class SchoolNoticeQuerySet(models.QuerySet):
    def shown_on(self, day):
        """Return the notices that visitors see on `day`, newest first."""
        return self.not_over(day).filter(first_day__lte=day).order_by("-first_day", "-pk")

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
