"""Awards and titles of schools."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from .school import School


class Recognition(models.Model):
    """An award or title with its source, in the words of the organization that gave it."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="recognitions")
    title = models.CharField(
        _("title"),
        max_length=120,
        help_text=_("As the awarding organization calls it: “National Blue Ribbon School”."),
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2004)])
    source = models.CharField(_("source"), max_length=160, help_text=_("Such as “Press release of March 1, 2024”."))
    source_url = models.URLField(_("address of the source"), blank=True)

    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("source"), FieldPanel("source_url")]),
    ]

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["-year", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "title", "year"],
                name="schools_recognition_once_a_year",
                violation_error_message=_("This recognition is already listed for this year."),
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.year})"

    def clean(self):
        super().clean()
        if self.year and self.year > timezone.localdate().year:
            raise ValidationError({"year": _("The year cannot be in the future.")})
