"""A school's percentage appears next to that of all our schools, with a plain-language comparison."""

from decimal import Decimal

import pytest

from schools.models import Result, School, SchoolStateRecord, StateRecord
from schools.results.network import compare_with_network
from schools.results.sentences import of_hundred, sentence
from schools.results.series import series_of
from tests.factories import SchoolFactory, profile
from tests.html import soup

pytestmark = pytest.mark.django_db
YEAR = "2030-31"


def counted(value, count, measure="graduation_rate", year=YEAR, of_ours=True) -> School:
    """A school with a state result of `value` percent."""
    school = SchoolFactory()
    code = f"{StateRecord.objects.count():014}"
    record = StateRecord.objects.create(cds_code=code, name=school.name)
    if of_ours:
        SchoolStateRecord.objects.create(school=school, record=record)
    Result.objects.create(record=record, measure=measure, year=year, value=value, count=count, source="Example")
    return school


def network(school, measure="graduation_rate"):
    series = series_of(school, StateRecord.objects.of_school(school.pk))
    compare_with_network(series)
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


def test_what_tells_no_number_of_scholars_is_left_out():
    school = counted("90", 100)
    counted("80", 100)
    counted("10", None)
    counted("10", 0)
    assert network(school).count == 200


def test_a_school_is_not_compared_with_itself():
    assert network(counted("90", 100)) is None


def test_without_percentages_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        compare_with_network([])


def test_the_page_shows_both_and_the_rule_once(client):
    school = counted("96.9", 127)
    counted("50", 1127)
    page = soup(client.get(profile(school).url))
    (row,) = page.select(".table--stacks tbody tr")
    text = " ".join(row.get_text(" ").split())
    assert "96.9%" in text
    assert "All our schools: 54.7% of 1,254 scholars" in text
    assert "About 97 of 100 scholars who started 9th grade together graduated within four years." in text
    assert "All our schools: 54.7%" in page.select_one(".glance").get_text()
    assert len(page.select(".table__rule")) == 1
    assert page.select_one(".table--stacks").sourceline < page.select_one(".charts").sourceline


def test_without_a_reference_there_is_no_rule(client):
    assert not soup(client.get(profile(counted("96.9", 127)).url)).select(".table__rule")


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


def test_a_measure_that_needs_no_sentence_has_none():
    assert sentence("frpm_percent", Decimal("90")) == ""
