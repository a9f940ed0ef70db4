"""The network's schools in memory: what the finder matches, ranks, and counts.

Plain objects from a few queries, kept in each process until content changes (`pages.content_cache`). Nothing in them
depends on the day. Requests share them, so nothing changes them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import starmap, takewhile
from sys import intern
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextChoices
from django.utils.translation import gettext_lazy as _

from pages.content_cache import memo
from pages.search.alike import Similar
from schools.register import page_types
from schools.register.models import FormerName, Offering, Program, School, StateRecord
from schools.register.models.campus import miles_between
from schools.register.record_fields import names
from toolkit.json_rows import rows_of
from toolkit.visibility import public

from .ear import sound_of
from .folding import fold, index_words
from .places import known_places

SHORTEST_SOUND = 3  # letters
SEARCHED = names(is_searched=True)
CODES = ("cds_code", "nces_id", "charter_number")  # of state records


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
    """A public profile of a school, with the key of its page."""

    page: int
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
    return [Profile(page, schools[school]) for _title, page, school in sorted(rows) if school in schools]


def known_programs() -> list[Program]:
    """Return the programs in all languages."""
    return memo("programs", lambda: list(Program.objects.select_related("locale")))


def _schools() -> Iterable[NetworkSchool]:
    """Return all schools, from one query."""
    regions, levels = known_places().regions, settings.NETWORK.levels.items()
    level_names = {key: [(WordKind.LEVEL, name) for name in level.name.values()] for key, level in levels}
    program_names = defaultdict(list)
    for program in known_programs():
        program_names[program.slug].append((WordKind.PROGRAM, program.name))
    schools = School.objects.select_related("campus").annotate(
        its_programs=ArraySubquery(Program.objects.filter(schools=OuterRef("pk")).values("slug")),
        its_former_names=ArraySubquery(FormerName.objects.filter(school=OuterRef("pk")).values("name")),
        its_offerings=ArraySubquery(Offering.objects.filter(school=OuterRef("pk")).values("text")),
        its_records=rows_of(StateRecord.objects.filter(school_links__school=OuterRef("pk"))),
    )
    text_of = cache(_text)  # schools that share a text have one object
    for school in schools:
        texts = [*texts_of(school, regions), *level_names[school.level]]
        texts += [(WordKind.FORMER, name) for name in school.its_former_names]
        texts += [(WordKind.OFFERING, text) for text in school.its_offerings]
        texts += [pair for slug in school.its_programs for pair in program_names[slug]]
        names = [record["name"] for record in school.its_records]
        texts += [(WordKind.ALTERNATIVE, name) for name in names if fold(name) != fold(school.name)]
        texts += [(WordKind.CODE, record[code]) for record in school.its_records for code in CODES]
        ranked = sorted({pair for pair in texts if pair[1]}, key=lambda pair: (-WEIGHTS[pair[0]], pair))
        yield NetworkSchool(
            key=school.pk,
            level=school.level,
            lowest=school.lowest_grade,
            highest=school.highest_grade,
            area=school.campus.area,
            point=school.campus.point,
            opened=school.opened,
            closed=school.closed,
            successor=school.successor_id,
            programs=frozenset(school.its_programs),
            texts=tuple(starmap(text_of, ranked)),
        )


def _text(kind: WordKind, text: str) -> Text:
    """Return the text with its words, which all texts share."""
    return Text(kind, text, tuple(map(intern, sorted(index_words(text)))))


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
