"""Structured data uses only types, properties, and values that schema.org defines."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from pages.models import HomePage
from schools.models import EnrollmentSeason, InformationSession, SchoolPage
from schools.register.school_year import coming_year
from tests.factories import CampusFactory, SchoolFactory, profile, story
from tests.html import soup

pytestmark = pytest.mark.django_db

VOCABULARY = json.loads((Path(__file__).parent / "schema_org.json").read_text(encoding="utf-8"))
TYPES, PROPERTIES = VOCABULARY["types"], VOCABULARY["properties"]
UNKNOWN = {"domain": [], "range": []}  # a property that is on no type


def lineage(name) -> set[str]:
    """The type and its ancestors."""
    return {name}.union(*(lineage(parent) for parent in TYPES[name]))


def faults(node, at="") -> list[str]:
    """What schema.org does not define in the object `node`."""
    if node.get("@type") not in TYPES:
        return [f"{at}: no type {node.get('@type')}"]
    kinds, found = lineage(node["@type"]), []
    for name in node.keys() - {"@type", "@id"}:
        place, defined = f"{at}/{node['@type']}.{name}", PROPERTIES.get(name, UNKNOWN)
        if not kinds & {*defined["domain"]}:
            found.append(f"{place}: not on this type")
        for value in node[name] if isinstance(node[name], list) else [node[name]]:
            if isinstance(value, dict):
                found += faults(value, place)
            if not fits(value, {*defined["range"]}):
                found.append(f"{place}: {value!r} is none of {defined['range']}")
    return found


def fits(value, kinds) -> bool:
    """Return whether `value` is of one of `kinds`; an address also stands for an object."""
    if isinstance(value, dict):
        return bool(lineage(value["@type"]) & kinds)
    if not isinstance(value, str):
        return bool(kinds & ({"Boolean"} if isinstance(value, bool) else {"Number", "Integer"}))
    if value.startswith(("http://", "https://")):
        return "URL" in kinds or any("Thing" in lineage(kind) for kind in kinds if kind in TYPES)
    if kinds & {"Text", "URL"}:
        return "Text" in kinds
    try:
        return bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def graph(client, path) -> list[dict]:
    (script,) = soup(client.get(path)).find_all("script", type="application/ld+json")
    data = json.loads(script.string)
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def test_every_page_has_valid_schema_org_data(client):
    made = story(summary="In short.", source="A letter", source_url="https://example.org/letter")
    made.save_revision().publish()
    bare = profile(SchoolFactory(campus=CampusFactory(latitude=None, longitude=None)))
    helpful = profile(SchoolFactory(languages=["en", "ase"], phone="(213) 555-0100"))
    assert "ase" in str(graph(client, helpful.url))
    today = timezone.localdate()
    season = EnrollmentSeason.objects.create(year=coming_year(), status="open", closes=today + timedelta(days=5))
    InformationSession.objects.create(season=season, starts=timezone.now() + timedelta(days=3), place="Online")
    HomePage.objects.update(phone="(213) 555-0100", email="office@example.org", address="1 Main Street")
    assert {event["@type"] for event in graph(client, helpful.url)[0]["event"]} == {"Event"}
    paths = [page.url for page in SchoolPage.objects.filter(slug__in=["merkin", "stern", "tennenbaum"])]
    paths += [bare.url, helpful.url, made.url]
    paths += ["/", "/about/", "/mission/college-ready/", "/schools/", "/enroll/", "/contact/", "/data/"]
    seen = set()
    for path in paths:
        for node in graph(client, path):
            assert faults(node, path) == []
            seen.add(node["@type"])
    assert seen >= {"HighSchool", "MiddleSchool", "NewsArticle", "BreadcrumbList", "WebSite", "Dataset"}


def test_the_check_itself_finds_faults():
    school = {"@type": "HighSchool", "name": "A school"}
    assert faults(school) == []
    for wrong in (
        *({"@type": "HogwartsSchool"}, {"foundationDate": "2004-09-13"}, {"headline": "Not on a school"}),
        *({"foundingDate": "in 2004"}, {"geo": {"@type": "PostalAddress"}}, {"telephone": 2137458141}),
        {"address": {"@type": "PostalAddress", "latitude": 34.0}},
    ):
        assert faults({**school, **wrong}), wrong


def test_the_data_page_describes_its_files_and_claims_no_license(client):
    data = next(node for node in graph(client, "/data/") if node["@type"] == "Dataset")
    files = {file["contentUrl"]: file["encodingFormat"] for file in data["distribution"]}
    assert files["http://testserver/data/schools.geojson"] == "application/geo+json"
    assert files["http://testserver/data/results.csv"] == "text/csv"
    assert "license" not in data
