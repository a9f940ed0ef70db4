"""A school in a few sentences: each number with its yardstick, low ones said as plainly, and nothing made up."""

from decimal import Decimal

import pytest
from django.utils import translation

from schools.profiles.in_short import InShort, Number, hundredths, years_note
from schools.results.models import Measure

SOURCE = "California Department of Education, a file"


def number(measure, value, yardstick=None, year="2024–25", **fields):
    there = None if yardstick is None else Decimal(yardstick)
    return Number(measure, Decimal(value), year, SOURCE, there, **fields)


def high(*numbers):
    return InShort(numbers, 9, 12)


def middle(*numbers):
    return InShort(numbers, 6, 8)


ALL = [
    number(Measure.ENROLLMENT_9_12, "395", year="2025–26"),
    number(Measure.GRADUATION, "91.8", "88.5"),
    number(Measure.UC_CSU_GRADUATES, "98"),
    number(Measure.ELA, "33.6", "56.96"),
    number(Measure.MATH, "12.4", "30.5"),
    number(Measure.ABSENCE_9_12, "34.1", "29.8"),
]


def test_a_high_school_is_told_in_the_order_of_families_questions():
    assert high(*ALL).paragraphs == [
        "395 scholars, about 99 in each grade. 92 of 100 graduate in four years, more than in Los Angeles Unified (89). "
        "Of those who graduate, 98 of 100 finish the courses that UC and Cal State ask for.",
        "English and math tests are below the state: 34 of 100 meet the standard in English (California 57), 12 of 100 "
        "in math (California 31). 34 of 100 miss at least 1 of every 10 school days, more than in Los Angeles Unified "
        "(30).",
    ]


def test_the_short_form_has_graduation_and_tests():
    assert high(*ALL).short.startswith(
        "92 of 100 graduate in four years, more than in Los Angeles Unified (89). English"
    )
    assert high(*ALL).short.endswith("(California 31).")


def test_years_and_source_are_said_once():
    assert high(*ALL).note == "California Department of Education, 2024–25. Number of scholars: 2025–26."
    assert years_note([("tests", "2023–24"), ("absence", "2023–24")]) == "2023–24."


def test_it_says_the_same_in_spanish():
    with translation.override("es"):
        first, second = high(*ALL).paragraphs
    assert first.startswith("395 estudiantes, unos 99 en cada grado. 92 de cada 100 se gradúan en cuatro años, más que")
    assert "en el distrito escolar de Los Ángeles (LAUSD) (89)." in first
    assert second.startswith("Los exámenes están por debajo del estado: 34 de cada 100 llegan al nivel en lectura")


@pytest.mark.parametrize(
    ("value", "there", "said"),
    [
        ("91.8", "88.5", "92 of 100 graduate in four years, more than in Los Angeles Unified (89)."),
        ("80", "88.5", "80 of 100 graduate in four years, fewer than in Los Angeles Unified (89)."),
        ("88.9", "88.5", "89 of 100 graduate in four years, as many as in Los Angeles Unified."),
        ("91.8", None, "92 of 100 graduate in four years."),
        ("99.8", "88.5", "More than 99 of 100 graduate in four years, more than in Los Angeles Unified (89)."),
    ],
)
def test_graduation_is_compared_with_the_district_as_far_as_shown_numbers_tell(value, there, said):
    assert high(number(Measure.GRADUATION, value, there)).short == said


@pytest.mark.parametrize(
    ("english", "math", "said"),
    [
        (("75", "57"), ("32", "30.5"), "English and math tests are above the state: 75 of 100 meet the standard in"),
        (
            ("75", "57"),
            ("20", "30.5"),
            "Tests: 75 of 100 meet the state’s standard in English, above California (57); 20",
        ),
        (
            ("57", "57"),
            ("20", "30.5"),
            "Tests: 57 of 100 meet the state’s standard in English, the same as California; 20",
        ),
        (("75", None), ("20", None), "Tests: 75 of 100 meet the state’s standard in English; 20 of 100 in math."),
        (("75", "57"), None, "In English, 75 of 100 meet the state’s standard, above California (57)."),
        (None, ("20", "30.5"), "In math, 20 of 100 meet the state’s standard, below California (31)."),
    ],
)
def test_tests_are_compared_with_the_state(english, math, said):
    pairs = ((Measure.ELA, english), (Measure.MATH, math))
    assert high(*(number(measure, *values) for measure, values in pairs if values)).short.startswith(said)


def test_what_is_not_known_has_no_sentence():
    empty = high()
    assert (empty.paragraphs, empty.short, empty.note, empty.size, empty.bars) == ([], "", "", "", [])
    assert high(ALL[5]).paragraphs == [
        "34 of 100 miss at least 1 of every 10 school days, more than in Los Angeles Unified (30)."
    ]


def test_numbers_of_two_schools_say_so_and_have_no_share_of_a_grade():
    both = middle(number(Measure.ENROLLMENT, "1040", of_both=True), number(Measure.ELA_ALL, "48", of_both=True), ALL[5])
    assert both.paragraphs[0] == "1,040 scholars at both schools of this campus."
    assert both.note.endswith("The state counts both schools at this campus together.")
    assert both.size == ""
    assert [bar.grades for bar in both.bars] == ["both schools"]


def test_a_wider_yardstick_is_explained():
    note = middle(number(Measure.ELA_ALL, "40", "47")).note
    assert note == "California Department of Education, 2024–25. California’s tests: grades 3–8 and 11."


@pytest.mark.parametrize(
    ("school", "bars"),
    [
        (high, [("Graduate", "", 92, 89), ("English", "grade 11", 34, 57), ("Math", "grade 11", 12, 31)]),
        (middle, [("English", "grades 6–8", 40, 47)]),
    ],
)
def test_a_card_has_bars_that_name_their_scholars(school, bars):
    numbers = ALL if school is high else [number(Measure.ELA_ALL, "40", "47")]
    assert [(bar.label, bar.grades, bar.width, bar.mark) for bar in school(*numbers).bars] == bars


@pytest.mark.parametrize(
    ("count", "said"), [("1", "1 scholar."), ("3", "3 scholars."), ("8", "8 scholars, about 2 in each grade.")]
)
def test_a_small_school_is_counted_right(count, said):
    assert high(number(Measure.ENROLLMENT_9_12, count)).paragraphs == [said]


@pytest.mark.parametrize(
    ("value", "said"),
    [("100", "100"), ("99.5", "more than 99"), ("99.4", "99"), ("0.5", "1"), ("0.4", "fewer than 1"), ("0", "0")],
)
def test_shares_are_never_rounded_to_all_or_none(value, said):
    assert hundredths(Decimal(value)) == said
