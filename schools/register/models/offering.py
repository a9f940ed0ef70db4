"""What a school offers: the facts that families ask for and the state does not publish."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

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

    panels = [FieldRowPanel([FieldPanel("topic"), FieldPanel("checked")]), FieldPanel("text")]

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
