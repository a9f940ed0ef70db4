"""When families can apply for one school year: the windows of one school and of the whole network."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.template import defaultfilters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.documents import get_document_model_string
from wagtail.models import RevisionMixin

from schools.register.school_year import SchoolYearField, first_day, school_year, shown_year

from .languages import site_languages
from .school import School


class Applications(models.TextChoices):
    """How a school treats applications between the first and the last day."""

    OPEN = "open", _("Open")
    WAITLIST = "waitlist", _("For the waitlist")
    CLOSED = "closed", _("Closed")


# What families read, by stage, and whether there is a last day (of a closed window: whether it has passed).
SENTENCES = {
    ("coming", True): _("Applications open on %(first)s and close after %(last)s."),
    ("coming", False): _("Applications open on %(first)s."),
    ("open", True): _("Applications are open through %(last)s."),
    ("open", False): _("Applications are open."),
    ("waitlist", True): _("Applications go on the waitlist, through %(last)s."),
    ("waitlist", False): _("Applications go on the waitlist."),
    ("closed", True): _("Applications closed after %(last)s."),
    ("closed", False): _("Applications are closed."),
}


class ApplicationWindow(models.Model):
    """Applications for one school year. Staff set the status, and the dates decide when it holds."""

    year = SchoolYearField(
        _("school year"),
        begins=True,
        help_text=_("The year that scholars would start in: 2027-28. Shown until that year is over."),
    )
    status = models.CharField(
        _("applications"),
        max_length=10,
        choices=Applications.choices,
        help_text=_("The status between the two dates. Before and after them, the page adjusts automatically."),
    )
    opens = models.DateField(_("first day"), null=True, blank=True, help_text=_("Leave empty if there is none."))
    closes = models.DateField(_("last day"), null=True, blank=True, help_text=_("Leave empty if there is none."))
    link = models.URLField(_("where to apply"), blank=True, help_text=_("The address of the application itself."))

    panels = [FieldRowPanel(["year", "status"]), FieldRowPanel(["opens", "closes"]), "link"]

    class Meta:
        abstract = True
        ordering = ["year"]

    def __str__(self):
        return f"{self.shown_year}: {self.get_status_display()}"

    def clean(self):
        super().clean()
        if self.opens and self.closes and self.closes < self.opens:
            raise ValidationError({"closes": _("The last day is before the first.")})

    @property
    def shown_year(self) -> str:
        return shown_year(self.year)

    @property
    def first_day_of_year(self) -> date:
        return first_day(self.year)

    @property
    def is_current(self) -> bool:
        """True until the school year is over."""
        return self.year >= school_year(timezone.localdate())

    @property
    def stage(self) -> str:
        """Today `coming`, `open`, `waitlist` or `closed`. The dates overrule the status that staff set."""
        today = timezone.localdate()
        if self.status == Applications.CLOSED or (self.closes and today > self.closes):
            return "closed"
        if self.opens and today < self.opens:
            return "coming"
        return self.status

    @property
    def sentence(self) -> str:
        """What families read about it today."""
        stage = self.stage
        days = {"first": defaultfilters.date(self.opens), "last": defaultfilters.date(self.closes)}
        has_last = bool(self.closes and (stage != "closed" or self.closes < timezone.localdate()))
        return SENTENCES[stage, has_last] % days

    @property
    def days_left(self) -> int | None:
        """Return the days until the last day, 0 on that day; None without a last day."""
        return (self.closes - timezone.localdate()).days if self.closes else None


class Enrollment(ApplicationWindow):
    """The window of one school. For its school year, it replaces the window of all schools (`EnrollmentSeason`)."""

    school = ParentalKey(School, on_delete=models.CASCADE, related_name="enrollments")

    class Meta(ApplicationWindow.Meta):
        verbose_name = _("applications for a school year")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"],
                name="schools_enrollment_once_a_year",
                violation_error_message=_(
                    "This school already has applications for this school year. Edit those instead."
                ),
            )
        ]


class EnrollmentSeason(RevisionMixin, ClusterableModel, ApplicationWindow):
    """The window of all schools for one school year, with its application forms and information sessions.

    A school with its own `Enrollment` for the year uses that one instead.
    """

    panels = [
        *ApplicationWindow.panels,
        InlinePanel("forms", heading=_("Application on paper"), label=_("Form"), classname="collapsed"),
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

    panels = [FieldRowPanel(["language", "document"])]

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

    panels = [FieldRowPanel(["school", "starts"]), FieldRowPanel(["place", "language"]), "link"]

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
