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
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from schools.register.models import Level
from schools.results.models import COUNTS, Area, Measure

NUMBERS = {  # of each level, in the order of the sentences
    Level.HIGH: [
        Measure.ENROLLMENT_9_12,
        Measure.GRADUATION,
        Measure.UC_CSU_GRADUATES,
        Measure.ELA,
        Measure.MATH,
        Measure.ABSENCE_9_12,
    ],
    Level.MIDDLE: [Measure.ENROLLMENT, Measure.ELA_ALL, Measure.MATH_ALL, Measure.ABSENCE_K8],
}
ENGLISH, MATH = {Measure.ELA, Measure.ELA_ALL}, {Measure.MATH, Measure.MATH_ALL}
ABSENCE = {Measure.ABSENCE_9_12, Measure.ABSENCE_K8}
YARDSTICKS = {  # what each measure is compared with
    Measure.GRADUATION: Area.LAUSD,
    **dict.fromkeys(ABSENCE, Area.LAUSD),
    **dict.fromkeys(ENGLISH | MATH, Area.CALIFORNIA),
}
BARS: dict[str, str | Promise] = {  # on cards, in this order
    Measure.GRADUATION: gettext_lazy("Graduate"),
    **dict.fromkeys(ENGLISH, pgettext_lazy("test", "English")),
    **dict.fromkeys(MATH, gettext_lazy("Math")),
}
TOPICS: dict[str, str | Promise] = {
    **dict.fromkeys(COUNTS, gettext_lazy("number of scholars")),
    Measure.GRADUATION: gettext_lazy("graduation"),
    Measure.UC_CSU_GRADUATES: gettext_lazy("graduation"),
    **dict.fromkeys(ENGLISH | MATH, gettext_lazy("tests")),
    **dict.fromkeys(ABSENCE, gettext_lazy("absence")),
}
WIDER = {  # grades that the yardstick covers and the school does not have
    **dict.fromkeys((Measure.ELA_ALL, Measure.MATH_ALL), gettext_lazy("California’s tests: grades 3–8 and 11.")),
    Measure.ABSENCE_K8: gettext_lazy("Absence in Los Angeles Unified: kindergarten to grade 8."),
}


@dataclass(frozen=True)
class Number:
    """The newest number of one measure: `value` in percent, or scholars; `year` as “2024–25”.

    `yardstick` is the same measure and year in the area of `YARDSTICKS`, if known. `of_both`: the state counts the two
    schools of a campus together. `is_older`: other schools have a newer year.
    """

    measure: str
    value: Decimal
    year: str
    source: str = ""
    yardstick: Decimal | None = None
    of_both: bool = False
    is_older: bool = False

    @property
    def text(self) -> str:
        return f"{self.value:,.0f}" if self.measure in COUNTS else hundredths(self.value)

    @property
    def standing(self) -> int:
        """1, 0, or -1: above, the same as, or below the yardstick, as far as the shown numbers tell."""
        ours, theirs = whole(self.value), whole(self.yardstick)
        return (ours > theirs) - (ours < theirs)

    @property
    def where(self) -> str:
        """The yardstick's area, in words."""
        return str(YARDSTICKS[Measure(self.measure)].label)


@dataclass(frozen=True)
class Bar:
    """One number on a card. `grades` says of which scholars; `mark` is the yardstick, from 0 to 100."""

    number: Number
    label: str | Promise
    grades: str

    @property
    def width(self) -> int:
        return whole(self.number.value)

    @property
    def mark(self) -> int | None:
        return None if self.number.yardstick is None else whole(self.number.yardstick)


class InShort:
    """What a few `numbers` say about a school with the grades from `lowest` to `highest`."""

    def __init__(self, numbers: Iterable[Number], lowest: int, highest: int):
        self.numbers = list(numbers)
        self.grades = (lowest, highest)

    @property
    def paragraphs(self) -> list[str]:
        """All sentences, in the order in which families ask: size and graduation, then tests and absence."""
        parts = [(self._size(), self._graduation(), self._courses()), (self._tests(), self._absence())]
        return [text for sentences in parts if (text := " ".join(filter(None, sentences)))]

    @property
    def short(self) -> str:
        """The sentences on graduation and tests, for search results and shared links."""
        return " ".join(filter(None, [self._graduation(), self._tests()]))

    @property
    def size(self) -> str:
        """The number of scholars, for a card; empty if it is not known, or of two schools."""
        number = self._of(COUNTS)
        if number is None or number.of_both:
            return ""
        return ngettext("%(count)s scholar", "%(count)s scholars", int(number.value)) % {"count": number.text}

    @property
    def note(self) -> str:
        """Who published the numbers and for which years, said once; empty without numbers."""
        if not self.numbers:
            return ""
        publishers = ", ".join(dict.fromkeys(_(one.source.partition(",")[0]) for one in self.numbers if one.source))
        years = years_note((str(TOPICS[one.measure]), one.year) for one in self.numbers)
        wider = dict.fromkeys(str(WIDER[one.measure]) for one in self.numbers if one.measure in WIDER and one.yardstick)
        both = [_("The state counts both schools at this campus together.")] if self._is_of_both else []
        return " ".join([f"{publishers}, {years}", *wider, *both])

    @property
    def bars(self) -> list[Bar]:
        """The numbers of `BARS` for a card."""
        return [Bar(one, BARS[one.measure], self._grades_of(one)) for one in self.numbers if one.measure in BARS]

    @property
    def _is_of_both(self) -> bool:
        return any(one.of_both for one in self.numbers)

    def _grades_of(self, number: Number) -> str:
        if number.measure == Measure.GRADUATION:
            return ""
        if number.of_both:
            return _("both schools")
        lowest, highest = self.grades
        return _("grade 11") if highest > 8 else _("grades %(grades)s") % {"grades": f"{lowest}–{highest}"}

    def _of(self, measures) -> Number | None:
        return next((one for one in self.numbers if one.measure in measures), None)

    def _size(self) -> str:
        if not (number := self._of(COUNTS)):
            return ""
        count, values = int(number.value), {"count": number.text}
        if number.of_both:
            return (
                ngettext(
                    "%(count)s scholar at both schools of this campus.",
                    "%(count)s scholars at both schools of this campus.",
                    count,
                )
                % values
            )
        lowest, highest = self.grades
        if lowest == highest or count <= highest - lowest:
            return ngettext("%(count)s scholar.", "%(count)s scholars.", count) % values
        each = f"{count / (highest - lowest + 1):.0f}"
        return _("%(count)s scholars, about %(each)s in each grade.") % {**values, "each": each}

    def _graduation(self) -> str:
        number = self._of({Measure.GRADUATION})
        return capfirst(_("%(share)s of 100 graduate in four years%(than)s.") % _compared(number)) if number else ""

    def _courses(self) -> str:
        number = self._of({Measure.UC_CSU_GRADUATES})
        pattern = _("Of those who graduate, %(share)s of 100 finish the courses that UC and Cal State ask for.")
        return pattern % _compared(number) if number else ""

    def _absence(self) -> str:
        number = self._of(ABSENCE)
        pattern = _("%(share)s of 100 miss at least 1 of every 10 school days%(than)s.")
        return capfirst(pattern % _compared(number)) if number else ""

    def _tests(self) -> str:
        english, math = self._of(ENGLISH), self._of(MATH)
        if english and math:
            values = {"english": english.text, "math": math.text}
            if None not in (english.yardstick, math.yardstick) and english.standing == math.standing != 0:
                values |= {"english_there": hundredths(english.yardstick), "math_there": hundredths(math.yardstick)}
                return (_ABOVE if english.standing > 0 else _BELOW) % values
            values |= {"english_than": _than_state(english), "math_than": _than_state(math)}
            return str(_EACH) % values
        if number := english or math:
            pattern = (
                _("In English, %(share)s of 100 meet the state’s standard%(than)s.")
                if english
                else _("In math, %(share)s of 100 meet the state’s standard%(than)s.")
            )
            return pattern % {"share": number.text, "than": _than_state(number)}
        return ""


_ABOVE = gettext_lazy(
    "English and math tests are above the state: %(english)s of 100 meet the standard in English (California "
    "%(english_there)s), %(math)s of 100 in math (California %(math_there)s)."
)
_BELOW = gettext_lazy(
    "English and math tests are below the state: %(english)s of 100 meet the standard in English (California "
    "%(english_there)s), %(math)s of 100 in math (California %(math_there)s)."
)
_EACH = gettext_lazy(
    "Tests: %(english)s of 100 meet the state’s standard in English%(english_than)s; %(math)s of 100 in "
    "math%(math_than)s."
)


def years_note(years: Iterable[tuple[str, str]]) -> str:
    """Return the year of most of (topic, year), then the topics of each other year: “2024–25. Tests: 2023–24.”"""
    topics: dict[str, list[str]] = {}
    for topic, year in dict.fromkeys(years):
        topics.setdefault(year, []).append(topic)
    usual = max(topics, key=lambda year: (len(topics[year]), year), default="")
    others = [f"{capfirst(', '.join(names))}: {year}." for year, names in topics.items() if year != usual]
    return " ".join([f"{usual}.", *others])


def whole(value: Decimal) -> int:
    """Return a percentage as people say it, never rounded to 0 or 100."""
    rounded = int(value.quantize(Decimal(1), ROUND_HALF_UP))
    return min(max(rounded, 1), 99) if value not in (0, 100) else rounded


def hundredths(value: Decimal) -> str:
    """Return how many of 100: “97”, “more than 99”, or “fewer than 1”."""
    if Decimal("99.5") <= value < 100:
        return _("more than 99")
    if 0 < value < Decimal("0.5"):
        return _("fewer than 1")
    return str(whole(value))


def _compared(number: Number) -> dict[str, str]:
    """Return the share, and the comparison with the district's."""
    if number.yardstick is None:
        return {"share": number.text, "than": ""}
    pattern = {
        1: _(", more than in %(where)s (%(there)s)"),
        0: _(", as many as in %(where)s"),
        -1: _(", fewer than in %(where)s (%(there)s)"),
    }[number.standing]
    return {"share": number.text, "than": pattern % {"where": number.where, "there": hundredths(number.yardstick)}}


def _than_state(number: Number) -> str:
    if number.yardstick is None:
        return ""
    pattern = {
        1: _(", above California (%(there)s)"),
        0: _(", the same as California"),
        -1: _(", below California (%(there)s)"),
    }[number.standing]
    return pattern % {"there": hundredths(number.yardstick)}
