"""A school in a few sentences: each number with its yardstick, low ones said as plainly, and nothing made up."""

from decimal import Decimal

import pytest
from django.utils import translation

from schools.profiles.in_short import InShort, Number
from tests.cases import cases


def number(measure, value, yardstick=None, year="2024–25", **fields):
    there = None if yardstick is None else Decimal(yardstick)
    return Number(
        measure, Decimal(value), year, "California Department of Education, a file", yardstick=there, **fields
    )


ALL = [number(measure, value, there or None, year) for measure, value, there, year in cases(__file__, "numbers.csv")]


def test_a_school_is_told_in_the_order_of_families_questions_in_both_languages():
    in_short = InShort(ALL, grades=4)
    assert in_short.paragraphs == [
        "395 scholars, about 99 in each grade. 92 of 100 graduate in four years, more than in Los Angeles Unified "
        "(89). Of those who graduate, 98 of 100 finish the courses that UC and Cal State ask for.",
        "In English, 34 of 100 meet the state’s standard, fewer than in California (57). In math, 12 of 100 meet the "
        "standard, fewer than in California (31). 34 of 100 miss at least 1 of every 10 school days, more than in Los "
        "Angeles Unified (30).",
    ]
    assert in_short.short.startswith("92 of 100 graduate in four years, more than in Los Angeles Unified (89). In Engl")
    assert in_short.short.endswith("fewer than in California (31).")
    assert in_short.note == "California Department of Education, 2024–25. Scholars: 2025–26."
    with translation.override("es"):
        first, second = in_short.paragraphs
    assert first.startswith("395 estudiantes, unos 99 en cada grado. 92 de cada 100 se gradúan en cuatro años, más que")
    assert "en el distrito escolar de Los Ángeles (LAUSD) (89)." in first
    assert second.startswith(
        "En lectura y escritura, 34 de cada 100 llegan al nivel del estado, menos que en California"
    )


@pytest.mark.parametrize(("value", "there", "said"), cases(__file__, "compared.csv"))
def test_a_number_is_compared_as_far_as_shown_numbers_tell_and_never_rounded_to_all_or_none(value, there, said):
    assert InShort([number("graduation_rate", value, there or None)], grades=4).short == said


def test_what_is_not_known_has_no_sentence():
    empty = InShort([], grades=3)
    assert (empty.paragraphs, empty.short, empty.note, empty.size, empty.bars) == ([], "", "", "", [])
    sizes = [InShort([number("enrollment_9_12", count)], grades=4).size for count in ("1", "3", "8")]
    assert sizes[:2] == ["1 scholar.", "3 scholars."]
    assert sizes[2].startswith("8 scholars, about 2 in")
    only = InShort([number("math_all_met_percent", "20", "35.5")], grades=3)
    assert only.paragraphs == ["In math, 20 of 100 meet the standard, fewer than in California (36)."]


def test_numbers_of_two_schools_and_wider_yardsticks_are_explained():
    numbers = [number("enrollment", "1040", of_both=True), number("ela_all_met_percent", "48", "47")]
    numbers.append(number("math_all_met_percent", "29", of_both=True))
    both = InShort(numbers, grades=3)
    assert both.scholars == "1,040 scholars at both schools of this campus"  # on cards
    assert both.size == f"{both.scholars}."
    assert both.short.endswith("In math, 29 of 100 meet the standard (both schools at this campus).")
    assert both.note == (
        "California Department of Education, 2024–25. California’s tests: grades 3–8 and 11. "
        "The state counts both schools at this campus together."
    )


def test_a_card_has_bars_for_graduation_and_tests():
    bars = [(bar.label, bar.share, bar.mark) for bar in InShort(ALL, grades=4).bars]
    assert bars == [("Graduate", 92, 89), ("English", 34, 57), ("Math", 12, 31)]
