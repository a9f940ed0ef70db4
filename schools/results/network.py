"""What a school's percentages are read beside: the same measure and year at all schools of the network together."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Sum

from pages.content_cache import memo
from schools.register.models import SchoolStateRecord

from .models import Result
from .series import Reference, Series


def compare_with_network(series: Iterable[Series]) -> None:
    """Every percentage learns the `network` value of its latest year: at most one query, however many schools.

    The rule: each school's percentage counts by the scholars it rests on, schools that have closed since too; what
    tells no number of scholars is left out, and so is a comparison of one record with itself.
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
