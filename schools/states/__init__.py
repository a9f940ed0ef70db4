"""What a state measures of its schools, and what its law promises families: one folder for each state.

`settings.STATE` names the folder, or is None. Without a state nothing is measured, compared, or promised.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

PERCENT, SCHOLARS, POINTS = "percent", "scholars", "points"  # units; points are those of the state's test scale
TEST, ABSENCE = "test", "absence"  # topics
Text = str | Promise
Row = dict[str, str]  # cells by folded column name
Places = tuple[int, ...]  # of columns in a file


@dataclass(frozen=True)
class Area:
    """A district, or the whole state, that schools are compared with. `code` is its code in the state's files."""

    name: str
    code: str
    label: Text


@dataclass(frozen=True)
class Measure:
    """One measure in the state's data.

    `counted`: whom a percentage counts. `sentence` is the value in plain words with %(share)s, or, for points above the
    standard, with %(points)s; `below` is the same below it.
    `of_record`: for a complex, the state counts both schools together. `of_own_grades`: the level whose numbers compare
    with an area's, for a test of a school's own grades, which do not add up. `is_census`: counted on a day in October,
    before the year's report. `for_complex`: the level at which only a complex shows it. `replaced_by`: the measure that
    says the same more exactly. `grades` are the tested ones, if not the school's. `areas`: names of those whose numbers
    compare, or None for all; `area_grades` is what they cover, if not the school's.

    `short` is its label on cards, `said` its sentence there with %(share)s and %(than)s, `yardstick` the name of the
    area it is compared with, and `wider` says which grades that covers and the school does not have. `is_bar`: shown
    as a bar and in search results.
    """

    name: str
    label: Text
    definition: Text = ""
    unit: str = PERCENT
    topic: str = ""
    counted: Text = ""
    sentence: Text = ""
    below: Text = ""
    of_record: bool = False
    of_own_grades: str = ""
    is_census: bool = False
    for_complex: str = ""
    replaced_by: str = ""
    grades: Text = ""
    areas: tuple[str, ...] | None = None
    area_grades: Text = ""
    short: Text = ""
    said: Text = ""
    yardstick: str = ""
    wider: Text = ""
    is_bar: bool = False


@dataclass(frozen=True)
class Figure:
    """One number in a row, and the line that it is in.

    `value` and `count` are text as the state writes it, until a file's reader has made them numbers, or None if the
    state does not publish them.
    """

    code: str
    measure: str
    year: str
    value: Any
    count: Any
    source: str
    line: int = 0


@dataclass(frozen=True)
class Number:
    """One number in a row, in the column `value`, or in several to be added.

    `count` is the column with the scholars that it counts. `where`: values that other columns have in its rows. `of`
    says in the source which part of the file it is from.
    """

    measure: str
    value: str | list[str]
    count: str = ""
    where: Mapping[str, list[str]] = field(default_factory=dict)
    of: str = ""

    def read(self, row: Row) -> str:
        if isinstance(self.value, str):
            return row[self.value]
        parts = [row[name] for name in self.value]
        return str(sum(map(int, parts))) if all(map(str.isdecimal, parts)) else "*"


@dataclass(frozen=True)
class ResultLayout:
    """A kind of file with results.

    Columns have folded names. “a|b” is the first of these that is not empty; a file needs none of them. `code` is the
    columns of a code, with their digits. `source` is a template with columns. `where`: values that columns have in all
    rows that count, regardless of case and leading zeros; '' is an empty cell, or no such column. `whole`: columns that
    say “All” in rows about an area. `page` is where the state publishes or describes the file. `is_ours`: our own
    collection. `is_spring`: `year` is that of the spring. `is_fraction`: 0.912 is 91.2 percent. Each line that counts
    has one of the `marks`, or the `part` of one of our codes: its first and last place.
    """

    name: str
    label: Text
    code: Mapping[str, int]
    year: str
    source: str
    numbers: tuple[Number, ...]
    where: Mapping[str, list[str]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    page: str = ""
    is_ours: bool = False
    is_spring: bool = False
    is_fraction: bool = False
    part: tuple[int | None, int | None] = (None, None)
    marks: tuple[str, ...] = ("0",)

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns that a file must have."""
        names = [*self.code, self.year, *self.where, *re.findall(r"{(\w+)}", self.source)]
        for number in self.numbers:
            values = [number.value] if isinstance(number.value, str) else number.value
            names += [number.count, *number.where, *values]
        return frozenset(name for name in names if "|" not in name) - {"", "of"}

    @property
    def measures(self) -> list[str]:
        return list(dict.fromkeys(number.measure for number in self.numbers))

    def marks_of(self, codes: Iterable[str], delimiter: str) -> list[bytes]:
        """Return texts of which each line about these codes has at least one."""
        parts = {code[slice(*self.part)].lstrip("0") for code in codes} - {""}
        return [mark.encode() for mark in (*sorted(parts), *(mark.format(delimiter) for mark in self.marks))]

    def reader(self, names: list[str]) -> Callable[[list[str]], Iterator[Figure]]:
        """Return a function that yields the numbers in the cells of a row, of a file with the columns `names`.

        A file may have a million rows, and few count. So what is the same for all of them is worked out here.
        """
        conditions = [(_places(names, column), _folded(values)) for column, values in self.where.items()]
        numbers_of: dict[tuple[Places, ...], dict[tuple[str, ...], list[Number]]] = {}  # by columns and their values
        for number in self.numbers:
            by_values = numbers_of.setdefault(tuple(_places(names, column) for column in number.where), {})
            for values in product(*map(_folded, number.where.values())):
                by_values.setdefault(values, []).append(number)

        def read(cells: list[str]) -> Iterator[Figure]:
            for places, allowed in conditions:
                if _compared(cells, places) not in allowed:
                    return
            for columns, by_values in numbers_of.items():
                if numbers := by_values.get(tuple([_compared(cells, places) for places in columns])):
                    yield from self._figures(dict(zip(names, cells, strict=False)), numbers)

        return read

    def _figures(self, row: Row, numbers: list[Number]) -> Iterator[Figure]:
        code = "".join(row[name].zfill(digits) for name, digits in self.code.items())
        if current().area_of(code) and not {row.get(name, "").casefold() for name in self.whole} <= {"", "all"}:
            return
        year = school_year(row[self.year]) if self.is_spring else row[self.year]
        for number in numbers:
            value = number.read(row)
            value = _percent(value) if self.is_fraction else value
            count = next((row[name] for name in number.count.split("|") if row.get(name)), "")
            source = self.source.format(**row | {"of": number.of})[:200]
            yield Figure(code, number.measure, year, value, count, source)


def _places(names: list[str], column: str) -> Places:
    """Return the places of the columns “a|b” in `names`, without those that it does not have."""
    places = {name: place for place, name in enumerate(names)}
    return tuple(places[name] for name in column.split("|") if name in places)


def _folded(values: list[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, values))


def _compared(cells: list[str], places: Places) -> str:
    """Return the first cell in `places` that is not empty as it is compared with values."""
    for place in places:
        if cell := cells[place]:
            return cell.lstrip("0").casefold()
    return ""


@dataclass(frozen=True)
class Directory:
    """The state's list of schools. `columns` are its current and former names of each of our fields.

    `source` names it in the register, `shown` on pages. `district` ends the codes of districts. `levels`: keys of ours
    by the state's.
    """

    name: str = ""
    label: Text = ""
    page: str = ""
    source: str = ""
    shown: Text = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    district: str = ""


@dataclass(frozen=True)
class State:
    """One state.

    `department`, in English, publishes the data. `code_label` and `codes` are what people call its codes, `code_help`
    says what their digits are. `rights`, `results_note`, `license` of the open data, and `credit` in
    the footer are templates. `free`: what no public school may charge for. `by_law`: what each offers, by topic.
    By level, `groups` are headings with the measures below them, `printed` those on the sheet, and `charted` those with
    a chart. `in_short` and `brief` are those of cards and of a comparison's first rows, in order.
    `legend` explains bars with %(years)s: the newest of the measures `legend_years`, of high and of middle schools, or
    `legend_both` with %(high)s and %(middle)s if they differ.
    `school_page` is the address of the state's page on a school, with {code} and {spring}, the year of the report.
    `phrases` are texts in its sources, in the first language given, that pages show in theirs.
    """

    key: str = ""
    department: str = ""
    free: Text = ""
    code_label: Text = ""
    codes: Text = ""
    code_help: Text = ""
    code_digits: int = 14
    charter_digits: int = 4
    rights: str = ""
    results_note: str = ""
    license: str = ""
    credit: str = ""
    measures: Mapping[str, Measure] = field(default_factory=dict)
    groups: Mapping[str, list[tuple[Text, list[str]]]] = field(default_factory=dict)
    printed: Mapping[str, list[str]] = field(default_factory=dict)
    charted: Mapping[str, list[str]] = field(default_factory=dict)
    in_short: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    legend: Text = ""
    legend_both: Text = ""
    legend_years: tuple[str, str] = ("", "")
    school_page: str = ""
    directory: Directory = Directory()
    layouts: tuple[ResultLayout, ...] = ()
    by_law: Mapping[str, Text] = field(default_factory=dict)
    phrases: Mapping[str, Text] = field(default_factory=dict)

    def measure(self, name: str) -> Measure:
        """Return a measure; only its name if the state no longer has it."""
        return self.measures.get(name) or Measure(name, name)

    def shown(self, level: str) -> list[str]:
        """Return the names of the measures that a school of `level` shows, in order."""
        return [name for _heading, names in self.groups.get(level, ()) for name in names]

    def translated(self, text: str) -> str:
        """Return a text of the state's data in the active language, as far as its phrases are known."""
        for phrase, shown in self.phrases.items():
            text = text.replace(phrase, str(shown))
        return text

    def page_of(self, code: str, year: str) -> str:
        """Return the address of the state's page on a school, for the school year “2018–19”; empty without one."""
        return self.school_page.format(code=code, spring=int(year[:4]) + 1)

    def area(self, name: str) -> Area:
        return next((area for area in self.areas if area.name == name), Area(name, "", name))

    def area_of(self, code: str) -> Area | None:
        return next((area for area in self.areas if area.code == code), None)


def current() -> State:
    """Return the site's state; an empty one if it has none."""
    return _state(settings.STATE)


@cache
def _state(key: str | None) -> State:
    """Return what `state.yaml` in the folder `key` says."""
    if key is None:
        return State()
    data = yaml.safe_load((Path(__file__).parent / key / "state.yaml").read_text(encoding="utf-8"))
    phrases = {next(iter(phrase.values())): _texts(phrase) for phrase in data.pop("phrases", ())}
    data = _texts(data)
    measures = {name: Measure(name, **facts) for name, facts in data.pop("measures").items()}
    groups = {
        level: [(group["heading"], group["measures"]) for group in groups]
        for level, groups in data.pop("groups").items()
    }
    return State(
        key=key,
        areas=tuple(Area(**area) for area in data.pop("areas", ())),
        directory=Directory(**data.pop("directory", {})),
        layouts=tuple(
            ResultLayout(numbers=tuple(Number(**number) for number in layout.pop("numbers")), **layout)
            for layout in data.pop("files", ())
        ),
        measures=measures,
        groups=groups,
        phrases=phrases,
        **data,
    )


def _texts(data: Any) -> Any:
    """Return `data` with each text in several languages as one in the active language, or else the main one."""
    if isinstance(data, list):
        return [_texts(one) for one in data]
    if not isinstance(data, dict):
        return data
    if data and data.keys() <= LANG_INFO.keys():
        languages = (settings.LANGUAGE_CODE, *data)
        return lazy(lambda: data.get(get_language()) or next(data[code] for code in languages if code in data), str)()
    return {name: _texts(one) for name, one in data.items()}


def fold(name: str) -> str:
    """Return the name of a column without spaces and case, which states write differently from year to year."""
    return "".join(name.split()).casefold().replace("’", "'").strip('"')


def school_year(spring: str) -> str:
    """Return the school year that ends in the year `spring`: 2025 → 2024-25. Other text stays, to be reported."""
    if not (spring.isascii() and spring.isdigit() and len(spring) == 4):
        return spring
    return f"{int(spring) - 1}-{spring[2:]}"


def _percent(fraction: str) -> str:
    """Return 0.912 as 91.2. Other text stays: blank is not published, anything else is reported."""
    try:
        return f"{(Decimal(fraction) * 100).normalize():f}"
    except InvalidOperation:
        return fraction
