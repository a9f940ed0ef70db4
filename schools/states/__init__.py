"""What a state measures of its schools, and what its law promises families: one package for each state.

`settings.STATE` names the package, or is None. Without a state nothing is measured, compared, or promised.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
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
class Found:
    """One number in a row, as text: `value` may be what the state writes for a withheld number, `count` blank."""

    code: str
    measure: str
    year: str
    value: str
    count: str
    source: str


@dataclass(frozen=True)
class ResultLayout:
    """A kind of file with results. `columns` are those it must have, folded. `read` yields the numbers of a row.

    `measures` are the names of those numbers; our own collections name none. `page` is where the state publishes or
    describes the file. `marks` returns texts of which each line about these codes has at least one, by delimiter.
    """

    name: str
    label: Text
    columns: frozenset[str]
    read: Callable[[Row], Iterator[Found]]
    measures: tuple[str, ...] = ()
    page: str = ""
    marks: Callable[[Iterable[str], str], list[bytes]] = lambda codes, delimiter: [
        (code.lstrip("0") or "0").encode() for code in codes
    ]


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
    `page_of` returns the address of the state's page on a school (code, year as “2018–19”). `phrases` are texts in its
    sources, in the first language given, that pages show in theirs.
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
    page_of: Callable[[str, str], str] = lambda code, year: ""
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

    def area(self, name: str) -> Area:
        return next((area for area in self.areas if area.name == name), Area(name, "", name))

    def area_of(self, code: str) -> Area | None:
        return next((area for area in self.areas if area.code == code), None)


def current() -> State:
    """Return the site's state; an empty one if it has none."""
    return _state(settings.STATE)


@cache
def _state(key: str | None) -> State:
    return import_module(f"{__name__}.{key}").STATE if key else State()


def read(folder: Path, **code) -> State:
    """Return what `state.yaml` in a package says, and what its `code` does: `layouts` and `page_of`."""
    data = yaml.safe_load((folder / "state.yaml").read_text(encoding="utf-8"))
    phrases = {next(iter(phrase.values())): _texts(phrase) for phrase in data.pop("phrases", ())}
    data = _texts(data)
    measures = {name: Measure(name, **facts) for name, facts in data.pop("measures").items()}
    groups = {
        level: [(group["heading"], group["measures"]) for group in groups]
        for level, groups in data.pop("groups").items()
    }
    return State(
        key=folder.name,
        areas=tuple(Area(**area) for area in data.pop("areas", ())),
        directory=Directory(**data.pop("directory", {})),
        measures=measures,
        groups=groups,
        phrases=phrases,
        **data,
        **code,
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
