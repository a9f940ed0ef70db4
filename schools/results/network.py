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
    series_by_key = {(item.measure, item.latest.year): item for item in series if item.is_percent}
    if not series_by_key:
        return
    network: dict[tuple[str, str], Reference] = memo(
        ("network", frozenset(series_by_key)), lambda: _network(series_by_key)
    )
    for key, item in series_by_key.items():
        item.network = network.get(key)


def _network(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Reference]:
    ours = Exists(SchoolStateRecord.objects.filter(record=OuterRef("record")))
    years = {year.replace("–", "-") for _measure, year in keys}
    results = Result.objects.filter(ours, measure__in={measure for measure, _year in keys}, year__in=years, count__gt=0)
    totals = results.order_by().values("measure", "year")
    rows = totals.annotate(whole=Sum(F("value") * F("count")), scholars=Sum("count"), records=Count("pk"))
    return {
        (row["measure"], row["year"].replace("-", "–")): Reference(row["whole"] / row["scholars"], row["scholars"])
        for row in rows
        if row["records"] > 1
    }
