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


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], None),  # a school is not in its own reference
        ([{"value": "100", "count": 300}], ("97.5%", 400)),  # each counts by its scholars
        ([{"value": "80", "count": 100}, {"value": "10", "count": 900, "year": "2031-32"}], ("85.0%", 200)),
        ([{"value": "80", "count": 100}, {"value": "10", "count": 900, "measure": "uc_csu_percent"}], ("85.0%", 200)),
        ([{"value": "80", "count": 100}, {"value": "10", "count": 900, "of_ours": False}], ("85.0%", 200)),
        ([{"value": "80", "count": 100}, {"value": "10", "count": None}], ("85.0%", 200)),
        ([{"value": "80", "count": 100}, {"value": "10", "count": 0}], ("85.0%", 200)),
    ],
)
def test_the_network_is_the_average_of_our_schools_for_the_same_measure_and_year(others, expected):
    school = counted("90", 100)
    for other in others:
        counted(**other)
    found = network(school)
    assert (found and (found.text, found.count)) == expected


def test_all_references_take_one_query_or_none(django_assert_num_queries):
    school = School.objects.get(slug="gertz-ressler")
    series = series_of(school, records_of(school.pk)[school.pk])
    with django_assert_num_queries(1):
        compare(school, series)
    with django_assert_num_queries(0):
        compare(SchoolFactory.build(), [])


def test_the_page_shows_both_and_the_rule_once(client):
    school = counted("96.9", 127)
    url = profile(school).url
    assert "All our schools" not in soup(client.get(url)).select_one(".table--stacks").get_text()
    counted("50", 1127)
    page = soup(client.get(url))
    (row,) = page.select(".table--stacks tbody tr:not(.table__group)")
    text = " ".join(row.get_text(" ").split())
    assert "96.9%" in text
    assert "All our schools: 54.7% of 1,254 scholars" in text
    assert "About 97 of 100 scholars who started 9th grade together graduated within four years." in text
    assert "All our schools: 54.7%" in page.select_one(".glance").get_text()
    assert len([rule for rule in page.select(".table__rule") if "All our schools" in rule.get_text()]) == 1
    assert page.select_one(".table--stacks").sourceline < page.select_one(".charts").sourceline


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
    assert sentence("ela_distance", Decimal("0")) == sentence("frpm_percent", Decimal("90")) == ""


def areas(slug):
    school = School.objects.get(slug=slug)
    series = series_of(school, records_of(school.pk)[school.pk])
    compare(school, series)
    return {one.measure: [f"{area.label}: {area.text}" for area in one.areas] for one in series}


@pytest.mark.parametrize(
    ("slug", "measure", "expected"),
    [
        ("gertz-ressler", "ela_met_percent", ["California: 57.0%"]),
        ("burton-tech", "math_met_percent", ["California: 30.5%"]),
        ("gertz-ressler", "ela_distance", []),
        ("burton-tech", "math_distance", []),
        ("burton-tech", "ela_all_met_percent", None),
        ("kory-hunter", "ela_all_met_percent", ["California, grades 3–8 and 11: 47.0%"]),
        ("kory-hunter", "math_distance", ["California, grades 3–8 and 11: −42.4"]),
        ("merkin", "ela_all_met_percent", []),  # the mixed grades of a complex
        ("merkin", "ela_distance", []),
        (
            "merkin",
            "chronic_absence_k8",
            ["Los Angeles Unified, kindergarten to grade 8: 21.2%", "California, kindergarten to grade 8: 17.1%"],
        ),
        ("gertz-ressler", "graduation_rate", ["Los Angeles Unified: 88.5%", "California: 87.5%"]),
        ("gertz-ressler", "prepared_percent", ["California: 51.7%"]),  # the district's may leave out charter schools
        ("gertz-ressler", "a_g_graduates_percent", ["Los Angeles Unified: 72.4%", "California: 53.9%"]),
        ("gertz-ressler", "uc_csu_percent", None),
        ("tennenbaum", "uc_csu_percent", []),  # of the class, not of graduates
    ],
)
def test_the_district_and_the_state_compare_like_with_like(slug, measure, expected):
    assert areas(slug).get(measure) == expected


def test_another_year_is_no_reference():
    AreaResult.objects.filter(measure="graduation_rate", year="2024-25").update(year="2039-40")
    assert areas("gertz-ressler")["graduation_rate"] == []
