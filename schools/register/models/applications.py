"""When families can apply for one school year: what the window of one school and of the whole network share."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from schools.register.school_year import SchoolYearField, ends_wrong, first_day, shown_year


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

    panels = [
        FieldRowPanel([FieldPanel("year"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
        FieldPanel("link"),
    ]

    class Meta:
        abstract = True
        ordering = ["year"]

    def __str__(self):
        return f"{self.shown_year}: {self.get_status_display()}"

    def clean(self):
        super().clean()
        errors = {}
        if ends_wrong(self.year):
            errors["year"] = _("A school year ends in the year after it began: 2018-19.")
        if self.opens and self.closes and self.closes < self.opens:
            errors["closes"] = _("The last day is before the first.")
        if errors:
            raise ValidationError(errors)

    @property
    def shown_year(self) -> str:
        return shown_year(self.year)

    @property
    def first_day_of_year(self) -> date:
        return first_day(self.year)

    @property
    def is_current(self) -> bool:
        """True until the school year is over."""
        start = self.first_day_of_year
        return timezone.localdate() < start.replace(year=start.year + 1)

    def stage_on(self, day: date) -> str:
        """Return `coming`, `open`, `waitlist` or `closed`. The dates overrule the status that staff set."""
        if self.status == Applications.CLOSED or (self.closes and day > self.closes):
            return "closed"
        if self.opens and day < self.opens:
            return "coming"
        return self.status

    @property
    def stage(self) -> str:
        return self.stage_on(timezone.localdate())

    @property
    def sentence(self) -> str:
        """What families read about it today."""
        stage = self.stage
        days = {
            "first": date_format(self.opens) if self.opens else "",
            "last": date_format(self.closes) if self.closes else "",
        }
        return SENTENCES[stage, self.has_passed if stage == "closed" else bool(self.closes)] % days

    @property
    def has_passed(self) -> bool:
        """True if the last day is over."""
        return bool(self.closes and self.closes < timezone.localdate())

    @property
    def days_left(self) -> int | None:
        """Return the days until the last day, 0 on that day; None without a last day."""
        return (self.closes - timezone.localdate()).days if self.closes else None
