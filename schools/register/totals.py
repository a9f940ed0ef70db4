"""Totals from the register, for figures on any page."""

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.figures.totals import Total

from .models import School

OF_LEVELS = {f"{key}_schools_open": level for key, level in reversed(settings.NETWORK.levels.items())}
LABELS = {
    "schools_open": gettext_lazy("Schools open today"),
    **{
        key: format_lazy(gettext_lazy("{schools} open today"), schools=level.plural) for key, level in OF_LEVELS.items()
    },
    "campuses_open": gettext_lazy("Campuses with an open school today"),
}


def register_totals() -> dict[str, Total]:
    """Return today's totals from one query, as of the month in which the register last changed."""
    today = timezone.localdate()
    counts = School.objects.open_on(today).aggregate(
        schools_open=Count("pk"),
        **{key: Count("pk", filter=Q(level=level.key)) for key, level in OF_LEVELS.items()},
        campuses_open=Count("campus", distinct=True),
        changed=Max("changed"),
    )
    as_of = date_format(timezone.localtime(counts.pop("changed")), "YEAR_MONTH_FORMAT")
    source = _("Our school register")
    rule = str(settings.NETWORK.counted)
    campus_rule = _("Schools that share an address are on one campus.")
    return {
        key: Total(value, as_of, source, campus_rule if key == "campuses_open" else rule)
        for key, value in counts.items()
    }
