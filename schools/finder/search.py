"""Find schools: interpret the question, find the place, match the words, rank, and count."""

from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.content_cache import memo
from schools.register.models import Level, Place, Program

from .answer import Choice, Hits, Interpretation, Order, Results
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
class NearPlace:
    """The place to search near, and the other words. `guess` is a place that matches the text with a typo."""

    words: list[tuple[str, ...]]
    place: Place | None = None
    guess: Place | None = None
    problem: NoPlace | None = None
    typed: str = ""  # the words of the text that name `place` or `guess`


@dataclass
class Question:
    """A parsed question: filters (`criteria`), place (`near`), matched words (`terms`), and words no school has."""

    criteria: Criteria
    near: NearPlace
    terms: list[Term] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    is_guessed: bool = False  # whether the level or grade comes from the text

    @property
    def is_understood(self) -> bool:
        """Whether part of the text is useful although no school has its other words: “football near Watts”."""
        return self.near.place is not None or self.is_guessed

    @property
    def order(self) -> Order:
        return Order.DISTANCE if self.near.place else Order.RELEVANCE if self.terms else Order.AREA


def find(criteria: Criteria, listed, first: int = FIRST) -> Results:
    """Return the schools that match `criteria` among the public profiles below the `SchoolIndexPage` `listed`.

    Ordered by distance from the place, else by how well the text matches, else by area and name. Takes at most nine
    queries for any number of schools, and two for a slice of the `first` hits (three for a later slice).
    """
    reading = read(criteria.q)
    programs = _programs()
    question = _take_apart(_sensible(criteria, programs), reading)
    totals = _tally(question, listed, programs, first)
    if not totals.hits and not totals.closed and question.criteria != (explicit := _sensible(criteria, programs)):
        # A wrong guess of level or grade must not hide the school.
        unguessed = replace(question, criteria=explicit, is_guessed=False)
        if (retry := _tally(unguessed, listed, programs, first)).hits:
            question, totals = unguessed, retry
    near, terms, parsed = question.near, question.terms, question.criteria
    has_place_question = bool(criteria.near or (reading.place and not terms))  # “near Burton” is a school, not a place
    is_code = near.problem and near.problem.problem != Problem.UNKNOWN and not terms
    closed_only = bool(terms and totals.closed and not totals.hits)
    keys = totals.closed if closed_only else totals.hits
    profiles = listed.profiles
    return Results(
        criteria=parsed,
        hits=Hits(profiles, keys, terms, near.place),
        order=question.order,
        understood=_interpretations(reading, criteria, question),
        place=near.place,
        place_problem=near.problem if has_place_question or is_code else None,
        counts=_choices(totals, parsed, programs),
        suggestions=[] if keys or totals.beyond else suggest(criteria, question.unknown, near.problem),
        closed_only=closed_only,
        beyond=Hits(profiles, totals.beyond, terms, near.place) if totals.beyond and not keys else None,
        known_words=_known_words(criteria, reading, programs),
    )


def _take_apart(explicit: Criteria, reading: Reading) -> Question:
    level, grade = reading.value(Meaning.LEVEL), reading.value(Meaning.GRADE)
    criteria = replace(explicit, level=explicit.level or level, grade=explicit.grade or (int(grade) if grade else None))
    near = _near_place(explicit.near, reading)
    terms, unknown = terms_of(near.words)
    if near.guess and not (terms and not unknown and all(term.is_exact for term in terms)):
        near.place, near.words, terms, unknown = near.guess, [], [], []
    return Question(criteria, near, terms, unknown, is_guessed=criteria != explicit)


def _near_place(near: str, reading: Reading) -> NearPlace:
    """Return the place from the field `near`, else from the text: after a “near” word, or all of it."""
    place_words = [(word,) for word in reading.place.split()]
    if near:
        result = find_place(near)
        words = reading.words + place_words
        return NearPlace(words, place=result) if isinstance(result, Place) else NearPlace(words, problem=result)
    if reading.place:
        result = find_place(reading.place)
        if isinstance(result, Place):
            return NearPlace(reading.words, place=result, typed=reading.place)
        return NearPlace(reading.words + (place_words if result.problem == Problem.UNKNOWN else []), problem=result)
    if not reading.words:
        return NearPlace([])
    result = find_place(reading.text, as_synonym=False)
    if isinstance(result, NoPlace):
        return NearPlace(reading.words, problem=result)
    if result.is_guess:
        return NearPlace(reading.words, guess=result, typed=reading.text)
    return NearPlace([], place=result, typed=reading.text)


def _tally(question: Question, listed, programs: list[Program], first: int) -> Tally:
    if question.unknown and not question.terms and not question.is_understood:
        return Tally()  # no school has any of the words
    today = timezone.localdate()
    criteria, terms, place, order = question.criteria, question.terms, question.near.place, question.order
    return tally(listed, criteria, terms, place, order, today, count_programs=bool(programs), first=first)


def _sensible(criteria: Criteria, programs: list[Program]) -> Criteria:
    """Return `criteria` without unknown programs."""
    slugs = {program.slug for program in programs}
    return replace(criteria, programs=tuple(slug for slug in criteria.programs if slug in slugs))


def _programs() -> list[Program]:
    """Return each program once, by name, in the request's language if possible. At most one query."""
    language = get_language()
    return memo(("programs", language), lambda: _programs_in(language))


def _programs_in(language: str) -> list[Program]:
    by_slug: dict[str, Program] = {}
    for program in Program.objects.select_related("locale"):
        if program.slug not in by_slug or program.locale.language_code == language:
            by_slug[program.slug] = program
    return sorted(by_slug.values(), key=lambda program: program.name)


def _interpretations(reading: Reading, criteria: Criteria, question: Question) -> list[Interpretation]:
    """Return how the visitor's words were interpreted, except what they chose in the form themselves."""
    parsed, near = question.criteria, question.near
    result = []
    for item in reading.meanings:
        if item.meaning == Meaning.LEVEL and not criteria.level and parsed.level == item.value:
            result.append(Interpretation("level", item.typed, str(Level(item.value).label), item.value))
        elif item.meaning == Meaning.GRADE and not criteria.grade and str(parsed.grade) == item.value:
            result.append(Interpretation("grade", item.typed, _("Grade %(grade)s") % {"grade": item.value}, item.value))
        elif item.meaning == Meaning.ENROLL:
            result.append(Interpretation("enroll", item.typed, _("How to enroll")))
        elif item.meaning == Meaning.NOT_SERVED:
            message = _("Our schools serve grades %(lowest)s to %(highest)s.")
            result.append(
                Interpretation("not served", item.typed, message % {"lowest": min(GRADES), "highest": max(GRADES)})
            )
    if near.place and near.typed:
        result.append(Interpretation("near", near.typed, str(near.place), near.place.name))
    for term in question.terms:
        if best := term.slip:
            result.append(Interpretation("spelling", term.typed, best, best))
    result += [Interpretation("unknown", word) for word in question.unknown]
    return result


def _known_words(criteria: Criteria, reading: Reading, programs: list[Program]) -> list[str]:
    """Return the programs in the text, and the search words in it that mean a level, a grade, and so on.

    Search words that stand for other words are left out, because they may name a place or a person.
    """
    text = f" {fold(criteria.q)} "
    names = [fold(program.name) for program in programs]
    return [fold(item.typed) for item in reading.meanings] + [name for name in names if name and f" {name} " in text]


def _choices(totals: Tally, criteria: Criteria, programs: list[Program]) -> dict[str, list[Choice]]:
    """Return the values of each filter with their counts. Areas without schools are left out, unless chosen."""
    areas = sorted({*totals.counts["area"], *([criteria.area] if criteria.area else [])})
    values = {
        "level": [(level.value, str(level.label)) for level in Level],
        "grade": [(str(grade), _("Grade %(grade)s") % {"grade": grade}) for grade in GRADES],
        "area": [(area, area) for area in areas],
        "program": [(program.slug, program.name) for program in programs],
    }
    selected = {
        "level": {criteria.level},
        "grade": {str(criteria.grade)},
        "area": {criteria.area},
        "program": set(criteria.programs),
    }
    return {
        name: [
            Choice(value, label, totals.counts[name].get(value, 0), value in selected[name]) for value, label in pairs
        ]
        for name, pairs in values.items()
    }
