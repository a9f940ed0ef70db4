"""A school in a few sentences, made by rules from the state's newest numbers: facts in, sentences out, no database.

A number that is missing, or that the state does not publish, has no sentence. Low numbers are said as plainly as high
ones, and no school is ranked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.states import ABSENCE, SCHOLARS, TEST, Measure, current

CLOSE = 1  # of 100: no more apart is “about the same”


@dataclass(frozen=True)
class Number:
    """The newest number of one measure: `value` in percent, or scholars; `year` as “2024–25”.

    `grades` says of which scholars a test is. `yardstick` is the same measure and year in the area that it is compared
    with, if known. `of_both`: the state counts the two schools of a campus together. `is_older`: others have a newer
    year.
    """

    measure: str
    value: Decimal
    year: str
    source: str = ""
    grades: str = ""
    yardstick: Decimal | None = None
    of_both: bool = False
    is_older: bool = False

    @property
    def of(self) -> Measure:
        return current().measure(self.measure)

    @property
    def is_size(self) -> bool:
        return self.of.unit == SCHOLARS

    @property
    def text(self) -> str:
        """Scholars, or how many of 100: “395”, “97”, “more than 99”, or “fewer than 1”."""
        if self.is_size:
            return f"{self.value:,.0f}"
        if Decimal("99.5") <= self.value < 100:
            return _("more than 99")
        return _("fewer than 1") if 0 < self.value < Decimal("0.5") else str(self.share)

    @property
    def share(self) -> int:
        return whole(self.value)

    @property
    def mark(self) -> int | None:
        """The yardstick, of 100."""
        return None if self.yardstick is None else whole(self.yardstick)

    @property
    def where(self) -> str:
        """The yardstick's area, in words."""
        return str(current().area(self.of.yardstick).label)

    @property
    def sentence(self) -> str:
        """The number and its comparison, as far as the shown numbers tell; empty for measures without a sentence."""
        return capfirst(self.of.said % {"share": self.text, "than": self._than}) if self.of.said else ""

    @property
    def _than(self) -> str:
        both = _(" (both schools at this campus)") if self.of_both else ""
        if self.mark is None:
            return both
        if self.share == self.mark:
            pattern = _(", as many as in %(where)s")
        elif abs(self.share - self.mark) <= CLOSE:
            pattern = _(", about the same as in %(where)s (%(there)s)")
        elif self.share > self.mark:
            pattern = _(", more than in %(where)s (%(there)s)")
        else:
            pattern = _(", fewer than in %(where)s (%(there)s)")
        return both + pattern % {"where": self.where, "there": self.mark}


class InShort:
    """What `numbers` say about a school with so many `grades`."""

    def __init__(self, numbers: Iterable[Number], grades: int):
        self.numbers = sorted(numbers, key=lambda number: current().in_short.index(number.measure))
        self.grades = grades

    @property
    def paragraphs(self) -> list[str]:
        """All sentences: size and graduation, then tests and absence."""
        first = [self.size, *(one.sentence for one in self.numbers if one.of.topic not in (TEST, ABSENCE))]
        second = [one.sentence for one in self.numbers if one.of.topic in (TEST, ABSENCE)]
        return [text for sentences in (first, second) if (text := " ".join(filter(None, sentences)))]

    @property
    def short(self) -> str:
        """The sentences on graduation and tests."""
        return " ".join(number.sentence for number in self.bars)

    @property
    def bars(self) -> list[Number]:
        return [number for number in self.numbers if number.of.is_bar]

    @property
    def scholars(self) -> str:
        """The number of scholars, and with whom the state counts them; empty if it is not known."""
        number = self._count
        if number is None:
            return ""
        scholars = ngettext("%(count)s scholar", "%(count)s scholars", int(number.value)) % {"count": number.text}
        return _("%(scholars)s at both schools of this campus") % {"scholars": scholars} if number.of_both else scholars

    @property
    def size(self) -> str:
        """The same with the number in each grade."""
        number = self._count
        if number is None or number.of_both or self.grades == 1 or number.value < self.grades:
            return self.scholars and f"{self.scholars}."
        each = f"{number.value / self.grades:.0f}"
        return _("%(scholars)s, about %(each)s in each grade.") % {"scholars": self.scholars, "each": each}

    @property
    def _count(self) -> Number | None:
        return next((one for one in self.numbers if one.is_size), None)

    @property
    def note(self) -> str:
        """Who published the numbers that are said, and for which years, once; empty without numbers."""
        said = [one for one in self.numbers if one.of.said or one.is_size]
        if not said:
            return ""
        sources = dict.fromkeys(one.source.partition(",")[0] for one in said if one.source)
        publishers = ", ".join(map(current().translated, sources))
        notes = dict.fromkeys(str(one.of.wider) for one in said if one.of.wider and one.yardstick)
        both = [_("The state counts both schools at this campus together.")] if any(n.of_both for n in said) else []
        return " ".join([f"{publishers}, {years_note((one.of.short, one.year) for one in said)}", *notes, *both])


def years_note(years: Iterable[tuple[str | Promise, str]]) -> str:
    """Return the year of most of (label, year), then the labels of each other year: “2024–25. Math: 2023–24.”"""
    labels: dict[str, list[str]] = {}
    for label, year in dict.fromkeys((str(label), year) for label, year in years):
        labels.setdefault(year, []).append(label)
    usual = max(labels, key=lambda year: (len(labels[year]), year), default="")
    return " ".join([f"{usual}.", *(f"{', '.join(names)}: {year}." for year, names in labels.items() if year != usual)])


def whole(value: Decimal) -> int:
    """Return a percentage as people say it, never rounded to 0 or 100."""
    rounded = int(value.quantize(Decimal(1), ROUND_HALF_UP))
    return rounded if value in (0, 100) else min(max(rounded, 1), 99)
