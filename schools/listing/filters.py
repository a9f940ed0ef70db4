"""Filters of the listing. Choices within a filter are combined with OR, the filters with AND."""

from functools import reduce
from operator import or_

from django.db.models import Q, TextChoices
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from schools.desk import confirmations
from schools.register.models import Campus, School
from schools.register.models.levels import level_choices

from . import gaps

OVERDUE, SOON = "overdue", "soon"


class Status(TextChoices):
    """Whether a school is open, by its dates."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    LATER = "later", _("Opening later")


def status_of(school) -> Status:
    if school.is_open:
        return Status.OPEN
    return Status.CLOSED if school.is_closed else Status.LATER


def _any_of(label, **options) -> MultipleChoiceFilter:
    return MultipleChoiceFilter(label=label, widget=CheckboxSelectMultiple, distinct=False, **options)


class SchoolFilterSet(WagtailFilterSet):
    status = _any_of(_("Status"), choices=Status.choices, method="filter_status")
    level = _any_of(_("Level"), choices=level_choices)
    area = _any_of(_("Neighborhood"), field_name="campus__area")
    due = ChoiceFilter(
        label=_("Confirmations"),
        choices=[(OVERDUE, _("Overdue")), (SOON, _("Overdue, or due within two weeks"))],
        empty_label=_("All"),
        widget=RadioSelect,
        method="filter_due",
    )
    missing = _any_of(
        _("Missing"), choices=[(gap.name, gap.label) for gap in gaps.GAPS.values()], method="filter_missing"
    )

    class Meta:
        model = School
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = Campus.objects.exclude(schools=None).order_by("area").values_list("area", flat=True).distinct()
        self.filters["area"].extra["choices"] = [(area, area) for area in areas]

    def filter_status(self, schools, name, values):
        today = timezone.localdate()
        rules = {
            Status.OPEN: Q(pk__in=School.objects.open_today().values("pk")),
            Status.CLOSED: Q(closed__lt=today),
            Status.LATER: Q(opened__gt=today),
        }
        return schools.filter(reduce(or_, (rules[Status(value)] for value in values)))

    def filter_due(self, schools, name, value):
        today = timezone.localdate()
        return confirmations.due_by(schools, today if value == OVERDUE else today + confirmations.SOON)

    def filter_missing(self, schools, name, values):
        return schools.filter(gaps.gap_condition(values))
