from functools import reduce
from operator import or_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .levels import names
from .school import School


def of_a_next_level() -> dict[str, list[str]]:
    return {"level__in": [level.key for level in settings.NETWORK.levels.higher]}


def levels_after(level: str | None) -> list:
    """Return the levels where scholars of `level` continue; all that have one before them if it is unknown."""
    levels = settings.NETWORK.levels
    return [levels[higher] for lower, higher in levels.pairs if lower == level] if level in levels else levels.higher


def choose_another(levels: list) -> str:
    """Return what to say if the school is not of one of `levels`."""
    if not levels:
        return _("Schools of the highest level have no next schools. Leave it empty.")
    return _("Choose a %(level)s.") % {"level": names(levels, "one")}


class NextSchoolQuerySet(models.QuerySet):
    def current(self):
        """Return the links to show to the public: from one level to the next, neither school closed."""
        today = timezone.localdate()
        leads_on = [
            Q(school__level=lower, high_school__level=higher) for lower, higher in settings.NETWORK.levels.pairs
        ]
        links = self.filter(reduce(or_, leads_on, Q(pk=None)))
        return links.exclude(school__closed__lt=today).exclude(high_school__closed__lt=today)


class NextSchool(Orderable):
    """A school of the next level, such as a high school, where scholars of a school can continue."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="next_schools")
    high_school = models.ForeignKey(
        School,
        on_delete=models.CASCADE,
        related_name="earlier_schools",
        verbose_name=gettext_lazy("school"),
        limit_choices_to=of_a_next_level,
    )

    objects = NextSchoolQuerySet.as_manager()

    panels = ["high_school"]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("next school")
        verbose_name_plural = gettext_lazy("next schools")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "high_school"],
                name="schools_next_school_once",
                violation_error_message=gettext_lazy("This school is already in the list."),
            )
        ]

    def __str__(self):
        return self.high_school.name

    def clean(self):
        super().clean()
        wanted = levels_after(self.school.level if hasattr(self, "school") else None)  # a formset names it after this
        if self.high_school_id and self.high_school.its_level not in wanted:
            raise ValidationError({"high_school": choose_another(wanted)})
