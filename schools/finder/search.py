"""Find schools: interpret the question, find the place, match the words, rank, and count."""

from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.content_cache import memo
from schools.register.models import Level, Place, Program

from .answer import Choice, Hits, Order, Results, Understood
from .criteria import Criteria
from .folding import fold
from .language import Reading, read
from .models.synonym import GRADES, Meaning
from .places import NoPlace, Problem, find_place
from .suggestions import suggest
from .tally import Tally, tally
from .terms import Term, terms_of

FIRST = 60  # hits sorted by the first query


@dataclass
class Where:
    """The place to search near, and the other words. `guess` is a place that matches the text with a typo."""

    words: list[tuple[str, ...]]
    place: Place | None = None
    guess: Place | None = None
    problem: NoPlace | None = None
    typed: str = ""  # the words of the text that name `place` or `guess`


@dataclass
class Question:
    """A parsed question: the filters (`asked`), the place, matched words (`terms`), and words that no school has."""

    asked: Criteria
    where: Where
    terms: list[Term] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    is_guessed: bool = False  # whether the level or grade comes from the text

    @property
    def is_understood(self) -> bool:
        """Whether part of the text is useful although no school has its other words: “football near Watts”."""
        return self.where.place is not None or self.is_guessed

    @property
    def order(self) -> Order:
        return Order.DISTANCE if self.where.place else Order.RELEVANCE if self.terms else Order.AREA


def find(criteria: Criteria, listed, first: int = FIRST) -> Results:
    """Return the schools that match `criteria` among the public profiles below the `SchoolIndexPage` `listed`.

    Ordered by distance from the place, else by how well the text matches, else by area and name. Takes at most nine
    queries for any number of schools, and two for a slice of the `first` hits (three for a later slice).
    """
    reading = read(criteria.q)
    programs = _programs()
    question = _take_apart(_sensible(criteria, programs), reading)
    counted = _tally(question, listed, programs, first)
    if not counted.hits and not counted.closed and question.asked != (said := _sensible(criteria, programs)):
        # A wrong guess of level or grade must not hide the school.
        unguessed = replace(question, asked=said, is_guessed=False)
        if (without := _tally(unguessed, listed, programs, first)).hits:
            question, counted = unguessed, without
    where, terms, asked = question.where, question.terms, question.asked
    asked_for_place = bool(criteria.near or (reading.place and not terms))  # “near Burton” is a school, not a place
    is_code = where.problem and where.problem.problem != Problem.UNKNOWN and not terms
    closed_only = bool(terms and counted.closed and not counted.hits)
    keys = counted.closed if closed_only else counted.hits
    profiles = listed.profiles
    return Results(
        criteria=asked,
        hits=Hits(profiles, keys, terms, where.place),
        order=question.order,
        understood=_understood(reading, criteria, question),
        place=where.place,
        place_problem=where.problem if asked_for_place or is_code else None,
        counts=_choices(counted, asked, programs),
        suggestions=[] if keys or counted.beyond else suggest(criteria, question.unknown, where.problem),
        closed_only=closed_only,
        beyond=Hits(profiles, counted.beyond, terms, where.place) if counted.beyond and not keys else None,
        known_words=_known_words(criteria, reading, programs),
    )


def _take_apart(said: Criteria, reading: Reading) -> Question:
    level, grade = reading.value(Meaning.LEVEL), reading.value(Meaning.GRADE)
    asked = replace(said, level=said.level or level, grade=said.grade or (int(grade) if grade else None))
    where = _where(said.near, reading)
    terms, unknown = terms_of(where.words)
    if where.guess and not (terms and not unknown and all(term.is_exact for term in terms)):
        where.place, where.words, terms, unknown = where.guess, [], [], []
    return Question(asked, where, terms, unknown, is_guessed=asked != said)


def _where(near: str, reading: Reading) -> Where:
    """Return the place from the field `near`, else from the text: after a “near” word, or all of it."""
    place_words = [(word,) for word in reading.place.split()]
    if near:
        found = find_place(near)
        words = reading.words + place_words
        return Where(words, place=found) if isinstance(found, Place) else Where(words, problem=found)
    if reading.place:
        found = find_place(reading.place)
        if isinstance(found, Place):
            return Where(reading.words, place=found, typed=reading.place)
        return Where(reading.words + (place_words if found.problem == Problem.UNKNOWN else []), problem=found)
    if not reading.words:
        return Where([])
    found = find_place(reading.text, as_synonym=False)
    if isinstance(found, NoPlace):
        return Where(reading.words, problem=found)
    if found.is_guess:
        return Where(reading.words, guess=found, typed=reading.text)
    return Where([], place=found, typed=reading.text)


def _tally(question: Question, listed, programs: list[Program], first: int) -> Tally:
    if question.unknown and not question.terms and not question.is_understood:
        return Tally()  # no school has any of the words
    today = timezone.localdate()
    asked, terms, place, order = question.asked, question.terms, question.where.place, question.order
    return tally(listed, asked, terms, place, order, today, count_programs=bool(programs), first=first)


def _sensible(criteria: Criteria, programs: list[Program]) -> Criteria:
    """Return `criteria` without unknown programs."""
    known = {program.slug for program in programs}
    return replace(criteria, programs=tuple(slug for slug in criteria.programs if slug in known))


def _programs() -> list[Program]:
    """Return each program once, by name, in the request's language if possible. At most one query."""
    language = get_language()
    return memo(("programs", language), lambda: _programs_in(language))


def _programs_in(language: str) -> list[Program]:
    found: dict[str, Program] = {}
    for program in Program.objects.select_related("locale"):
        if program.slug not in found or program.locale.language_code == language:
            found[program.slug] = program
    return sorted(found.values(), key=lambda program: program.name)


def _understood(reading: Reading, criteria: Criteria, question: Question) -> list[Understood]:
    """Return how the visitor's words were interpreted, except what they chose in the form themselves."""
    asked, where = question.asked, question.where
    told = []
    for meant in reading.meant:
        if meant.meaning == Meaning.LEVEL and not criteria.level and asked.level == meant.value:
            told.append(Understood("level", meant.typed, str(Level(meant.value).label), meant.value))
        elif meant.meaning == Meaning.GRADE and not criteria.grade and str(asked.grade) == meant.value:
            told.append(Understood("grade", meant.typed, _("Grade %(grade)s") % {"grade": meant.value}, meant.value))
        elif meant.meaning == Meaning.ENROLL:
            told.append(Understood("enroll", meant.typed, _("How to enroll")))
        elif meant.meaning == Meaning.NOT_SERVED:
            message = _("Our schools serve grades %(lowest)s to %(highest)s.")
            told.append(
                Understood("not served", meant.typed, message % {"lowest": min(GRADES), "highest": max(GRADES)})
            )
    if where.place and where.typed:
        told.append(Understood("near", where.typed, str(where.place), where.place.name))
    for term in question.terms:
        if best := term.slip:
            told.append(Understood("spelling", term.typed, best, best))
    told += [Understood("unknown", word) for word in question.unknown]
    return told


def _known_words(criteria: Criteria, reading: Reading, programs: list[Program]) -> list[str]:
    """Return the programs in the text, and the search words in it that mean a level, a grade, and so on.

    Search words that stand for other words are left out, because they may name a place or a person.
    """
    text = f" {fold(criteria.q)} "
    names = [fold(program.name) for program in programs]
    return [fold(meant.typed) for meant in reading.meant] + [name for name in names if name and f" {name} " in text]


def _choices(counted: Tally, asked: Criteria, programs: list[Program]) -> dict[str, list[Choice]]:
    """Return the values of each filter with their counts. Areas without schools are left out, unless chosen."""
    areas = sorted({*counted.counts["area"], *([asked.area] if asked.area else [])})
    values = {
        "level": [(level.value, str(level.label)) for level in Level],
        "grade": [(str(grade), _("Grade %(grade)s") % {"grade": grade}) for grade in GRADES],
        "area": [(area, area) for area in areas],
        "program": [(program.slug, program.name) for program in programs],
    }
    chosen = {"level": {asked.level}, "grade": {str(asked.grade)}, "area": {asked.area}, "program": set(asked.programs)}
    return {
        name: [
            Choice(value, label, counted.counts[name].get(value, 0), value in chosen[name]) for value, label in pairs
        ]
        for name, pairs in values.items()
    }
