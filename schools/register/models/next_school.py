from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .school import Level, School


class NextSchoolQuerySet(models.QuerySet):
    def current(self):
        """Return the links to show to the public: from a middle school to a high school, neither of them closed."""
        today = timezone.localdate()
        return self.filter(
            Q(school__closed__isnull=True) | Q(school__closed__gte=today),
            Q(high_school__closed__isnull=True) | Q(high_school__closed__gte=today),
            school__level=Level.MIDDLE,
        )


class NextSchool(Orderable):
    """A high school where scholars of a middle school can continue."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="next_schools")
    high_school = models.ForeignKey(
        School,
        on_delete=models.CASCADE,
        related_name="earlier_schools",
        verbose_name=_("high school"),
        limit_choices_to={"level": Level.HIGH},
    )

    objects = NextSchoolQuerySet.as_manager()

    panels = ["high_school"]

    class Meta(Orderable.Meta):
        verbose_name = _("next high school")
        verbose_name_plural = _("next high schools")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "high_school"],
                name="schools_next_school_once",
                violation_error_message=_("This high school is already in the list."),
            )
        ]

    def __str__(self):
        return self.high_school.name

    def clean(self):
        super().clean()
        if self.high_school_id and self.high_school.level != Level.HIGH:
            raise ValidationError({"high_school": _("Choose a high school.")})
