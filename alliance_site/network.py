"""The network whose site this is: its names, its place, its languages, read once from `network.yaml` in `CONTENT`.

Code asks `settings.NETWORK`, templates `network`. `content/README.md` explains each key.
"""

import re
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

import yaml
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

FILE = "network.yaml"
LANDMARKS = {"palms", "skyline", "steps"}  # that `pages.horizon` can draw


class Words(dict):
    """A text by language code. As a string it is the one in the active language, or else the first."""

    def __str__(self):
        language = get_language() or ""
        return self.get(language) or self.get(language.partition("-")[0]) or self.first

    @property
    def first(self) -> str:
        """The text in the first language, in which data is stored."""
        return next(iter(self.values()), "")


class Bounds(NamedTuple):
    """The ends of an area, in degrees north and east."""

    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True)
class Network:
    """One network. `folder` has its content, with the drawings `img/mark.svg` and, if any, `img/letters.svg`."""

    folder: Path
    name: str
    short: str
    slug: str
    languages: tuple
    time_zone: str
    clock: Words
    region: Words
    county: Words
    neighborhood: Words
    state_name: Words
    state_code: str
    bounds: Bounds
    zips: range
    state_words: tuple = ()
    shared: str = ""
    state: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    map_covers: Words = field(default_factory=Words)
    map_source: Words = field(default_factory=Words)
    landmarks: tuple = ("skyline", "steps")

    @property
    def prefix(self) -> str:
        """How the full name of each school begins."""
        return f"{self.shared} " if self.shared else ""

    @property
    def line(self) -> str:
        """The name after the short one, for a second line."""
        return self.name.removeprefix(self.short).strip()

    @property
    def guesses(self) -> list[str]:
        """Words that somebody would try first as a password."""
        texts = [*self.name.lower().split(), self.region.first.lower(), self.state_name.first.lower()]
        return sorted({part for text in texts for part in (text, re.sub(r"\W", "", text), *re.findall(r"\w+", text))})

    @cached_property
    def mark(self) -> SafeString:
        """The mark, to stand inside a page: of fixed colors and without a name."""
        drawing = re.sub(r'<style>.*?</style>| (?:xmlns|id)="[^"]*"', "", self._drawing("mark"))
        sized = drawing.replace("<svg", '<svg width="44" height="44"', 1)
        return mark_safe(sized.replace(">", ' aria-hidden="true" focusable="false">', 1))  # noqa: S308 (ours)

    @cached_property
    def letters(self) -> SafeString:
        """The drawn short name, or "" if it is written."""
        return mark_safe(self._drawing("letters"))  # noqa: S308 (ours)

    def _drawing(self, name: str) -> str:
        file = self.folder / "img" / f"{name}.svg"
        return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def read(folder: Path) -> Network:
    """Read the file in `folder`. Raises ImproperlyConfigured with everything that is wrong in it."""
    file = folder / FILE
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ImproperlyConfigured(f"{file} is missing. Write it, or set CONTENT to a folder that has one.") from None
    except yaml.YAMLError as error:
        raise ImproperlyConfigured(f"{file} is not YAML: {error}") from None
    known = {one.name: one for one in fields(Network) if one.name != "folder"}
    if not isinstance(given, dict):
        raise ImproperlyConfigured(f"{file} has no keys. Write lines such as “name: Our Schools”.")
    problems = [f"“{key}” is unknown. Remove it, or correct its spelling." for key in given if key not in known]
    values = {}
    for name, one in known.items():
        if name in given:
            try:
                values[name] = READERS[one.type](given[name])
            except (KeyError, TypeError, ValueError, AttributeError):
                problems.append(f"“{name}” is “{given[name]}”: write {EXAMPLES[one.type]}.")
        elif one.default is one.default_factory is MISSING:
            problems.append(f"“{name}” is missing: write {EXAMPLES[one.type]}.")
    problems += _faults(values)
    if problems:
        raise ImproperlyConfigured("\n".join(f"{file}: {problem}" for problem in problems))
    return Network(folder=folder, **values)


def _faults(values: dict) -> list[str]:
    """Return what the values of known kinds get wrong."""
    languages = values.get("languages", ())
    unknown = [code for code in languages if code not in LANG_INFO]
    faults = [f"“languages” has “{code}”: write codes such as en, es, vi." for code in unknown]
    if not values.get("landmarks", LANDMARKS) or not set(values.get("landmarks", ())) <= LANDMARKS:
        faults.append(f"“landmarks” must be some of {', '.join(sorted(LANDMARKS))}.")
    if "time_zone" in values and values["time_zone"] not in available_timezones():
        faults.append(f"“time_zone” is “{values['time_zone']}”: write a name such as America/Chicago.")
    if "slug" in values and not re.fullmatch(r"[a-z][a-z0-9-]*", values["slug"]):
        faults.append(f"“slug” is “{values['slug']}”: use lowercase letters, digits, and hyphens.")
    for name, value in values.items():
        if isinstance(value, Words) and (missing := [code for code in languages if code not in value]):
            faults.append(f"“{name}” has no text in {', '.join(missing)}: add one for each of “languages”.")
    return faults


def _text(value) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.strip()


def _zips(value) -> range:
    first, last = map(int, value.split("-"))
    return range(first, last + 1)


def _bounds(value) -> Bounds:
    bounds = Bounds(**{end: float(degrees) for end, degrees in value.items()})
    if not (bounds.south < bounds.north and bounds.west < bounds.east):
        raise ValueError
    return bounds


READERS = {
    str: _text,
    tuple: lambda value: tuple(map(_text, value)),
    Words: lambda value: Words({code: _text(text) for code, text in value.items()}),
    range: _zips,
    Bounds: _bounds,
}
EXAMPLES = {
    str: "a text; in quotes if it is a number",
    tuple: "a list such as [en, es]",
    Words: "a text in each language, such as {en: Tucson, es: Tucson}",
    range: 'the first and the last, such as "85001-86556"',
    Bounds: "degrees such as {south: 31.3, north: 37.1, west: -114.9, east: -109}",
}


def context(request) -> dict[str, Network]:
    """Give templates `network`."""
    return {"network": settings.NETWORK}
