"""Lists of a school: what it offers (which families ask for and the state does not publish), awards, former names."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable

from .school import School


class OfferingTopic(models.TextChoices):
    """What families ask about, most asked first."""

    BEFORE_AFTER = "before_after_school", _("Before and after school")
    UNIFORM = "uniform", _("Uniform")
    SPORTS = "sports", _("Sports and clubs")
    SPECIAL_EDUCATION = "special_education", _("Special education")
    ENGLISH_LEARNERS = "english_learners", _("Support for English learners")
    MEALS = "meals", _("Meals")
    PRINCIPAL = "principal", _("Principal")


class Offering(models.Model):
    """What one school says about one topic, and when that was last checked."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="offerings")
    topic = models.CharField(_("topic"), max_length=20, choices=OfferingTopic.choices)
    text = models.CharField(
        _("what the school offers"),
        max_length=300,
        help_text=_("One or two short sentences for families. Only what is true this school year."),
    )
    checked = models.DateField(_("checked on"), default=timezone.localdate)

    panels = [FieldRowPanel(["topic", "checked"]), "text"]

    class Meta:
        verbose_name = _("offering")
        verbose_name_plural = _("offerings")
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "topic"],
                name="schools_offering_once",
                violation_error_message=_("This topic is already in the list."),
            )
        ]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.text}"

    def clean(self):
        super().clean()
        if self.checked and self.checked > timezone.localdate():
            raise ValidationError({"checked": _("This date cannot be in the future.")})


class Recognition(models.Model):
    """An award or title with its source, in the words of the organization that gave it."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="recognitions")
    title = models.CharField(
        _("title"), max_length=120, help_text=_("As the awarding organization calls it: “National Blue Ribbon School”.")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2004)])
    source = models.CharField(_("source"), max_length=160, help_text=_("Such as “Press release of March 1, 2024”."))
    source_url = models.URLField(_("address of the source"), blank=True)

    panels = [FieldRowPanel(["title", "year"]), FieldRowPanel(["source", "source_url"])]

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


class FormerName(Orderable):
    """A former name of the school, or of a school that merged into it."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=160)
    last_seen = models.DateField(
        _("last seen"),
        null=True,
        blank=True,
        help_text=_("The first day of the month when a source last used the name. Leave empty if unknown."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)

    panels = ["name", "last_seen", FieldRowPanel(["source", "source_url"])]

    class Meta(Orderable.Meta):
        verbose_name = _("former name")
        verbose_name_plural = _("former names")

    def __str__(self):
        return self.name
