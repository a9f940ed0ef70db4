"""Comparison of a school's percentages with all schools of the network together."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Sum

from pages.content_cache import memo
from schools.register.models import SchoolStateRecord

from .models import Result
from .series import Reference, Series


def compare_with_network(series: Iterable[Series]) -> None:
    """Set `network` on every percentage series, for its latest year. At most one query, for any number of schools.

    The network value is the average of the schools' percentages, weighted by the number of scholars they are based on.
    It includes schools that have closed since. Results without that number are left out. There is no network value if
    only one record has results.
    """
    asked = {(one.measure, one.latest.year): one for one in series if one.is_percent}
    if not asked:
        return
    network = memo(("network", frozenset(asked)), lambda: _network(asked))
    for key, one in asked.items():
        one.network = network.get(key)


def _network(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Reference]:
    ours = Exists(SchoolStateRecord.objects.filter(record=OuterRef("record")))
    years = {year.replace("–", "-") for _measure, year in asked}
    found = Result.objects.filter(ours, measure__in={measure for measure, _year in asked}, year__in=years, count__gt=0)
    totals = found.order_by().values("measure", "year")
    rows = totals.annotate(whole=Sum(F("value") * F("count")), scholars=Sum("count"), records=Count("pk"))
    return {
        (row["measure"], row["year"].replace("-", "–")): Reference(row["whole"] / row["scholars"], row["scholars"])
        for row in rows
        if row["records"] > 1
    }
