"""Requirements: what the network must post by law, by agreement with the authorizer, or as good practice."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from pages.texts import TextsField
from schools.register.grades import LAST_GRADE, TK, span_text
from schools.register.models import School
from schools.register.models.languages import ChoicesField, spoken_languages
from schools.register.models.levels import GradeField, level_choices
from schools.register.models.recorded import user_key
from schools.register.school_year import coming_year, first_day, school_year


class Scope(models.TextChoices):
    NETWORK = "network", _("The network, once")
    SCHOOL = "school", _("Each school")
    BOTH = "both", _("The network and each school")


class Duty(models.TextChoices):
    """Where the law says that something has to be. The website alone fulfills only `WEBSITE`."""

    WEBSITE = "website", _("The law says: on the website")
    CAMPUS = "campus", _("The law says: on campus")
    NOTIFY = "notify", _("The law says: adopt or notify")
    RECOMMENDED = "recommended", _("Recommended")


class Topic(models.TextChoices):
    """The headings of the public page, in order."""

    RIGHTS = "rights", _("Rights and complaints")
    SAFETY = "safety", _("Health and safety")
    PLANS = "plans", _("Plans and reports")
    MONEY = "money", _("Money")
    BOARD = "board", _("The board")


class Cycle(models.TextChoices):
    FIXED = "fixed", _("Each year by a date")
    EVENT = "event", _("A number of days after an event")
    STANDING = "standing", _("Permanent, reviewed regularly")


class Owner(models.TextChoices):
    """The offices, named as on the public page."""

    NETWORK = "network", _("Network office")
    FINANCE = "finance", _("Finance office")
    STUDENTS = "students", _("Student services")
    BOARD = "board", _("Board office")
    SCHOOL = "school", _("School office")


class Artifact(models.TextChoices):
    DOCUMENT = "document", _("Document")
    PAGE = "page", _("Page")
    TABLE = "table", _("Table or link")
    CONTACT = "contact", _("Contact")


class Condition(models.TextChoices):
    """Conditions that the register does not know about a school, so a person decides."""

    ATHLETICS = "athletics", _("the school has teams")
    TITLE_I = "title-i", _("the school gets Title I money")
    EXPANDED = "expanded", _("the school runs expanded learning")
    BUSES = "buses", _("the school transports students")
    PESTICIDES = "pesticides", _("the school uses pesticides that need a plan")


class Answer(NamedTuple):
    """Whether a requirement applies (None: a person must decide), and why not or what to decide."""

    applies: bool | None
    reason: str = ""


class Requirement(models.Model):
    """One kind of document, notice, or contact: its authority, who posts it, how often, and its owner.

    This is not legal advice. Entries are marked until counsel has confirmed them.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Never changes."))
    title = TextsField(_("title"), max_length=140)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    authority = models.CharField(
        _("authority"), max_length=200, help_text=_("The law, rule, or agreement that requires it.")
    )
    link = models.URLField(
        _("address of the authority"), blank=True, help_text=_("Official sources only. Leave empty if unsure.")
    )
    duty = models.CharField(_("duty"), max_length=11, choices=Duty.choices)
    checked_on = models.DateField(
        _("checked against the law on"), null=True, blank=True, help_text=_("When someone last read the sources.")
    )
    checked_against = models.CharField(
        _("sources checked"),
        max_length=400,
        blank=True,
        default="",
        help_text=_("The sources, and anything that is not verified."),
    )
    counsel_to_confirm = models.BooleanField(
        _("counsel to confirm"),
        default=True,
        help_text=_("Clear this after counsel or the compliance office has confirmed this requirement."),
    )
    since = models.DateField(
        _("required since"),
        null=True,
        blank=True,
        help_text=_("If empty: always. For earlier days, the tracker and proof packets do not ask for it."),
    )
    scope = models.CharField(_("who posts it"), max_length=10, choices=Scope.choices)
    level = models.CharField(_("only for level"), max_length=10, choices=level_choices, blank=True)
    lowest_grade = GradeField(
        _("only with a grade from"), null=True, blank=True, validators=[MaxValueValidator(LAST_GRADE)]
    )
    highest_grade = GradeField(_("to"), null=True, blank=True, validators=[MaxValueValidator(LAST_GRADE)])
    conditions = ChoicesField.of(
        Condition.choices,
        _("only if"),
        help_text=_("The register does not have this information. Staff decide for each school."),
    )
    on_home_page = models.BooleanField(
        _("direct link on the home page"),
        default=False,
        help_text=_("The home page links to the network’s newest posting, and search engines can index it."),
    )
    cycle = models.CharField(_("cycle"), max_length=10, choices=Cycle.choices)
    due_month = models.PositiveSmallIntegerField(
        _("month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    due_day = models.PositiveSmallIntegerField(
        _("day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    for_year_before = models.BooleanField(
        _("for the year before"),
        default=False,
        help_text=_("The document reports on the school year before its date, like a report card due in February."),
    )
    event = models.CharField(_("event"), max_length=120, blank=True, help_text=_("“The coordinator changes”."))
    within_days = models.PositiveSmallIntegerField(_("days after the event"), null=True, blank=True)
    review_days = models.PositiveSmallIntegerField(
        _("days until the next review"),
        default=365,
        validators=[MinValueValidator(1), MaxValueValidator(1900)],
        help_text=_("Not used with a yearly date."),
    )
    owner = models.CharField(_("owner"), max_length=10, choices=Owner.choices)
    person = user_key(
        _("who gets reminders"), blank=True, help_text=_("If empty: all Listings managers. Never public.")
    )
    next_person = user_key(
        _("who gets an email when it is long overdue"),
        blank=True,
        db_index=False,  # few rows
        help_text=_(
            "After 30 days. If empty: all Listings managers, if someone else gets the reminders. Never public."
        ),
    )
    languages = ChoicesField.of(spoken_languages, _("languages needed"))
    artifact = models.CharField(_("usual format"), max_length=10, choices=Artifact.choices)
    note = models.TextField(_("note for staff"), blank=True)
    template = TextsField(
        _("template"),
        blank=True,
        help_text=_("A text that schools can start from, with blanks to fill in. It is never published from here."),
    )
    in_use = models.BooleanField(
        _("in use"), default=True, help_text=_("Turn off to stop asking for this. Existing postings stay.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    panels = [
        HelpPanel(
            _(
                "This list helps you keep track. It is not legal advice. Requirements marked “counsel to "
                "confirm” have not been confirmed."
            ),
            heading=_("About this list"),
        ),
        MultiFieldPanel([FieldRowPanel(["code", "topic", "order"]), "title", "in_use"], heading=_("Name")),
        MultiFieldPanel(
            ["authority", "link", "duty", "since", "checked_on", "checked_against", "counsel_to_confirm"],
            heading=_("Authority"),
        ),
        MultiFieldPanel(
            ["scope", FieldRowPanel(["level", "lowest_grade", "highest_grade"]), "conditions", "on_home_page"],
            heading=_("Applies to"),
        ),
        MultiFieldPanel(
            [
                "cycle",
                FieldRowPanel(["due_month", "due_day"]),
                "for_year_before",
                FieldRowPanel(["event", "within_days"]),
                "review_days",
            ],
            heading=_("Frequency"),
        ),
        MultiFieldPanel(
            ["owner", FieldRowPanel(["person", "next_person"]), "artifact", "languages", "note"],
            heading=_("Owner and format"),
        ),
        MultiFieldPanel(
            [FieldPanel("template", widget=AdminAutoHeightTextInput)],
            heading=_("Template for schools"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["order", "code"]

    def __str__(self):
        return str(self.title)

    def clean(self):
        super().clean()
        errors = {}
        if self.cycle == Cycle.FIXED and not (self.due_month and self.due_day):
            errors["due_month"] = _("Enter the month and the day.")
        elif self.cycle == Cycle.FIXED and self.due_day > monthrange(2001, self.due_month)[1]:
            errors["due_day"] = _("This month does not have this day every year.")
        if self.cycle == Cycle.EVENT and not (self.event and self.within_days is not None):
            errors["event"] = _("Enter the event and the number of days after it.")
        if None not in (self.lowest_grade, self.highest_grade) and self.lowest_grade > self.highest_grade:
            errors["highest_grade"] = _("The lowest grade cannot be above the highest.")
        if errors:
            raise ValidationError(errors)

    @property
    def duty_order(self) -> int:
        """The place of its duty, the strictest first."""
        return [*Duty.values, ""].index(self.duty)

    def asks(self, school: School | None) -> bool:
        """Return whether schools, or the network (None), post it."""
        return self.scope in (Scope.BOTH, Scope.SCHOOL if school else Scope.NETWORK)

    @property
    def language_names(self) -> list[str]:
        return names_of(self.languages)

    @property
    def how_often(self) -> str:
        """The cycle as part of a sentence: “each year by February 1”."""
        if self.cycle == Cycle.FIXED:
            day = date(2001, self.due_month, self.due_day)
            return _("each year by %(day)s") % {"day": date_format(day, "MONTH_DAY_FORMAT")}
        values = {"event": self.event, "within": self.within_days, "review": self.review_days}
        if self.cycle == Cycle.EVENT:
            return _("%(within)s days after: %(event)s. Reviewed every %(review)s days") % values
        return _("permanent, reviewed every %(review)s days") % values

    @property
    def is_yearly(self) -> bool:
        return self.cycle == Cycle.FIXED

    @property
    def duty_in_a_sentence(self) -> str:
        """The duty, with its yearly date: “The law says: on the website, each year by February 1.”"""
        often = f", {self.how_often}" if self.is_yearly else ""
        return f"{self.get_duty_display()}{often}."

    def due_in(self, year: str) -> date:
        """Return the yearly date of the document for the school year `year`."""
        return self._date_in(coming_year(first_day(year)) if self.for_year_before else year)

    def year_due(self, due: date) -> str:
        """Return the school year of the document that the yearly date `due` asks for."""
        return school_year(due.replace(year=due.year - 1, day=1) if self.for_year_before else due)

    def _date_in(self, year: str) -> date:
        """Return the yearly date in the school year `year`."""
        first = first_day(year)
        due = date(first.year, self.due_month, self.due_day)
        return due if due >= first else due.replace(year=due.year + 1)

    def coming_date(self, day: date) -> date | None:
        """Return the first yearly date from `day` on, or None if the requirement is not yearly."""
        if not self.is_yearly:
            return None
        due = self._date_in(school_year(day))
        return due if due >= day else self._date_in(coming_year(day))

    def asked_year(self, day: date) -> str:
        """Return the school year that the last yearly date until `day` asked for; if not yearly, that of `day`."""
        if not self.is_yearly:
            return school_year(day)
        after = self.coming_date(day + timedelta(days=1))
        return self.year_due(after.replace(year=after.year - 1))

    def next_date(self, year: str, day: date) -> date:
        """Return when a document is due again that is for the school year `year` and was posted on `day`.

        A yearly date goes by `year` alone. Without one, the document counts for `asked_year`.
        """
        if not self.is_yearly:
            return day + timedelta(days=self.review_days)
        return self.due_in(coming_year(first_day(year or self.asked_year(day))))

    def applies_to(self, school: School | None, today: date) -> Answer:
        """Return whether `school`, or the network (None), must post it, as far as the register knows."""
        if school is None:
            return Answer(True)
        if not school.is_open_on(today):
            return Answer(False, _("The school is not open."))
        if self.level and school.level != self.level:
            return Answer(False, _("Only at: %(level)s.") % {"level": settings.NETWORK.levels[self.level].one})
        lowest = TK if self.lowest_grade is None else self.lowest_grade
        highest = LAST_GRADE if self.highest_grade is None else self.highest_grade
        if school.highest_grade < lowest or school.lowest_grade > highest:
            return Answer(False, _("Only with grades %(span)s.") % {"span": span_text(lowest, highest)})
        if self.conditions:
            labels = "; ".join(str(Condition(condition).label) for condition in self.conditions)
            return Answer(None, _("Only if: %(asked)s.") % {"asked": labels})
        return Answer(True)


def names_of(codes: list[str]) -> list[str]:
    """Return the names of the languages `codes`, in the active language and in the order of the choices."""
    return [str(label) for code, label in spoken_languages() if code in codes]
