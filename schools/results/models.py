"""State data by state record and school year, and the same for the district and the state. `schools.states` has the
measures and the areas."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel

from schools.register.changes import touch
from schools.register.models import School, StateRecord
from schools.register.school_year import SchoolYearField
from schools.states import POINTS, SCHOLARS, current


def measures() -> list:
    return [(measure.name, measure.label) for measure in current().measures.values()]


def areas() -> list:
    return [(area.name, area.label) for area in current().areas]


class StateFigure(models.Model):
    """One number of the state for one school year.

    `value` is a number of scholars for enrollment, points of the test scale for a distance from the standard, otherwise
    a percentage. It is None if the state does not publish it, as for small groups. `count` is the number of scholars
    that the value is based on.
    """

    measure = models.CharField(_("measure"), max_length=30, choices=measures)
    year = SchoolYearField(_("school year"), validators=[RegexValidator(r"^\d{4}-\d{2}$", _("Write it as 2018-19."))])
    value = models.DecimalField(
        _("value"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Leave it blank if the state does not publish it. Profiles then link to the state’s page."),
    )
    count = models.PositiveIntegerField(_("scholars counted"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    figure_panels = [FieldRowPanel(["measure", "year"]), FieldRowPanel(["value", "count"]), "source"]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.value is None:
            return
        unit = current().measure(self.measure).unit
        if unit == SCHOLARS:
            if self.value < 0 or self.value % 1:
                raise ValidationError({"value": _("Enrollment is a whole number of scholars.")})
        elif unit == POINTS:
            if not -500 <= self.value <= 500:
                raise ValidationError({"value": _("A distance from the standard is between -500 and 500 points.")})
        elif not 0 <= self.value <= 100:
            raise ValidationError({"value": _("A percentage is between 0 and 100.")})

    def __str__(self):
        value = _("not published") if self.value is None else f"{self.value.normalize():f}"
        return f"{self.get_measure_display()}, {self.year}: {value}"


class Result(StateFigure):
    """One number of the state for one state record and school year."""

    record = models.ForeignKey(
        StateRecord, on_delete=models.CASCADE, related_name="results", verbose_name=_("state record")
    )

    panels = ["record", *StateFigure.figure_panels]

    class Meta:
        verbose_name = _("yearly result")
        verbose_name_plural = _("yearly results")
        ordering = ["record", "measure", "year"]
        constraints = [models.UniqueConstraint(fields=["record", "measure", "year"], name="schools_result_once")]


@receiver([post_save, post_delete], sender=Result)
def follow_result(instance, **kwargs):
    """Mark the schools of a result as changed."""
    touch(School.objects.filter(record_links__record=instance.record_id))


class AreaResult(StateFigure):
    """One number of the state for the district or the whole state, to compare schools with."""

    area = models.CharField(_("area"), max_length=10, choices=areas)

    panels = ["area", *StateFigure.figure_panels]

    class Meta:
        verbose_name = _("district or state result")
        verbose_name_plural = _("district and state results")
        ordering = ["area", "measure", "year"]
        constraints = [models.UniqueConstraint(fields=["area", "measure", "year"], name="schools_area_result_once")]

    def __str__(self):
        return f"{self.get_area_display()}, {super().__str__()}"
