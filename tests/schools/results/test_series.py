"""Yearly results: which half of a complex each belongs to, and charts with comparable scales."""

from decimal import Decimal

import pytest

from schools.models import Result, School, StateRecord
from schools.results.charts import bar_chart
from schools.results.series import Point, Series, records_of, series_of

pytestmark = pytest.mark.django_db


def series(slug):
    school = School.objects.get(slug=slug)
    return {one.measure: one for one in series_of(school, records_of(school.pk)[school.pk])}


def test_counts_of_a_whole_complex_are_marked():
    enrollment = series("merkin")["enrollment"]
    source = "California Department of Education, Free or Reduced-Price Meal data, file frpm1819"
    assert enrollment.points[1] == Point("2018–19", Decimal("973.00"), None, source, "enrollment")
    assert enrollment.points[1].text == "973"
    assert enrollment.label == "Enrollment, both schools at this campus"


BOTH = "The state counts both schools together"


@pytest.mark.parametrize(
    ("slug", "measure", "note"),
    [
        ("gertz-ressler", "enrollment_9_12", ""),
        ("gertz-ressler", "graduation_rate", ""),
        ("gertz-ressler", "enrollment", f"{BOTH}."),
        ("gertz-ressler", "math_distance", f"{BOTH}: grades 6 to 8 and 11."),
        ("gertz-ressler", "chronic_absence_9_12", ""),
        ("merkin", "enrollment_9_12", None),
        ("merkin", "graduation_rate", None),
        ("merkin", "enrollment", f"{BOTH}."),
        ("merkin", "ela_all_met_percent", f"{BOTH}: grades 6 to 8 and 11."),
        ("merkin", "chronic_absence_k8", ""),
        ("merkin", "chronic_absence_9_12", None),
        ("burton-tech", "enrollment", None),
        ("burton-tech", "graduation_rate", ""),
    ],
)
def test_each_measure_of_a_complex_belongs_to_one_school_or_both(slug, measure, note):
    found = series(slug).get(measure)
    assert (found.note if found else None) == note


def test_a_year_of_two_records_comes_from_the_current_one():
    school = School.objects.get(slug="merkin")
    _current, earlier = StateRecord.objects.of_school(school.pk)
    Result.objects.create(record=earlier, measure="enrollment", year="2018-19", value=401, source="Example")
    enrollment = series("merkin")["enrollment"]
    assert [point.value for point in enrollment.points if point.year == "2018–19"] == [Decimal("973.00")]


def test_every_result_has_year_and_source():
    for one in [*series("gertz-ressler").values(), *series("kory-hunter").values()]:
        assert [point.year for point in one.points] == sorted(point.year for point in one.points)
        assert all(point.source for point in one.points)
    assert series("academy-high-7") == {}


def make(measure, *values):
    points = [
        Point(f"20{n:02}–{n + 1:02}", value and Decimal(value), None, "Source", measure)
        for n, value in enumerate(values, 10)
    ]
    return Series(measure, "Label", "Definition", points=points)


def test_bars_start_at_zero_and_percentages_end_at_a_hundred():
    chart = bar_chart(make("graduation_rate", "50", "100", "0"))
    half, full, none = chart.bars
    assert half.height * 2 == pytest.approx(full.height, abs=0.2)
    assert none.height == 0
    assert all(bar.y + bar.height == pytest.approx(chart.baseline) for bar in chart.bars)
    assert (half.value, half.year) == ("50.0", "’11")


@pytest.mark.parametrize("values", [["0"], ["7"], ["487"], ["1003", "12"], [str(n) for n in range(1, 25)]])
def test_bars_stay_inside_their_chart(values):
    chart = bar_chart(make("enrollment", *values))
    assert len(chart.bars) == len(values)
    assert all(bar.y >= 0 and bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)


def test_a_year_that_is_not_published_has_no_bar():
    assert [bar.year for bar in bar_chart(make("graduation_rate", "50", None, "60")).bars] == ["’11", "’13"]
    assert bar_chart(make("graduation_rate", None)) is None
