"""State data by state record and school year, and the same for the district and the state."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from schools.register.changes import touch
from schools.register.models import School, StateRecord
from schools.register.school_year import ends_wrong


class Measure(models.TextChoices):
    """Measures in the state's data. In a complex, those for grades 9 to 12 belong to the high school."""

    ENROLLMENT = "enrollment", _("Enrollment")
    MEALS = "frpm_percent", _("Free or reduced-price meals")
    ENROLLMENT_9_12 = "enrollment_9_12", _("Enrollment, grades 9–12")
    UNDUPLICATED = "unduplicated_percent", _("Low-income, English learner, or foster youth")
    GRADUATION = "graduation_rate", _("Four-year graduation rate")
    UC_CSU = "uc_csu_percent", _("Met UC/CSU course requirements")
    ELA = "ela_met_percent", _("Met or exceeded standard in English, grade 11")
    MATH = "math_met_percent", _("Met or exceeded standard in mathematics, grade 11")
    ELA_ALL = "ela_all_met_percent", _("Met or exceeded standard in English, all grades tested")
    MATH_ALL = "math_all_met_percent", _("Met or exceeded standard in mathematics, all grades tested")
    ELA_DISTANCE = "ela_distance", _("English: points above or below the standard")
    MATH_DISTANCE = "math_distance", _("Mathematics: points above or below the standard")
    UC_CSU_GRADUATES = "a_g_graduates_percent", _("Graduates who completed UC/CSU courses (A–G)")
    DROPOUT = "dropout_rate", _("Four-year dropout rate")
    COLLEGE = "college_going_percent", _("Went to college within a year")
    PREPARED = "prepared_percent", _("“Prepared” for college or career")
    ABSENCE_K8 = "chronic_absence_k8", _("Often absent, up to grade 8")
    ABSENCE_9_12 = "chronic_absence_9_12", _("Often absent, grades 9–12")
    SUSPENSION = "suspension_rate", _("Suspended at least once")
    ENGLISH_LEARNERS = "english_learner_percent", _("English learners")
    DISABILITIES = "disabilities_percent", _("Students with disabilities")
    LOW_INCOME = "low_income_percent", _("Low-income students")


COUNTS = {Measure.ENROLLMENT, Measure.ENROLLMENT_9_12}  # scholars
POINTS = {Measure.ELA_DISTANCE, Measure.MATH_DISTANCE}  # of the state's test scale; every other measure is a percentage


def unit(measure: str) -> str:
    return "scholars" if measure in COUNTS else "points" if measure in POINTS else "percent"


class Area(models.TextChoices):
    LAUSD = "lausd", _("Los Angeles Unified")
    CALIFORNIA = "california", _("California")


AREA_CODES = {"19647330000000": Area.LAUSD, "00000000000000": Area.CALIFORNIA}  # CDS codes in the state's files


class StateFigure(models.Model):
    """One number of the state for one school year.

    `value` is a number of scholars for enrollment, points of the test scale for a distance from the standard, otherwise
    a percentage. It is None if the state does not publish it, as for small groups. `count` is the number of scholars
    that the value is based on.
    """

    measure = models.CharField(_("measure"), max_length=30, choices=Measure.choices)
    year = models.CharField(
        _("school year"),
        max_length=7,
        validators=[RegexValidator(r"^\d{4}-\d{2}$", _("Write it as 2018-19."))],
    )
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

    figure_panels = [
        FieldRowPanel([FieldPanel("measure"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("count")]),
        FieldPanel("source"),
    ]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if ends_wrong(self.year):
            raise ValidationError({"year": _("A school year ends in the year after it began: 2018-19.")})
        if self.value is None:
            return
        if self.measure in COUNTS:
            if self.value < 0 or self.value % 1:
                raise ValidationError({"value": _("Enrollment is a whole number of scholars.")})
        elif self.measure in POINTS:
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

    panels = [FieldPanel("record"), *StateFigure.figure_panels]

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
    """One number of the state for the district or all of California, to compare schools with."""

    area = models.CharField(_("area"), max_length=10, choices=Area.choices)

    panels = [FieldPanel("area"), *StateFigure.figure_panels]

    class Meta:
        verbose_name = _("district or state result")
        verbose_name_plural = _("district and state results")
        ordering = ["area", "measure", "year"]
        constraints = [models.UniqueConstraint(fields=["area", "measure", "year"], name="schools_area_result_once")]

    def __str__(self):
        return f"{self.get_area_display()}, {super().__str__()}"
