"""The network's schools in memory: what the finder matches, ranks, and counts.

Plain objects from a few queries, kept in each process until content changes (`pages.content_cache`). Nothing in them
depends on the day. Requests share them, so nothing changes them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pages.content_cache import memo
from pages.search.alike import Similar
from schools.register import page_types
from schools.register.models import FormerName, Offering, Program, School, SchoolStateRecord
from schools.register.models.campus import miles_between
from schools.register.record_fields import names
from toolkit.visibility import public

from .ear import sound_of
from .folding import fold, index_words
from .places import known_places

SHORTEST_SOUND = 3  # letters
SEARCHED = names(is_searched=True)


class WordKind(TextChoices):
    """The part of the register that a word comes from, the most relevant first."""

    NAME = "name", _("Name")
    CODE = "code", _("Code")
    FORMER = "former", _("Formerly")
    ALTERNATIVE = "alternative", _("Also known as")
    ZIP = "zip", _("ZIP code")
    PROGRAM = "program", _("Program")
    OFFERING = "offering", _("Offers")
    AREA = "area", _("Neighborhood")
    CITY = "city", _("City")
    STREET = "street", _("Address")
    LEVEL = "level", _("Level")


# How much a match counts. Names count most; a street name says little about which school is meant.
WEIGHTS = dict(zip(WordKind, (1.0, 1.0, 0.8, 0.8, 0.7, 0.7, 0.7, 0.6, 0.5, 0.5, 0.3), strict=True))
NAMES = (WordKind.NAME, WordKind.FORMER, WordKind.ALTERNATIVE)


class Text(NamedTuple):
    """A text by which a school is found, with its folded words. Results quote it to explain the match."""

    kind: WordKind
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkSchool:
    """What the finder needs to know of a school, open or not."""

    key: int
    level: str
    lowest: int
    highest: int
    area: str
    point: tuple[float, float] | None  # degrees north and east
    opened: date
    closed: date | None
    successor: int | None
    programs: frozenset[str]
    texts: tuple[Text, ...]

    def is_open_on(self, day: date) -> bool:
        return self.opened <= day and not self.has_closed_by(day)

    def has_closed_by(self, day: date) -> bool:
        return self.closed is not None and self.closed < day

    def miles_from(self, point: tuple[float, float] | None) -> float | None:
        """Return the straight-line distance, or None if one of the points is unknown."""
        return miles_between(*self.point, *point) if self.point and point else None


class Profile(NamedTuple):
    """A public profile of a school: the key of its page, and its title."""

    page: int
    title: str
    school: NetworkSchool


class Network:
    """All schools of the register by key, and for each word, the kinds of texts in which each school has it."""

    def __init__(self, schools: Iterable[NetworkSchool]):
        self.schools = {school.key: school for school in schools}
        self.words: dict[str, dict[int, tuple[WordKind, ...]]] = {}  # the most relevant kind first
        same: dict[tuple, tuple] = {}  # one object for equal tuples
        for school in self.schools.values():
            for text in school.texts:
                for word in text.words:
                    by_school = self.words.setdefault(word, {})
                    kinds = by_school.get(school.key, ())
                    if text.kind not in kinds:
                        kinds = (*kinds, text.kind)
                        by_school[school.key] = same.setdefault(kinds, kinds)

    @cached_property
    def similar_words(self) -> Similar:
        return Similar(self.words)

    @cached_property
    def by_sound(self) -> dict[str, list[str]]:
        """The words of names by how they sound to Spanish ears."""
        words: dict[str, list[str]] = {}
        for school in self.schools.values():
            for word in {word for text in school.texts if text.kind in NAMES for word in text.words}:
                words.setdefault(sound_of(word, is_english=True), []).append(word)
        return {sound: alike for sound, alike in words.items() if len(sound) >= SHORTEST_SOUND}

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self.words)

    def words_beginning(self, start: str) -> Iterable[str]:
        words = self._sorted_words
        following = (words[n] for n in range(bisect_left(words, start), len(words)))
        return takewhile(lambda word: word.startswith(start), following)

    def schools_with(self, words: Iterable[str], kinds: Collection[WordKind]) -> set[int]:
        """Return the keys of schools that have one of `words` in a text of one of `kinds`."""
        wanted = {*kinds}
        having = (self.words.get(word, {}).items() for word in words)
        return {key for items in having for key, its_kinds in items if not wanted.isdisjoint(its_kinds)}


def network() -> Network:
    return memo("network of schools", lambda: Network(_schools()))


def profiles_below(listed) -> list[Profile]:
    """Return the public profiles below the `SchoolIndexPage` `listed`, by title."""
    return memo(("profiles below", listed.pk), lambda: _profiles(page_types.profiles().child_of(listed)))


def profiles_in(language: str) -> list[Profile]:
    """Return the public profiles in a language, by title."""
    of_language = {"locale__language_code": language}
    return memo(("profiles in", language), lambda: _profiles(page_types.profiles().filter(**of_language)))


def _profiles(pages) -> list[Profile]:
    schools = network().schools
    rows = public(pages).values_list("title", "pk", "school")
    return [Profile(page, title, schools[school]) for title, page, school in sorted(rows) if school in schools]


def known_programs() -> list[Program]:
    """Return the programs in all languages."""
    return memo("programs", lambda: list(Program.objects.select_related("locale")))


def _schools() -> Iterable[NetworkSchool]:
    regions, levels, same = known_places().regions, settings.NETWORK.levels.items(), {}
    names = {key: [(WordKind.LEVEL, name) for name in level.name.values()] for key, level in levels}
    programs, in_lists = _programs(), _texts_in_lists()
    program_names = defaultdict(list)
    for program in known_programs():
        program_names[program.slug].append((WordKind.PROGRAM, program.name))
    for school in School.objects.select_related("campus"):
        campus = school.campus
        has_point = campus.latitude is not None and campus.longitude is not None
        pairs = [*texts_of(school, regions), *in_lists[school.pk], *names[school.level]]
        pairs += [pair for slug in programs[school.pk] for pair in program_names[slug]]
        yield NetworkSchool(
            key=school.pk,
            level=school.level,
            lowest=school.lowest_grade,
            highest=school.highest_grade,
            area=campus.area,
            point=(float(campus.latitude), float(campus.longitude)) if has_point else None,
            opened=school.opened,
            closed=school.closed,
            successor=school.successor_id,
            programs=frozenset(programs[school.pk]),
            texts=tuple(_texts(pairs, same)),
        )


def _texts(pairs: Iterable[tuple[WordKind, str]], same: dict) -> Iterable[Text]:
    """Yield each of `pairs` once, the most relevant kind first. `same` holds one object for equal texts."""
    for kind, text in sorted({pair for pair in pairs if pair[1]}, key=lambda pair: (-WEIGHTS[pair[0]], pair)):
        if (kind, text) not in same:
            words = tuple(same.setdefault(word, word) for word in sorted(index_words(text)))
            same[kind, text] = Text(kind, text, words)
        yield same[kind, text]


def _programs() -> dict[int, list[str]]:
    """Return the short names of the programs of each school, by its key."""
    programs = defaultdict(list)
    for school, slug in School.programs.through.objects.values_list("school", "program__slug"):
        programs[school].append(slug)
    return programs


def _texts_in_lists() -> dict[int, list[tuple[WordKind, str]]]:
    """Return the texts in the lists of each school, but programs, as (kind, text) pairs by its key. Three queries."""
    texts = defaultdict(list)
    for model, name, kind in ((FormerName, "name", WordKind.FORMER), (Offering, "text", WordKind.OFFERING)):
        for school, text in model.objects.order_by().values_list("school", name):
            texts[school].append((kind, text))
    columns = ("name", "cds_code", "nces_id", "charter_number")
    records = SchoolStateRecord.objects.order_by().values_list(
        "school", "school__name", *(f"record__{column}" for column in columns)
    )
    for school, own_name, name, *codes in records:
        if fold(name) != fold(own_name):
            texts[school].append((WordKind.ALTERNATIVE, name))
        texts[school] += [(WordKind.CODE, code) for code in codes]
    return texts


def texts_of(school, regions: dict[str, str]) -> list[tuple[WordKind, str]]:
    """Return the texts in the fields of `school` and its campus, as (kind, text) pairs. `regions`: those of areas."""
    campus = school.campus
    texts = [(WordKind.NAME, school.name)]
    texts += [(WordKind.ALTERNATIVE, school.slug.replace("-", " "))]
    host = (urlsplit(school.website).hostname or "").removeprefix("www.")
    texts += [(WordKind.ALTERNATIVE, host.partition(".")[0])]  # “crma4” of https://www.crma4.org/
    texts += [(WordKind.CODE, getattr(school, name)) for name in SEARCHED]
    texts += [(WordKind.AREA, campus.area), (WordKind.AREA, regions.get(campus.area, ""))]
    texts += [(WordKind.CITY, campus.city), (WordKind.STREET, campus.street), (WordKind.ZIP, campus.zip[:5])]
    return texts
