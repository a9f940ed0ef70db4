"""Find schools: interpret the question, find the place, match the words, rank, and count."""

from dataclasses import replace

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.search.alike import is_real
from schools.register.grades import grade_text
from schools.register.models import Program
from schools.register.models.levels import grade_label, level_choices
from schools.register.page_types import profiles

from .answer import Choice, Interpretation, Results, fetch
from .criteria import Criteria
from .folding import fold
from .language import Reading
from .models import ANSWERING, GRADES, Meaning
from .network import Profile, known_programs, network, profiles_below
from .places import NoPlace, Problem
from .question import Question, parse
from .ranking import MOST_NEAR, Match, Tally, open_near, tally
from .replies import answers_to
from .search_words import search_words

MOST_SUGGESTIONS = 3
SHORTEST_SUGGESTED = 3  # letters; shorter words get no suggestions


def find(criteria: Criteria, listed) -> Results:
    """Return the schools that match `criteria` among the public profiles below the `SchoolIndexPage` `listed`.

    Ordered by distance from the place, else by how well the text matches, else by area and name. No queries, but for
    what the cache does not have yet.
    """
    programs = _programs()
    slugs = {program.slug for program in programs}  # the others are dropped
    question = parse(replace(criteria, programs=tuple(slug for slug in criteria.programs if slug in slugs)))
    below = profiles_below(listed)
    totals = _tally(question, below)
    if not totals.hits and not totals.closed and question.is_guessed:
        # A wrong guess of level or grade must not hide the school.
        unguessed = replace(question, criteria=question.asked)
        retry = _tally(unguessed, below)
        question, totals = (unguessed, retry) if retry.hits else (question, totals)
    reading, near, terms, parsed = question.reading, question.near, question.terms, question.criteria
    is_place = reading.place and not terms  # “near Burton” is a school
    is_place = is_place and not (reading.answers and all(map(is_real, reading.place.split())))  # “in the bathroom”
    has_place_question = bool(parsed.near or is_place)
    is_code = near.problem and near.problem.problem != Problem.UNKNOWN and not (terms or reading.answers)
    closed_only = bool(terms and totals.closed and not totals.hits)
    matches = totals.closed if closed_only else totals.hits
    return Results(
        criteria=parsed,
        hits=matches,
        terms=terms,
        order=question.order,
        understood=_interpretations(question),
        answers=answers_to(reading),
        place=near.place,
        place_problem=near.problem if has_place_question or is_code else None,
        is_here=reading.is_here and near.place is None and near.problem is None,
        counts=_choices(totals, parsed, programs),
        suggestions=[] if matches or totals.beyond else _suggestions(parsed, question.unknown, near.problem),
        closed_only=closed_only,
        instead=_instead(matches, below) if terms and (closed_only or parsed.closed) else [],
        nearest_miss=None if matches else next(iter(fetch(totals.beyond, terms)), None),
        known_words=_known_words(parsed, reading, programs),
    )


def _instead(matches: list[Match], below: list[Profile]) -> list:
    """Return open profiles near the first hit if all hits are closed schools. Few schools have closed."""
    if len(matches) > MOST_NEAR:
        return []
    found = [match.profile for match in matches]
    near = open_near(found, below, timezone.localdate())
    known = profiles().model.known([profile.page for profile in found + near])  # together: the page shows both
    return [known[profile.page] for profile in near if profile.page in known]


def _tally(question: Question, below: list[Profile]) -> Tally:
    if question.unknown and not question.terms and not question.is_understood:
        return Tally()  # no school has any of the words
    criteria, terms, place = question.criteria, question.terms, question.near.place
    return tally(below, criteria, terms, place, question.order, timezone.localdate())


def _programs() -> list[Program]:
    """Return each program once, by name, in the request's language if possible. At most one query."""
    language = get_language()
    by_slug: dict[str, Program] = {}
    for program in known_programs():
        if program.slug not in by_slug or program.locale.language_code == language:
            by_slug[program.slug] = program
    return sorted(by_slug.values(), key=lambda program: program.name)


def _interpretations(question: Question) -> list[Interpretation]:
    """Return how the visitor's words were interpreted, except what they chose in the form themselves."""
    asked, parsed, near = question.asked, question.criteria, question.near
    known, pairs = search_words(), question.reading.spelled.items()
    telling = [(typed, word) for typed, word in pairs if word in known.entries and word not in known.fillers]
    result = [Interpretation("corrected", typed, word) for typed, word in telling]
    for item in question.reading.meanings:
        if item.meaning == Meaning.LEVEL and not asked.level and parsed.level == item.value:
            result.append(Interpretation("level", item.typed, str(settings.NETWORK.levels[item.value].name)))
        elif item.meaning == Meaning.GRADE and asked.grade is None and parsed.grade_text == item.value:
            label = _("age %(age)s, usually grade %(grade)s") % {"age": item.age, "grade": item.value}
            result.append(Interpretation("grade", item.typed, label if item.age else grade_label(parsed.grade)))
        elif item.meaning == Meaning.NOT_SERVED:
            label = _("Our schools serve grades %(lowest)s to %(highest)s.")
            label %= {"lowest": grade_text(GRADES[0]), "highest": grade_text(GRADES[-1])}
            result.append(Interpretation("not served", item.typed, label))
    typed = near.typed or (asked.near if near.place and near.place.is_guess else "")
    if near.place and typed:
        result.append(Interpretation("near", typed, str(near.place)))
    for term in question.terms:
        if best := term.slip:
            result.append(Interpretation("spelling", term.typed, best))
    if not question.reading.answers:  # otherwise they are likely just the words around the ones that were answered
        result += [Interpretation("unknown", word) for word in question.unknown if not is_real(word)]
    return result


def _suggestions(criteria: Criteria, unknown: list[str], problem: NoPlace | None) -> list[tuple[str, str]]:
    """Return “did you mean” suggestions: similar places, then the text with similar words of schools."""
    name = "near" if criteria.near else "q"
    suggestions = [(name, place.full_name) for place in (problem.suggestions if problem else [])]
    words = {word for word in unknown if len(word) >= SHORTEST_SUGGESTED and not word.isdigit()}
    alike = {word: similar for word in words if (similar := network().similar_words.to(word))}
    best = {word: max(similar, key=lambda other: (similar[other], other)) for word, similar in alike.items()}
    if best:
        suggestions.append(("q", " ".join(best.get(word, word) for word in fold(criteria.q).split())))
    return suggestions[:MOST_SUGGESTIONS]


def _known_words(criteria: Criteria, reading: Reading, programs: list[Program]) -> list[str]:
    """Return the programs in the text, and its search words for levels and so on; of answers and ages, what they mean.

    A name may ask for an answer, too. Search words that stand for other words are left out: they may be names.
    """
    text = f" {fold(criteria.q)} "
    names = [fold(program.name) for program in programs]
    items = [item for item in reading.meanings if item.typed]
    words = [item.value for item in items if item.meaning in ANSWERING]
    items = [item for item in items if item.meaning not in ANSWERING]
    words += [f"grade {item.value}" if item.age else fold(item.typed) for item in items]
    return words + [name for name in names if name and f" {name} " in text]


def _choices(totals: Tally, criteria: Criteria, programs: list[Program]) -> dict[str, list[Choice]]:
    """Return the values of each filter with their counts. Areas without schools are left out, unless chosen."""
    areas = sorted({*totals.counts["area"], *([criteria.area] if criteria.area else [])})
    values = {
        "level": [(key, str(name)) for key, name in level_choices()],
        "grade": [(str(grade), grade_label(grade)) for grade in GRADES],
        "area": [(area, area) for area in areas],
        "program": [(program.slug, program.name) for program in programs],
    }
    return {
        name: [Choice(value, label, totals.counts[name][value]) for value, label in pairs]
        for name, pairs in values.items()
    }
