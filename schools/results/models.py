"""State data by state record and school year."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from schools.register.models import StateRecord
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


COUNTS = {Measure.ENROLLMENT, Measure.ENROLLMENT_9_12}  # scholars; every other measure is a percentage


class Result(models.Model):
    """One state figure for one state record and school year.

    `value` is a number of scholars for enrollment, otherwise a percentage. `count` is the number of scholars that the
    percentage is based on.
    """

    record = models.ForeignKey(
        StateRecord, on_delete=models.CASCADE, related_name="results", verbose_name=_("state record")
    )
    measure = models.CharField(_("measure"), max_length=30, choices=Measure.choices)
    year = models.CharField(
        _("school year"),
        max_length=7,
        validators=[RegexValidator(r"^\d{4}-\d{2}$", _("Write it as 2018-19."))],
    )
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=2)
    count = models.PositiveIntegerField(_("scholars counted"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    panels = [
        FieldPanel("record"),
        FieldRowPanel([FieldPanel("measure"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("count")]),
        FieldPanel("source"),
    ]

    class Meta:
        verbose_name = _("yearly result")
        verbose_name_plural = _("yearly results")
        ordering = ["record", "measure", "year"]
        constraints = [models.UniqueConstraint(fields=["record", "measure", "year"], name="schools_result_once")]

    def clean(self):
        super().clean()
        if ends_wrong(self.year):
            raise ValidationError({"year": _("A school year ends in the year after it began: 2018-19.")})
        if self.value is None:
            return
        if self.measure in COUNTS:
            if self.value < 0 or self.value % 1:
                raise ValidationError({"value": _("Enrollment is a whole number of scholars.")})
        elif not 0 <= self.value <= 100:
            raise ValidationError({"value": _("A percentage is between 0 and 100.")})

    def __str__(self):
        return f"{self.get_measure_display()}, {self.year}: {self.value.normalize():f}"
