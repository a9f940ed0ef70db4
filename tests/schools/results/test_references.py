"""State results: whose they are, beside all our schools and California, in charts, and on the profile."""

from decimal import Decimal

import pytest

from schools.models import AreaResult, Result, School, StateRecord
from schools.results.charts import bar_chart
from schools.results.sentences import of_hundred, sentence
from schools.results.series import Point, Series, compare, records_of, series_of
from tests.cases import cases, named_cases
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
YEAR = "2030-31"


def counted(value, count, measure="graduation_rate", year=YEAR, of_ours=True) -> School:
    """A school with a state result of `value` percent."""
    school = SchoolFactory()
    code = f"{StateRecord.objects.count():014}"
    record = StateRecord.objects.create(cds_code=code, name=school.name)
    if of_ours:
        record.school_links.create(school=school)
    Result.objects.create(record=record, measure=measure, year=year, value=value, count=count, source="Example")
    return school


def series(school) -> dict:
    """The series of a school, or of the one with this short name, by measure, with what they are compared with."""
    school = School.objects.get(slug=school) if isinstance(school, str) else school
    found = series_of(school, records_of(school.pk)[school.pk])
    compare(school, found)
    return {one.measure: one for one in found}


def test_the_network_is_the_average_of_our_schools_for_the_same_measure_and_year():
    school = counted("90", 100)
    assert series(school)["graduation_rate"].network is None  # a school is not in its own reference
    counted("100", 300)
    for other in (
        *({"count": 900, "year": "2031-32"}, {"count": 900, "measure": "uc_csu_percent"}),
        *({"count": 900, "of_ours": False}, {"count": None}, {"count": 0}),
    ):
        counted("10", **other)
        found = series(school)["graduation_rate"].network
        assert (found.text, found.count) == ("97.5%", 400), other  # each counts by its scholars


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
    assert len([rule for rule in page.select(".table__rule") if "All our schools" in rule.get_text()]) == 1
    assert page.select_one(".table--stacks").sourceline < page.select_one(".charts").sourceline


def test_rounding_is_said_and_never_makes_all_or_none_and_a_distance_is_above_or_below():
    for value, said in cases(__file__, "rounded.csv"):
        assert of_hundred(Decimal(value)) == said, value
    assert sentence("ela_distance", Decimal("12.70")).endswith("scored 12.7 points above the standard in English.")
    assert sentence("math_distance", Decimal("-49.8")).endswith("scored 49.8 points below the standard in mathematics.")
    assert sentence("ela_distance", Decimal("0")) == sentence("frpm_percent", Decimal("90")) == ""


def test_the_district_and_the_state_compare_like_with_like_in_the_same_year():
    """The table says `why` a measure compares with less than one might expect."""
    for row in named_cases(__file__, "areas.csv"):
        found = series(row["school"]).get(row["measure"])
        told = "; ".join(f"{area.label}: {area.text}" for area in found.areas) if found else "not shown"
        assert told == row["compared with"], row
    AreaResult.objects.filter(measure="graduation_rate", year="2024-25").update(year="2039-40")
    assert series("gertz-ressler")["graduation_rate"].areas == []


def test_counts_of_a_whole_complex_are_marked_and_a_year_of_two_records_comes_from_the_current_one():
    _current, earlier = StateRecord.objects.of_school(School.objects.get(slug="merkin").pk)
    Result.objects.create(record=earlier, measure="enrollment", year="2018-19", value=401, source="Example")
    enrollment, source = series("merkin")["enrollment"], "California Department of Education, Free or Reduced-Price"
    (point,) = (point for point in enrollment.points if point.year == "2018–19")
    assert point == Point("2018–19", Decimal("973.00"), None, f"{source} Meal data, file frpm1819", "enrollment")
    assert point.text == "973"
    assert enrollment.label == "Enrollment, both schools at this campus"


def test_each_measure_of_a_complex_belongs_to_one_school_or_both():
    for row in named_cases(__file__, "notes.csv"):
        found = series(row["school"]).get(row["measure"])
        assert (found.note if found else "not shown") == row["note"], row


def make(measure, *values):
    years = [(f"20{n:02}–{n + 1:02}", value and Decimal(value)) for n, value in enumerate(values, 10)]
    points = [Point(year, value, None, "Source", measure) for year, value in years]
    return Series(measure, "Label", "Definition", points=points)


def test_bars_start_at_zero_percentages_end_at_a_hundred_and_a_year_that_is_not_published_has_none():
    assert [bar["year"] for bar in bar_chart(make("graduation_rate", "50", None, "60"))["bars"]] == ["’11", "’13"]
    assert bar_chart(make("graduation_rate", None)) is None
    chart = bar_chart(make("graduation_rate", "50", "100", "0"))
    half, full, none = chart["bars"]
    assert half["height"] * 2 == pytest.approx(full["height"], abs=0.2)
    assert none["height"] == 0
    assert all(bar["y"] + bar["height"] == pytest.approx(chart["baseline"]) for bar in chart["bars"])
    assert (half["value"], half["year"]) == ("50.0", "’11")


@pytest.mark.parametrize("values", [["0"], ["7"], ["487"], ["1003", "12"], [str(n) for n in range(1, 25)]])
def test_bars_stay_inside_their_chart(values):
    chart = bar_chart(make("enrollment", *values))
    assert len(chart["bars"]) == len(values)
    assert all(bar["y"] >= 0 and bar["x"] >= 0 and bar["x"] + bar["width"] <= chart["width"] for bar in chart["bars"])


def rows(client, slug):
    """The table's texts by label, under their headings."""
    groups = {}
    for line in soup(client.get(f"/schools/{slug}/")).select(".table--stacks tbody tr"):
        words = " ".join(line.get_text(" ").split())
        if "table__group" in line.get("class", ()):
            group = groups[words] = {}
        else:
            group[line.th.span.get_text()] = words
    return groups


def test_the_table_has_every_measure_under_a_plain_heading_and_says_whose_number_that_of_a_complex_is(client):
    sizes = {heading: len(lines) for heading, lines in rows(client, "burton-tech").items()}
    assert [*sizes] == ["Tests", "Graduation and college", "Attendance and discipline", "Who goes here"]
    assert [*sizes.values()] == [4, 5, 2, 4]
    middle = rows(client, "kory-hunter")
    assert list(middle) == ["Tests", "Attendance and discipline", "Who goes here"]
    words = middle["Attendance and discipline"]["Suspended at least once"]
    for said in (
        *("About 3 of 100 scholars were suspended at least once that year.", "of 487 scholars", "2024–25"),
        *("All our schools: 1.9% of 12,676 scholars", "California, all grades: 2.9%"),
    ):
        assert said in words
    tests = rows(client, "merkin")["Tests"]
    assert "Met or exceeded standard in English, all grades tested, both schools at this campus" in tests
    assert all("The state counts both schools together: grades 6 to 8 and 11." in words for words in tests.values())
    assert all("California" not in words for words in tests.values())


def test_withheld_results_link_to_the_states_page(client):
    withheld = Result.objects.filter(record__cds_code="19647330128041")
    withheld.filter(measure__in=("chronic_absence_k8", "enrollment")).update(value=None)
    found = assert_valid(client.get("/schools/kory-hunter/"))
    line = next(row for row in found.select(".table--stacks tr") if "Often absent" in row.get_text())
    assert "Not in the state’s file" in line.get_text()
    assert line.a["href"] == "https://www.caschooldashboard.org/reports/19647330128041/2025"
    assert "0" not in line.select_one(".table__value").get_text()
    assert "All our schools" not in line.get_text()
    assert "school days" not in found.select_one(".in-short").get_text()
    assert not found.select("svg[role=img]")  # nothing left to draw
    assert "None" not in found.main.get_text()


def test_withheld_numbers_stay_blank_in_the_comparison_and_in_the_files(client):
    Result.objects.filter(record__cds_code="19647330128041", measure="suspension_rate").update(value=None)
    compared = soup(client.get("/schools/compare/", {"school": ["kory-hunter", "skirball"]}))
    line = next(row for row in compared.select("tbody tr") if "Suspended at least once" in row.get_text())
    assert "Not published" in line.td.get_text()
    assert "0" not in line.select_one("td .table__value").get_text()
    lines = b"".join(client.get("/data/results.csv").streaming_content).decode().splitlines()
    assert [row for row in lines if row.startswith("19647330128041") and ",suspension_rate,2024-25,,percent," in row]
