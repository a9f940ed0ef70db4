"""What the card of a school in the finder says beside its name: the newest state results, and until when to apply.

Both come inside the query that fetches the profiles, so that a list of schools needs no further one.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.register.json_rows import object_of, rows_of
from schools.register.models import Enrollment, EnrollmentSeason, SchoolStateRecord
from schools.register.school_year import shown_year
from schools.results.measures import CARD, OF_THE_RECORD, number
from schools.results.models import Measure, Result

LABELS: dict[str, str | Promise] = {
    Measure.GRADUATION: _("Graduation"),
    Measure.ELA: _("English test"),
    Measure.MATH: _("Math test"),
    Measure.ELA_ALL: _("English test"),
    Measure.MATH_ALL: _("Math test"),
}


@dataclass(frozen=True)
class CardNumber:
    """One newest result: `text` is the percentage, `year` the school year; `of_both` if a complex is counted as one."""

    label: str | Promise
    text: str
    year: str
    of_both: bool


def with_cards(profiles):
    """Annotate the queryset `profiles` for `fill`."""
    results = Result.objects.filter(
        record__school_links__school=OuterRef("school"), measure__in=set().union(*CARD.values()), value__isnull=False
    )
    results = results.order_by("measure", "-year", F("record__closed").desc(nulls_first=True)).distinct("measure")
    other_schools = SchoolStateRecord.objects.filter(record=OuterRef("record")).exclude(
        school=OuterRef(OuterRef("school"))
    )
    row = JSONObject(measure="measure", value="value", year="year", is_shared=Exists(other_schools))
    return profiles.annotate(
        its_results=ArraySubquery(results.values(row=row)),
        its_windows=rows_of(Enrollment.objects.filter(school=OuterRef("school"))),
        its_seasons=rows_of(EnrollmentSeason.objects.all()),
    )


def fill(profiles) -> None:
    """Set `card_numbers`, in the order of `CARD`, and the windows of each of `profiles` from `with_cards`."""
    for profile in profiles:
        school = profile.school
        by_measure = {row["measure"]: row for row in profile.its_results}
        rows = [by_measure[measure] for measure in CARD[school.level] if measure in by_measure]
        profile.card_numbers = [_number(row) for row in rows]
        school.enrollments = [object_of(Enrollment, row) for row in profile.its_windows]
        profile.seasons = [object_of(EnrollmentSeason, row) for row in profile.its_seasons]


def _number(row: dict) -> CardNumber:
    measure = Measure(row["measure"])
    text = number(measure, Decimal(str(row["value"])))
    of_both = row["is_shared"] and measure in OF_THE_RECORD
    return CardNumber(LABELS[measure], text, shown_year(row["year"]), of_both)
