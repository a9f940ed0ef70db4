"""Families find the school they mean, and an answer to what they ask, with what they really type: three tables.

`relevance.csv`: names, places, and codes, with the schools that may come first. `families.csv`: everything that a
question means. `asked.csv`: questions as they are spoken or misspelled, with what may be answered first: the key of an
answer, `school=` and its short name, `place=` and its name, or `call` if no answer is better than a wrong one.
"""

import csv
from pathlib import Path

import pytest

from schools.models import Answer
from tests.schools.finder.questions import ask, slugs

pytestmark = pytest.mark.django_db
FIRST = 0.95


def rows(name):
    with open(Path(__file__).with_name(name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def keys():
    """The keys of the answers in some results, in order."""
    titles = {answer.title: answer.key for answer in Answer.objects.all()}
    return lambda results: [titles[answer.title] for answer in results.answers]


def test_the_school_meant_comes_first():
    found = {(row["q"], row["near"]): slugs(ask(q=row["q"], near=row["near"]), 3) for row in rows("relevance.csv")}
    expected = {(row["q"], row["near"]): set(row["expected"].split()) for row in rows("relevance.csv")}
    assert not [(question, slugs) for question, slugs in found.items() if not expected[question] & {*slugs}]
    not_first = [(question, slugs) for question, slugs in found.items() if not expected[question] & {*slugs[:1]}]
    assert len(not_first) <= (1 - FIRST) * len(found), not_first


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_question_is_understood_in_full(language, keys):
    wrong = []
    for row in rows("families.csv"):
        results = ask(language, q=row["q"])
        place = results.place.name if results.place else ""
        grade, unknown = str(results.criteria.grade or ""), [one for one in results.understood if one.kind == "unknown"]
        got = [{*keys(results)}, place, results.criteria.level, grade, results.is_here, slugs(results, 1), unknown]
        first = [row["first"]] if row["first"] else slugs(results, 1)
        place = row["place"] if language == "en" else row["place"].replace(" and ", " y ")
        meant = [{*row["answers"].split()}, place, row["level"], row["grade"], bool(row["here"]), first, []]
        if (
            got != meant
            or not results.hits
            or (language == "es" and {one.language for one in results.answers} > {"es"})
        ):
            wrong.append((row["q"], got, meant))
    assert not wrong


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_question_as_it_is_spoken_gets_the_right_answer_first(language, keys):
    questions, wrong = rows("asked.csv"), []
    for row in questions:
        results = ask(language, q=row["q"])
        place = str(results.place or "").replace(" y ", " and ").replace("la mitad de", "the middle of")
        got = {*keys(results)[:1], f"place={place}", *(f"school={slug}" for slug in slugs(results, 1))}
        got |= set() if results.answers else {"call"}
        expected = [row["expected"]] if "=" in row["expected"] else row["expected"].split()
        if got.isdisjoint(expected):
            wrong.append((row["q"], expected, got))
    assert len(wrong) <= (1 - FIRST) * len(questions), wrong


def test_the_same_words_in_the_field_for_places_are_understood(keys):
    for row in rows("families.csv")[::7]:
        by_text, by_place = ask(q=row["q"]), ask(near=row["q"])
        for understood in (keys, lambda results: (results.criteria.grade, str(results.place), slugs(results, 3))):
            assert understood(by_place) == understood(by_text), row["q"]
