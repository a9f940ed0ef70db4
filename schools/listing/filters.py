"""Filters of the listing. Choices within a filter are combined with OR, the filters with AND."""

from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from schools.desk import confirmations
from schools.register.models import Campus, Level, School

from . import gaps, opening_status

OVERDUE, SOON = "overdue", "soon"


def _any_of(label, **options) -> MultipleChoiceFilter:
    return MultipleChoiceFilter(label=label, widget=CheckboxSelectMultiple, distinct=False, **options)


class SchoolFilterSet(WagtailFilterSet):
    status = _any_of(_("Status"), choices=opening_status.Status.choices, method="filter_status")
    level = _any_of(_("Level"), choices=Level.choices)
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
        return schools.filter(opening_status.status_condition(values))

    def filter_due(self, schools, name, value):
        today = timezone.localdate()
        return confirmations.due_by(schools, today if value == OVERDUE else today + confirmations.SOON)

    def filter_missing(self, schools, name, values):
        return schools.filter(gaps.gap_condition(values))
