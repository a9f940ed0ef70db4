"""Recognitions always show year and source, are never invented, and cannot be entered twice."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from schools.models import Recognition, School, SchoolPage
from schools.results.sentences import source_text
from tests.factories import SchoolFactory, profile, profile_of
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
AWARD = {"title": "Example Award", "year": 2020, "source": "A newspaper of May 1, 2020"}


def recognized(**fields):
    school = SchoolFactory()
    Recognition.objects.create(school=school, **AWARD | fields)
    return school


def shown(client, school) -> list[str]:
    response = client.get(profile(school).url)
    assert_valid(response)
    heading = soup(response).main.find(id="recognition")
    return [" ".join(item.get_text().split()) for item in heading.find_parent("section")("li")] if heading else []


def test_recognitions_have_year_and_source_newest_first(client):
    school = recognized(source_url="https://news.example.org/award")
    Recognition.objects.create(school=school, title="Later Award", year=2022, source="A list")
    assert shown(client, school) == ["Later Award, 2022 (A list)", "Example Award, 2020 (A newspaper of May 1, 2020)"]
    link = soup(client.get(profile_of(school).url)).main.find("a", href="https://news.example.org/award")
    assert link.get_text() == "A newspaper of May 1, 2020"
    assert shown(client, SchoolFactory()) == []


@pytest.mark.parametrize(
    ("source", "spanish"),
    [
        ("Press release of March 1, 2024", "Comunicado de prensa del 1 de marzo de 2024"),
        (
            "calcharters.org, article of April 2, 2012, on the award ceremony",
            "calcharters.org, artículo del 2 de abril de 2012, sobre la ceremonia de premiación",
        ),
        ("Press release of February 30, 2024", "Comunicado de prensa del February 30, 2024"),
    ],
)
def test_sources_are_in_the_language_of_the_page(source, spanish):
    assert source_text(source) == source
    with translation.override("es"):
        assert source_text(source) == spanish


def test_the_first_content_is_what_the_sources_report(client):
    awards = {page.school.slug for page in SchoolPage.objects.all() if page.school.recognitions.exists()}
    assert len(awards) == 8
    (only,) = School.objects.get(slug="gertz-ressler").recognitions.all()
    assert (only.title, only.year) == ("National Blue Ribbon School", 2012)
    assert all(one.source and one.source_url for one in Recognition.objects.all())


def test_recognitions_are_in_schema_org_and_open_data(client):
    school = recognized()
    data = soup(client.get(profile(school).url)).find("script", type="application/ld+json").string
    assert ["Example Award (2020)"] in [one.get("award") for one in json.loads(data).get("@graph", [json.loads(data)])]
    (row,) = [
        one for one in json.loads(client.get("/data/schools.json").getvalue())["schools"] if one["slug"] == school.slug
    ]
    assert row["recognitions"] == [AWARD | {"source_url": None}]


def test_search_finds_a_school_by_its_recognitions(client):
    def found():
        return [" ".join(one.get_text().split()) for one in soup(client.get("/search/?q=zebra")).select(".result")]

    school = profile().school
    recognition = Recognition.objects.create(school=school, **AWARD | {"title": "Zebra Medal"})
    (result,) = found()
    assert school.name in result
    assert "Zebra Medal (2020)" in result
    changed = School.objects.get(pk=school.pk).changed
    recognition.delete()
    assert not found()
    assert School.objects.get(pk=school.pk).changed > changed


def test_duplicates_and_future_years_are_refused():
    school = recognized()
    with pytest.raises(ValidationError, match="already listed for this year"):
        Recognition(school=school, **AWARD).full_clean()
    with pytest.raises(ValidationError, match="in the future"):
        Recognition(school=school, **AWARD | {"year": 2999}).full_clean()
