"""The network whose site this is: its names, its place, its languages, read once from `network.yaml` in `CONTENT`.

Code asks `settings.NETWORK`, templates `network`. `content/README.md` explains each key.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from alliance_site.colors import HEX, NAMED, Colors
from schools.register.grades import grade_of

FILE = "network.yaml"
STATES = sorted(file.parent.name for file in Path(__file__).parents[1].glob("schools/states/*/state.yaml"))
# Languages whose words PostgreSQL knows by their stems.
STEMMED = re.compile(
    "arabic|danish|dutch|english|finnish|french|german|hindi|hungarian|indonesian|italian|norwegian|portuguese|romanian"
    "|russian|spanish|swedish|turkish"
)
MISREAD = (KeyError, TypeError, ValueError, AttributeError, OSError)  # what a wrong value raises when it is read
LANDMARKS = ("palms", "skyline", "steps")  # that `pages.horizon` can draw


class Words(dict):
    """A text by language code. As a string it is the one in the active language, or else the first."""

    def __str__(self):
        language = get_language() or ""
        return self.get(language) or self.get(language.partition("-")[0]) or self.first

    @property
    def first(self) -> str:
        """The text in the first language, in which data is stored."""
        return next(iter(self.values()), "")


@dataclass(frozen=True)
class Level:
    """A level of schools: what one and several are called, and the grades that they may have.

    `label` is the plural on buttons and headings, `one` and `many` are what they are called inside a sentence, `onward`
    is the heading of where their scholars can continue. `schema` is the type in schema.org.
    """

    key: str
    name: Words
    plural: Words
    label: Words
    one: Words
    many: Words
    grades: range
    onward: Words | None = None
    schema: str = "School"


class Levels(dict[str, Level]):
    """Each level by its key, from the lowest. Scholars of one continue at schools of the next."""

    @property
    def grades(self) -> range:
        spans = [level.grades for level in self.values()]
        return range(min(span.start for span in spans), max(span.stop for span in spans))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The keys of each level and the next."""
        return list(pairwise(self))

    @property
    def higher(self) -> list[Level]:
        """All but the lowest level."""
        return [*self.values()][1:]


Bounds = namedtuple("Bounds", "south north west east")  # the ends of an area, in degrees north and east


@dataclass(frozen=True)
class Network:
    """One network. `folder` has its content, with the drawings `img/mark.svg` and, if any, `img/letters.svg`."""

    folder: Path
    name: str
    short: str
    slug: str
    languages: tuple
    levels: Levels
    time_zone: str
    clock: Words
    region: Words
    county: Words
    state_name: Words
    state_code: str
    bounds: Bounds
    zips: range
    state_words: tuple = ()
    counted: Words = field(default_factory=Words)
    neighborhood: Words = field(default_factory=Words)
    county_code: str = ""
    charters: bool = True
    shared: str = ""
    spoken: dict = field(default_factory=dict)
    state: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    map_covers: Words = field(default_factory=Words)
    map_source: Words = field(default_factory=Words)
    area_source: Words = field(default_factory=Words)
    colors: Colors = field(default_factory=lambda: Colors({}))
    landmarks: tuple = ("skyline", "steps")
    typeface: str = "Figtree"
    corner: Words = field(default_factory=Words)

    @property
    def prefix(self) -> str:
        """How the full name of each school begins."""
        return f"{self.shared} " if self.shared else ""

    @property
    def line(self) -> str:
        """The name after the short one, for a second line."""
        return self.name.removeprefix(self.short).strip()

    @property
    def guesses(self) -> set[str]:
        """Words that somebody would try first as a password: “college-ready”, “collegeready”."""
        region = self.region.first
        words = f"{self.name} {region} {region.replace(' ', '')} {self.state_name.first}".lower()
        return {*words.split(), *words.replace("-", "").split(), *words.replace("-", " ").split()}

    @property
    def language_names(self) -> list[str]:
        """The names of its languages inside a sentence."""
        names = [gettext(LANG_INFO[code]["name"]) for code in self.languages]
        return names if (get_language() or "").startswith("en") else [name[:1].lower() + name[1:] for name in names]

    @cached_property
    def mark(self) -> SafeString:
        """The mark, to stand inside a page: of fixed colors and without a name."""
        return self._drawing("mark", _inside_a_page)

    @cached_property
    def letters(self) -> SafeString:
        """The drawn short name, or "" if it is written."""
        return self._drawing("letters")

    def _drawing(self, name: str, changed: Callable[[str], str] = str) -> SafeString:
        file = self.folder / "img" / f"{name}.svg"
        drawing = file.read_text(encoding="utf-8").strip() if file.exists() else ""
        return mark_safe(changed(drawing))  # noqa: S308 (markup; only who deploys the site can write in `folder`)


def search_config(language: str) -> str:
    """Return PostgreSQL's rules for the words of a language; “simple” finds them as they are written."""
    name = LANG_INFO[language]["name"].lower()
    return name if STEMMED.fullmatch(name) else "simple"


def _inside_a_page(drawing: str) -> str:
    plain = re.sub(r'<style>.*?</style>| (?:xmlns|id)="[^"]*"', "", drawing)
    sized = plain.replace("<svg", '<svg width="44" height="44"', 1)
    return sized.replace(">", ' aria-hidden="true" focusable="false">', 1)


def read(folder: Path, file: Path | None = None) -> Network:
    """Read the facts in `folder`, or in `file`. Raises ImproperlyConfigured with everything that is wrong in it."""
    file = file or folder / FILE
    try:
        given = dict(yaml.safe_load(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ImproperlyConfigured(f"{file} is missing. Write it, or set CONTENT to a folder that has one.") from None
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{file} is not a list of keys such as “name: Our Schools”: {error}") from None
    keys = {one.name: one for one in fields(Network) if one.name != "folder"}
    problems = [f"“{key}” is unknown. Remove it, or correct its spelling." for key in given if key not in keys]
    values = {}
    for name, key in keys.items():
        parse, example = KINDS.get(name) or KINDS[key.type]
        if name in given:
            try:
                values[name] = parse(given[name])
            except MISREAD:
                problems.append(f"“{name}” is “{given[name]}”: write {example}.")
        elif key.default is key.default_factory is MISSING:
            problems.append(f"“{name}” is missing: write {example}.")
    for name, value in _texts(values):
        lacking = [code for code in values.get("languages", ()) if code not in value]
        problems += [f"“{name}” has no text in “{code}”, which “languages” has: add it." for code in lacking]
    problems += values["colors"].problems() if "colors" in values else []
    if problems:
        raise ImproperlyConfigured("\n".join(f"{file}: {problem}" for problem in problems))
    return Network(folder=folder, **values)


def _texts(values: dict) -> Iterator[tuple[str, Words]]:
    """Yield each text in several languages, with its name."""
    for name, value in values.items():
        if isinstance(value, Words):
            yield name, value
        elif isinstance(value, dict | Level):
            inside = value if isinstance(value, dict) else vars(value)
            yield from ((f"{name}: {each}", text) for each, text in _texts(inside))


def _text(value) -> str:
    return str.strip(value)  # refuses what is not a text


def _words(value) -> Words:
    return Words({code: _text(text) for code, text in value.items()})


def _some_of(known, value) -> tuple[str, ...]:
    if not value or not set(value) <= set(known):
        raise ValueError
    return tuple(value)


def _slug(value) -> str:
    return re.fullmatch(r"[a-z][a-z0-9-]*", value)[0]


def _levels(value) -> Levels:
    levels = Levels({level.key: level for level in map(_level, value)})
    if not levels or len(levels) < len(value):
        raise ValueError
    return levels


def _level(given: dict) -> Level:
    words = {name: _words(text) for name, text in given.items() if isinstance(text, dict)}
    inside = {"label": words["plural"], "one": _inside(words["name"]), "many": _inside(words["plural"])}
    key = re.fullmatch(r"(?!(?:all|chosen|many)$)[a-z][a-z0-9]{0,9}", given["key"])[0]
    return Level(**given | inside | words | {"key": key, "grades": _grades(given["grades"])})


def _inside(words: Words) -> Words:
    """Return names as they stand inside a sentence: “high school”, but “K–8 school”."""
    return Words({code: name[:1].lower() + name[1:] if name[1:2].islower() else name for code, name in words.items()})


def _grades(value) -> range:
    lowest, _hyphen, highest = value.replace("–", "-").partition("-")
    return _span(grade_of(lowest), grade_of(highest or lowest))


def _span(first: int, last: int) -> range:
    if first > last:
        raise ValueError
    return range(first, last + 1)


def _colors(value) -> Colors:
    own = {name: (given, given) if isinstance(given, str) else tuple(given) for name, given in value.items()}
    of_both = [HEX.fullmatch(color)[0] for pair in own.values() for color in pair]
    if not {*own} <= {*NAMED} or len(of_both) != 2 * len(own) or len({*own.get("gold", ())}) > 1:
        raise ValueError
    return Colors(own)


def _zips(value) -> range:
    return _span(*map(int, value.split("-")))


def _bounds(value) -> Bounds:
    bounds = Bounds(**{end: float(degrees) for end, degrees in value.items()})
    if not (-90 <= bounds.south < bounds.north <= 90 and -180 <= bounds.west < bounds.east <= 180):
        raise ValueError
    return bounds


A_LEVEL = "{key: high, name: {en: High school}, plural: {en: High schools}, grades: 9-12}"
KINDS = {  # how to read a value, and what to write instead of a wrong one
    bool: ({True: True, False: False}.__getitem__, "true or false"),
    str: (_text, "a text, in quotes if it is a number"),
    tuple: (lambda value: tuple(map(_text, list.copy(value))), "a list such as [ca, calif]"),
    Words: (_words, "a text in each language, such as {en: Tucson, es: Tucson}"),
    range: (_zips, "the first and the last, such as 85001-86556"),
    Bounds: (_bounds, "degrees such as {south: 31.3, north: 37.1, west: -114.9, east: -109}"),
    "grades": (_grades, "the lowest and the highest, such as K-8"),
    "slug": (_slug, "lowercase letters, digits, and hyphens"),
    "levels": (_levels, f"levels such as {A_LEVEL}, the lowest first"),
    "colors": (_colors, f"{{link: ['#124a75', '#a3d1f2'], gold: '#ffc65c'}} or others of {', '.join(NAMED)}"),
    "spoken": (
        lambda value: {code: _words(names) for code, names in value.items()},
        "languages such as {ase: {en: American Sign Language}}",
    ),
    "state": (lambda value: value and STATES[STATES.index(value)], f"a folder of schools/states: {', '.join(STATES)}"),
    "time_zone": (lambda value: ZoneInfo(value).key, "a name such as America/Chicago"),
    "languages": (partial(_some_of, LANG_INFO), "a list of codes such as [en, es]"),
    "landmarks": (partial(_some_of, LANDMARKS), f"a list of some of {', '.join(LANDMARKS)}"),
}


def context(request) -> dict[str, Network]:
    """Give templates `network`."""
    return {"network": settings.NETWORK}
