"""Applications to all schools of the network for one school year."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.documents import get_document_model_string
from wagtail.models import RevisionMixin

from .applications import ApplicationWindow
from .languages import site_languages
from .school import School


class EnrollmentSeason(RevisionMixin, ClusterableModel, ApplicationWindow):
    """The window of all schools for one school year, with its application forms and information sessions.

    A school with its own `Enrollment` for the year uses that one instead.
    """

    panels = [
        *ApplicationWindow.panels,
        InlinePanel("forms", heading=_("Application on paper"), label=_("Form")),
        InlinePanel("sessions", heading=_("Information sessions"), label=_("Session")),
    ]

    class Meta(ApplicationWindow.Meta):
        verbose_name = _("enrollment season")
        verbose_name_plural = _("enrollment seasons")
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                name="schools_season_once_a_year",
                violation_error_message=_("There is already a season for this school year. Edit that one."),
            )
        ]


class ApplicationForm(models.Model):
    """The application as a document, in one language."""

    season = ParentalKey(EnrollmentSeason, on_delete=models.CASCADE, related_name="forms")
    language = models.CharField(_("language"), max_length=10, choices=site_languages)
    document = models.ForeignKey(
        get_document_model_string(), on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )

    panels = [FieldRowPanel([FieldPanel("language"), FieldPanel("document")])]

    class Meta:
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "language"],
                name="schools_application_form_once",
                violation_error_message=_("There is already a form in this language."),
            )
        ]

    def __str__(self):
        return f"{self.season.shown_year}, {self.get_language_display()}"


class InformationSession(models.Model):
    """A meeting where families can ask about a school, or about all schools."""

    season = ParentalKey(EnrollmentSeason, on_delete=models.CASCADE, related_name="sessions")
    school = models.ForeignKey(
        School,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("school"),
        help_text=_("Leave empty if the session is about all schools."),
    )
    starts = models.DateTimeField(_("starts"), help_text=_("Local time."))
    place = models.CharField(
        _("where"),
        max_length=160,
        blank=True,
        help_text=_("A room and address, or “Online”. Leave empty if it is at the school."),
    )
    language = models.CharField(_("language"), max_length=10, choices=site_languages, blank=True)
    link = models.URLField(_("address to join or sign up"), blank=True)

    panels = [
        FieldRowPanel([FieldPanel("school"), FieldPanel("starts")]),
        FieldRowPanel([FieldPanel("place"), FieldPanel("language")]),
        FieldPanel("link"),
    ]

    class Meta:
        verbose_name = _("information session")
        verbose_name_plural = _("information sessions")
        ordering = ["starts"]

    def __str__(self):
        return f"{timezone.localtime(self.starts):%Y-%m-%d %H:%M}"

    def clean(self):
        super().clean()
        if not self.school_id and not self.place:
            raise ValidationError({"place": _("Enter where a session about all schools takes place.")})

    @property
    def shown_place(self) -> str:
        """Where it takes place: the text staff entered, or the school's campus."""
        return self.place or self.school.campus.address
