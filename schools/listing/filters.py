"""Filters of the listing, and gaps in records: empty fields, and missing state records, editors, or profiles.

Choices within a filter are combined with OR, the filters with AND.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, TextChoices
from django.db.models.functions import Cast, Left
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from schools.desk import confirmations
from schools.profiles.facts import label
from schools.profiles.models import SchoolPage
from schools.register.models import Campus, Place, PlaceKind, School, SchoolStateRecord
from schools.register.models.levels import level_choices
from schools.register.record_fields import FIELDS
from schools.states import current

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


@dataclass(frozen=True)
class Gap:
    """One kind of gap. `lacks` matches the schools that have the gap."""

    name: str
    label: str | Promise
    lacks: Q


def _gaps() -> Iterator[Gap]:
    for entry in FIELDS:
        if entry.is_gap:
            nothing = {name: School._meta.get_field(name).get_default() for name in entry.names}
            yield Gap(entry.name, capfirst(label(entry)), Q(**nothing))
    programs = School.programs.through.objects.filter(school=OuterRef("pk"))
    yield Gap("programs", _label("programs"), ~Q(Exists(programs)))
    at_zip = Place.objects.filter(kind=PlaceKind.ZIP, name=Left(OuterRef("campus__zip"), 5))
    at_zip = at_zip.annotate(degrees=Cast("latitude", Campus._meta.get_field("latitude")))
    lacks_point = Q(campus__latitude=None) | Q(Exists(at_zip.filter(degrees=OuterRef("campus__latitude"))))
    yield Gap("point", _("Point on the map"), lacks_point)
    if current().key:
        yield Gap("record", _("State record"), ~Q(Exists(SchoolStateRecord.objects.filter(school=OuterRef("pk")))))
    yield Gap("details_as_of", _label("details_as_of"), Q(details_as_of=None))
    editors = confirmations.users_with_email().filter(groups__school_team__school=OuterRef("pk"))
    yield Gap("editor", _("Editor of the school"), ~Q(Exists(editors)))
    for code, language in settings.WAGTAIL_CONTENT_LANGUAGES:
        live = SchoolPage.objects.filter(school=OuterRef("pk"), locale__language_code=code, live=True)
        yield Gap(
            f"profile_{code}", format_lazy(_("Published profile ({language})"), language=language), ~Q(Exists(live))
        )


def _label(name: str) -> str | Promise:
    return capfirst(School._meta.get_field(name).verbose_name)


GAPS = {gap.name: gap for gap in _gaps()}


def with_gaps(schools):
    """Annotate `schools` with their gaps, for `missing`."""
    lacks = {f"lacks_{gap.name}": ExpressionWrapper(gap.lacks, BooleanField()) for gap in GAPS.values()}
    return schools.annotate(**lacks)


def missing(school) -> list[str]:
    """Return the labels of the gaps of a school from `with_gaps`, in the active language."""
    return [str(gap.label) for gap in GAPS.values() if getattr(school, f"lacks_{gap.name}")]


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
    missing = _any_of(_("Missing"), choices=[(gap.name, gap.label) for gap in GAPS.values()], method="filter_missing")

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
        until = timezone.localdate() + (confirmations.SOON if value == SOON else timedelta())
        return confirmations.with_confirm_by(schools.open_today()).filter(confirm_by__lte=until)

    def filter_missing(self, schools, name, values):
        return schools.filter(reduce(or_, (GAPS[name].lacks for name in values)))
