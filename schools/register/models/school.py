"""Schools in the register. Each school exists once, without a language; its profiles refer to it."""

import uuid
from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index

from pages.texts.fields import PhoneField, phone_link
from schools.register.grades import LAST_GRADE, TK, grade_text, span_text
from schools.register.record_fields import DAYS, Group, panels
from schools.states import current

from .campus import Campus
from .hours import HELP, HoursField, Week, WeekField, WeekFormMixin, written_week
from .languages import ChoicesField, spoken_languages
from .levels import GradeField, check_level, level_choices
from .program import Program, of_default_language
from .recorded import Recorded


class SchoolQuerySet(models.QuerySet):
    def open_on(self, day: date):
        """Return the schools open on `day`. The closing date is the last open day.

        A 6–12 complex is two schools, a high and a middle school, so it counts as both although the state keeps one
        record for it. By this rule, 18 high and 10 middle schools were open on October 1, 2018.
        """
        return self.filter(Q(closed__isnull=True) | Q(closed__gte=day), opened__lte=day)

    def open_today(self):
        return self.open_on(timezone.localdate())

    def to_call(self):
        """Return the schools that are open today and have a phone, with their campus, by neighborhood and name."""
        schools = self.open_today().exclude(phone="").select_related("campus")
        return schools.order_by("campus__area", "name")

    def opened(self):
        """Return the schools that the public can see: open today, or closed since."""
        return self.filter(opened__lte=timezone.localdate())


class SchoolForm(WeekFormMixin, WagtailAdminModelForm):
    week_hours = WeekField()

    def _post_clean(self):
        super()._post_clean()
        try:
            check_level(self.instance, School.objects.filter(pk=self.instance.pk).first())
        except ValidationError as error:
            self.add_error(None, error)


_STATE_PANELS = (
    HelpPanel(
        _(
            "Enrollment, graduation, and codes belong to the state record. A 6–12 complex has one record "
            "for both schools. A school can have had several records over the years."
        ),
        heading=_("State records"),
    ),
    InlinePanel("record_links", heading=_("State records"), label=_("State record")),
)


class School(Recorded, index.Indexed, ClusterableModel):
    """One school: names, grades, address, contact, dates. The state's data belongs to its state records.

    Every change, by hand or by an import, leaves a revision (`schools.register.history`).
    """

    uid = models.UUIDField(_("stable identifier"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("short name"),
        max_length=60,
        unique=True,
        help_text=_("Lowercase letters, digits, and hyphens. Used in files and addresses. Never reused."),
    )
    name = models.CharField(_("name"), max_length=160, help_text=_("The full public name, with the network’s."))
    level = models.CharField(_("level"), max_length=10, choices=level_choices)
    lowest_grade = GradeField(_("lowest grade"))
    highest_grade = GradeField(_("highest grade"))
    campus = models.ForeignKey(Campus, on_delete=models.PROTECT, related_name="schools", verbose_name=_("campus"))
    phone = PhoneField(_("phone"), help_text=_("The front desk, in the format (555) 555-0100."))
    phone_extension = models.CharField(
        _("phone extension"),
        max_length=6,
        blank=True,
        default="",
        validators=[RegexValidator(r"^\d+$", _("Use digits only, such as 12."))],
        help_text=_("Only if the front desk has one. Digits only."),
    )
    email = models.EmailField(
        _("email"),
        blank=True,
        default="",
        help_text=_("The front desk. Everyone can see it, so use an address of the office, not of a person."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("The school's own site, if it has one."))
    principal = models.CharField(
        _("principal"),
        max_length=80,
        blank=True,
        default="",
        help_text=_("The name, only if the school or its website says it."),
    )
    hours_monday = HoursField(_("office hours on Monday"), help_text=HELP)
    hours_tuesday = HoursField(_("office hours on Tuesday"), help_text=HELP)
    hours_wednesday = HoursField(_("office hours on Wednesday"), help_text=HELP)
    hours_thursday = HoursField(_("office hours on Thursday"), help_text=HELP)
    hours_friday = HoursField(_("office hours on Friday"), help_text=HELP)
    office_hours = models.CharField(
        _("more about office hours"),
        max_length=120,
        blank=True,
        help_text=_("What the hours by day can’t say: “Closed from 12 to 1” or “By appointment in July”."),
    )
    languages = ChoicesField.of(
        spoken_languages,
        _("languages at the front desk"),
        help_text=_("Languages in which staff can help a family, including by phone."),
    )
    transit = models.CharField(
        _("bus and rail"),
        max_length=200,
        blank=True,
        help_text=_("Lines and the nearest stop. As short as on a sign, so that it needs no translation."),
    )
    opened = models.DateField(
        _("opened"), help_text=_("The school's first day, including under an earlier record or name.")
    )
    closed = models.DateField(
        _("closed"), null=True, blank=True, help_text=_("The school's last day. Leave empty while it is open.")
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        db_index=False,  # building the index would lock the table, and there are few schools
        verbose_name=_("school for families to contact"),
        help_text=_("Only when the school closes: the school that its profile points families to."),
    )
    records_kept_by = models.CharField(
        _("who keeps its records"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Only for a closed school: the office that has its transcripts, with a phone number or address."),
    )
    details_as_of = models.DateField(
        _("details as of"), null=True, blank=True, help_text=_("When name, address, and phone were last checked.")
    )
    details_source = models.CharField(_("source of the details"), max_length=160, blank=True)
    programs = ParentalManyToManyField(
        Program,
        verbose_name=_("programs"),
        blank=True,
        related_name="schools",
        limit_choices_to=of_default_language,
        help_text=_("What the school offers today. Families filter by it. Add missing programs under Programs."),
    )
    complaint_url = models.URLField(
        _("complaint notice and form"),
        blank=True,
        help_text=_("Where to find the complaint notice and form. Shown next to the applications."),
    )
    # When anything published about the school last changed, campus, names, records, and results too.
    changed = models.DateTimeField(_("changed"), default=timezone.now, editable=False, db_index=True)

    objects = SchoolQuerySet.as_manager()

    panels = [
        MultiFieldPanel([*panels(Group.SCHOOL)], heading=_("School")),
        MultiFieldPanel([FieldPanel("campus"), *panels(Group.PLACE, Group.CONTACT)], heading=_("Location and contact")),
        MultiFieldPanel([*panels(Group.DATES)], heading=_("Dates")),
        InlinePanel(
            "enrollments",
            heading=_("Applications"),
            label=_("School year"),
            help_text=_("Only if this school’s dates differ from those of all schools (Schools, Enrollment seasons)."),
        ),
        *panels(Group.OFFER, programs=forms.CheckboxSelectMultiple),
        InlinePanel("offerings", heading=_("What the school offers"), label=_("Topic")),
        InlinePanel(
            "next_schools",
            heading=_("Next schools"),
            label=_("School"),
            help_text=_("The schools of the next level where its scholars can continue."),
        ),
        InlinePanel("recognitions", heading=_("Recognition"), label=_("Recognition")),
        InlinePanel("former_names", heading=_("Former names"), label=_("Former name")),
        *(_STATE_PANELS if current().key else ()),
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.RelatedFields("former_names", [index.SearchField("name")]),
        index.RelatedFields("campus", [index.SearchField(name) for name in ("street", "area", "city", "zip")]),
        index.FilterField("level"),
        index.FilterField("closed"),
    ]
    base_form_class = SchoolForm
    search_auto_update = False  # `following.py` does it, for many records at once

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    lowest_grade__lte=models.F("highest_grade"), lowest_grade__gte=TK, highest_grade__lte=LAST_GRADE
                ),
                name="schools_grades_in_order",
            ),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(closed__gte=models.F("opened")), name="schools_closed_after_opened"
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        errors = {}
        first = min(settings.NETWORK.levels.grades[0], 1)
        if self.lowest_grade is not None and self.lowest_grade < first:
            errors["lowest_grade"] = _("Our lowest grade is %(grade)s.") % {"grade": grade_text(first)}
        if (
            None not in (self.lowest_grade, self.highest_grade)
            and not TK <= self.lowest_grade <= self.highest_grade <= LAST_GRADE
        ):
            errors["highest_grade"] = _("The lowest grade cannot be above the highest, and grade 12 is the last.")
        if self.opened and self.closed and self.closed < self.opened:
            errors["closed"] = _("The closing date is before the opening date.")
        if self.successor_id and self.successor_id == self.pk:
            errors["successor"] = _("A school cannot send families to itself. Choose another school.")
        if self.phone_extension and not self.phone:
            errors["phone_extension"] = _("Enter the phone number too, or leave the extension empty.")
        if errors:
            raise ValidationError(errors)

    @property
    def its_level(self):
        """What the network calls its level, and the grades there; None before it is chosen."""
        return settings.NETWORK.levels.get(self.level)

    def get_level_display(self) -> str:
        """Return the level's name. Django's version builds a dict per call, which is slow in lists of schools."""
        level = settings.NETWORK.levels.get(self.level)
        return str(level.name) if level else self.level

    @property
    def level_order(self) -> int:
        """The place of its level, from the lowest."""
        return [*settings.NETWORK.levels].index(self.level)

    @property
    def is_open(self) -> bool:
        return self.is_open_on(timezone.localdate())

    def is_open_on(self, day: date) -> bool:
        """Return whether the school is open on `day`, by the rule of `SchoolQuerySet.open_on`."""
        return self.opened <= day and (self.closed is None or self.closed >= day)

    @property
    def is_closed(self) -> bool:
        return self.closed is not None and self.closed < timezone.localdate()

    @property
    def grades(self) -> str:
        """The grade span as people write it: `9–12`, or `6`."""
        return span_text(self.lowest_grade, self.highest_grade)

    @property
    def level_and_grades(self) -> str:
        """“High school, grades 9–12”, in the active language."""
        return _("%(level)s, grades %(grades)s") % {"level": self.get_level_display(), "grades": self.grades}

    @property
    def line(self) -> str:
        """“High school, grades 9–12, Watts”, in the active language."""
        return _("%(level)s, grades %(grades)s, %(area)s") % {
            "level": self.get_level_display(),
            "grades": self.grades,
            "area": self.campus.area,
        }

    def serves_year(self, first_day: date) -> bool:
        """Return whether scholars can still start in the school year that begins on `first_day`."""
        return not (self.closed and self.closed < max(first_day, timezone.localdate()))

    def windows(self, seasons=()) -> list:
        """Return the windows that still matter to families, nearest school year first.

        `seasons` are the windows of all schools. For each year, the school's own window comes before them.
        """
        by_year = {window.year: window for window in (*seasons, *self.enrollments.all()) if window.is_current}
        return [by_year[year] for year in sorted(by_year) if self.serves_year(by_year[year].first_day_of_year)]

    @property
    def names_before(self) -> list:
        """The former names to show to families. Leaves out the name of a school that merges into this one later."""
        today = timezone.localdate()
        return [
            former_name
            for former_name in self.former_names.all()
            if former_name.last_seen is None or former_name.last_seen <= today
        ]

    @property
    def week_hours(self) -> Week:
        return {day: getattr(self, f"hours_{day}") for day in DAYS}

    @week_hours.setter
    def week_hours(self, week: Week) -> None:
        for day, hours in week.items():
            setattr(self, f"hours_{day}", hours)

    def get_week_hours_display(self) -> str:
        return written_week(self.week_hours)

    @property
    def language_names(self) -> list[str]:
        """The languages at the front desk, named in the active language."""
        return [str(label) for code, label in spoken_languages() if code in self.languages]

    @property
    def details_are_of_state(self) -> bool:
        """Whether the details come from the state's file, and nobody has confirmed them since."""
        source = current().directory.source
        return bool(source) and source.partition(",")[0] in self.details_source

    @property
    def phone_text(self) -> str:
        """The phone number with its extension, in the active language."""
        if not self.phone_extension:
            return self.phone
        return _("%(phone)s, ext. %(extension)s") % {"phone": self.phone, "extension": self.phone_extension}

    @property
    def phone_link(self) -> str:
        return phone_link(self.phone, self.phone_extension)

    @property
    def short_name(self) -> str:
        """The name without the network's."""
        return self.name.removeprefix(settings.NETWORK.prefix)


class SchoolDeletion(models.Model):
    """When a school was deleted from the register. Data files with the school are out of date since then."""

    uid = models.UUIDField(_("stable identifier"))
    at = models.DateTimeField(_("deleted"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("deleted school")
        verbose_name_plural = _("deleted schools")

    def __str__(self):
        return str(self.uid)
