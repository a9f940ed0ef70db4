"""A profile tells how good the school is in the state's numbers, low ones too, and says what the state withholds."""

from gzip import compress

import pytest

from schools.models import Result, SchoolPage
from schools.results.series import grouped, records_of, series_of
from tests.factories import profile
from tests.html import assert_valid, soup

from .samples import counted

pytestmark = pytest.mark.django_db


def page(client, slug):
    response = client.get(f"/schools/{slug}/")
    assert_valid(response)
    return soup(response)


def glance(client, slug):
    return [
        (figure.select_one(".figure__value").get_text(), figure.select_one(".figure__label").get_text())
        for figure in page(client, slug).select(".glance .figure")
    ]


def rows(client, slug):
    """The table's texts by label, under their headings."""
    groups = {}
    for line in page(client, slug).select(".table--stacks tbody tr"):
        words = " ".join(line.get_text(" ").split())
        if "table__group" in line.get("class", ()):
            group = groups[words] = {}
        else:
            group[line.th.span.get_text()] = words
    return groups


@pytest.mark.parametrize(
    ("slug", "numbers"),
    [
        ("gertz-ressler", ["582", "98.6%", "97.1%", "74.8%", "30.1%"]),  # low ones too
        ("kory-hunter", ["477", "36.8%", "16.7%", "12.9%"]),
    ],
)
def test_a_profile_shows_the_measures_of_its_level_at_a_glance(client, slug, numbers):
    assert [value for value, _label in glance(client, slug)] == numbers


def test_a_school_of_a_complex_says_whose_number_it_is(client):
    labels = [label for _value, label in glance(client, "merkin")]
    assert labels[1] == "Met or exceeded standard in English, all grades tested, both schools at this campus"
    tests = rows(client, "merkin")["Tests"]
    assert all("The state counts both schools together: grades 6 to 8 and 11." in words for words in tests.values())
    assert all("California" not in words for words in tests.values())


def test_the_table_has_every_measure_under_a_plain_heading(client):
    assert {heading: len(lines) for heading, lines in rows(client, "burton-tech").items()} == {
        "Tests": 4,
        "Graduation and college": 5,
        "Attendance and discipline": 2,
        "Who the scholars are": 4,
    }
    middle = rows(client, "kory-hunter")
    assert list(middle) == ["Tests", "Attendance and discipline", "Who the scholars are"]
    words = middle["Attendance and discipline"]["Suspended at least once"]
    assert "About 3 of 100 scholars were suspended at least once that year." in words
    assert "of 487 scholars" in words
    assert "All our schools: 1.9% of 12,676 scholars" in words
    assert "California, all grades: 2.9%" in words
    assert "2024–25" in words


def test_every_open_school_has_tests_absences_and_groups():
    schools = [one.school for one in SchoolPage.objects.open_today().select_related("school")]
    records = records_of(*(school.pk for school in schools))
    for school in schools:
        groups = {str(heading): items for heading, items in grouped(school, series_of(school, records[school.pk]))}
        assert len(groups["Tests"]) == 4, school
        assert len(groups["Attendance and discipline"]) == 2, school
        assert {"low_income_percent", "disabilities_percent", "english_learner_percent"} <= {
            one.measure for one in groups["Who the scholars are"]
        }, school


def test_withheld_results_link_to_the_states_page(client):
    Result.objects.filter(record__cds_code="19647330128041", measure__in=("chronic_absence_k8", "enrollment")).update(
        value=None
    )
    found = page(client, "kory-hunter")
    line = next(row for row in found.select(".table--stacks tr") if "Often absent" in row.get_text())
    assert "Not in the state’s file" in line.get_text()
    assert line.a["href"] == "https://www.caschooldashboard.org/reports/19647330128041/2025"
    assert "0" not in line.select_one(".table__value").get_text()
    assert "All our schools" not in line.get_text()
    assert "Often absent" not in found.select_one(".glance").get_text()
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


def test_a_small_group_says_so(client):
    small, large = profile(counted("50", 12)), profile(counted("50", 300))
    assert "This is a small group" in page(client, small.slug).select_one(".table--stacks").get_text()
    assert "This is a small group" not in page(client, large.slug).select_one(".table--stacks").get_text()


def test_the_comparison_has_the_new_measures_under_the_same_headings(client):
    found = soup(client.get("/schools/compare/", {"school": ["burton-tech", "kory-hunter", "merkin"]}))
    assert [heading.get_text() for heading in found.select(".compare__group")] == [
        "Tests",
        "Graduation and college",
        "Attendance and discipline",
        "Who the scholars are",
    ]
    labels = [label.find(string=True).strip() for label in found.select(".compare__label")]
    assert len(labels) == len(set(labels))
    line = next(row for row in found.select("tbody tr") if "English, all grades tested" in row.get_text())
    assert [("both schools together" in cell.get_text()) for cell in line.select("td")] == [False, False, True]


def test_the_profile_stays_light(client):
    """The published page with style sheets and scripts has at most 60 KB; see tests of page weight for those."""
    assert len(compress(client.get("/schools/gertz-ressler/").content)) < 24_000
