"""A school's numbers appear next to those of all our schools, the district, and California, where they compare."""

from decimal import Decimal

import pytest

from schools.models import AreaResult, School
from schools.results.references import compare
from schools.results.sentences import of_hundred, sentence
from schools.results.series import records_of, series_of
from tests.factories import SchoolFactory, profile
from tests.html import soup

from .samples import counted

pytestmark = pytest.mark.django_db


def network(school, measure="graduation_rate"):
    series = series_of(school, records_of(school.pk)[school.pk])
    compare(school, series)
    return next(one.network for one in series if one.measure == measure)


def test_each_school_counts_by_its_scholars():
    school = counted("90", 100)
    counted("100", 300)
    found = network(school)
    assert (found.value, found.count, found.text) == (Decimal("97.5"), 400, "97.5%")


def test_the_same_measure_and_year_only_and_our_schools_only():
    school = counted("90", 100)
    counted("80", 100)
    counted("10", 900, year="2031-32")
    counted("10", 900, measure="uc_csu_percent")
    counted("10", 900, of_ours=False)
    assert network(school).value == 85


def test_results_without_a_count_are_left_out():
    school = counted("90", 100)
    counted("80", 100)
    counted("10", None)
    counted("10", 0)
    assert network(school).count == 200


def test_a_school_is_not_in_its_own_reference():
    assert network(counted("90", 100)) is None


def test_without_results_there_is_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        compare(SchoolFactory.build(), [])


def test_all_references_take_one_query(django_assert_num_queries):
    school = School.objects.get(slug="gertz-ressler")
    series = series_of(school, records_of(school.pk)[school.pk])
    with django_assert_num_queries(1):
        compare(school, series)


def test_the_page_shows_both_and_the_rule_once(client):
    school = counted("96.9", 127)
    counted("50", 1127)
    page = soup(client.get(profile(school).url))
    (row,) = page.select(".table--stacks tbody tr:not(.table__group)")
    text = " ".join(row.get_text(" ").split())
    assert "96.9%" in text
    assert "All our schools: 54.7% of 1,254 scholars" in text
    assert "About 97 of 100 scholars who started 9th grade together graduated within four years." in text
    assert len([rule for rule in page.select(".table__rule") if "All our schools" in rule.get_text()]) == 1
    assert page.select_one(".table--stacks").sourceline < page.select_one(".charts").sourceline


def test_without_a_reference_there_is_no_rule(client):
    rules = soup(client.get(profile(counted("96.9", 127)).url)).select(".table__rule")
    assert not any("All our schools" in rule.get_text() or "California and" in rule.get_text() for rule in rules)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("100", "100 of 100"),
        ("99.95", "More than 99 of 100"),
        ("99.5", "More than 99 of 100"),
        ("99.4", "About 99 of 100"),
        ("96.00", "96 of 100"),
        ("96.5", "About 97 of 100"),
        ("0.5", "About 1 of 100"),
        ("0.4", "Fewer than 1 of 100"),
        ("0", "0 of 100"),
    ],
)
def test_rounding_is_said_and_never_makes_all_or_none(value, said):
    assert of_hundred(Decimal(value)) == said


def test_a_distance_says_above_or_below():
    assert sentence("ela_distance", Decimal("12.70")).endswith("scored 12.7 points above the standard in English.")
    assert sentence("math_distance", Decimal("-49.8")).endswith("scored 49.8 points below the standard in mathematics.")
    assert sentence("ela_distance", Decimal("0")) == ""


def areas(slug):
    school = School.objects.get(slug=slug)
    series = series_of(school, records_of(school.pk)[school.pk])
    compare(school, series)
    return {one.measure: [f"{area.label}: {area.text}" for area in one.areas] for one in series}


def test_a_high_school_compares_with_grade_eleven_never_with_all_grades():
    """So does the high school of a complex, and one of its own."""
    for slug in ("gertz-ressler", "burton-tech"):
        shown = areas(slug)
        assert shown["ela_met_percent"] == ["California: 57.0%"]
        assert shown["math_met_percent"] == ["California: 30.5%"]
        assert shown["ela_distance"] == shown["math_distance"] == []
        assert "ela_all_met_percent" not in shown


def test_a_middle_school_compares_with_the_states_grades_which_are_named():
    shown = areas("kory-hunter")
    assert shown["ela_all_met_percent"] == ["California, grades 3–8 and 11: 47.0%"]
    assert shown["math_distance"] == ["California, grades 3–8 and 11: −42.4"]


def test_the_mixed_grades_of_a_complex_compare_with_nothing():
    shown = areas("merkin")
    assert shown["ela_all_met_percent"] == shown["ela_distance"] == []
    assert shown["chronic_absence_k8"] == [
        "Los Angeles Unified, kindergarten to grade 8: 21.2%",
        "California, kindergarten to grade 8: 17.1%",
    ]


def test_the_district_is_left_out_where_its_number_may_leave_out_charter_schools():
    tests = ("ela", "math", "prepared")
    assert not [one.measure for one in AreaResult.objects.filter(area="lausd") if one.measure.startswith(tests)]
    shown = areas("gertz-ressler")
    assert shown["graduation_rate"] == ["Los Angeles Unified: 88.5%", "California: 87.5%"]
    assert shown["prepared_percent"] == ["California: 51.7%"]


def test_graduates_compare_with_graduates_not_with_the_class():
    shown = areas("gertz-ressler")
    assert shown["a_g_graduates_percent"] == ["Los Angeles Unified: 72.4%", "California: 53.9%"]
    assert "uc_csu_percent" not in shown
    assert areas("tennenbaum")["uc_csu_percent"] == []


def test_another_year_is_no_reference():
    AreaResult.objects.filter(measure="graduation_rate", year="2024-25").update(year="2039-40")
    assert areas("gertz-ressler")["graduation_rate"] == []


def test_a_measure_that_needs_no_sentence_has_none():
    assert sentence("frpm_percent", Decimal("90")) == ""
