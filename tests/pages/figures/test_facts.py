"""Every published figure is listed with its definition, source, and history: on a page, in a feed, and as JSON."""

import json
import uuid
from xml.etree import ElementTree

import pytest

from pages.figures.facts import number
from pages.models import Figure, FigureValue
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
PATHS = {"en": "/facts/", "es": "/es/datos-y-cifras/"}
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def figure():
    """One with an earlier value."""
    figure = Figure.objects.get(name="Scholars, counted by the state")
    source = {"en": "An <older> source", "es": "Una fuente anterior"}
    earlier = FigureValue(value="13,000", as_of="June 2019", source=source, source_url="https://example.org/")
    figure.values.add(earlier)
    figure.save_revision().publish()
    return figure


def entry(client, figure, language="en"):
    response = client.get(PATHS[language])
    assert_valid(response)
    return soup(response).find(id=f"figure-{figure.pk}")


def words(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.mark.parametrize("language", PATHS)
def test_every_published_figure_is_there_with_its_year(client, language):
    page = soup(client.get(PATHS[language]))
    assert {tag["id"] for tag in page.select(".fact")} == {f"figure-{figure.pk}" for figure in Figure.objects.all()}
    for tag in page.select(".fact__source"):
        assert words(tag)
    headings = [words(tag) for tag in page.main.select("h2")]
    assert headings[0] in ("Today", "Hoy")
    assert headings[1:] == ["2025–26", "2024–25", "2018–19", "2004"]


def test_earlier_values_are_shown_with_their_own_source_and_language(client, figure):
    assert "12,156" in words(entry(client, figure).h3)
    assert "13,000 June 2019 · An <older> source" in words(entry(client, figure).details)
    assert "13,000 junio de 2019 · Una fuente anterior" in words(entry(client, figure, "es").details).lower().replace(
        "una", "Una"
    )
    FigureValue.objects.filter(value="13,000").update(source={"en": "An <older> source"})
    spanish = entry(client, figure, "es")
    assert spanish.details.find(lang="en").get_text() == "An <older> source"


def test_drafts_and_withdrawn_figures_are_nowhere(client, figure):
    figure.values.add(FigureValue(value="99,999", as_of="2031", source="Draft"))
    figure.save_revision()
    other = Figure.objects.create(name="Draft", label="Secret", live=False)
    for path in ("/facts/", "/facts/feed/", "/data/facts.json"):
        text = client.get(path).content.decode()
        assert "99,999" not in text
        assert "Secret" not in text
        assert "12,156" in text
    figure.refresh_from_db()
    figure.unpublish()
    for path in ("/facts/", "/facts/feed/", "/data/facts.json"):
        assert "12,156" not in client.get(path).content.decode()
    assert other.pk


@pytest.mark.parametrize("language", PATHS)
def test_the_feed_has_every_value_with_a_steady_identifier(client, figure, language):
    response = client.get(f"{PATHS[language]}feed/")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall("atom:entry", ATOM)
    assert len(entries) == FigureValue.objects.count()
    ids = [entry.find("atom:id", ATOM).text for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(uuid.UUID(name.removeprefix("urn:uuid:")) for name in ids)
    links = [entry.find("atom:link", ATOM).get("href") for entry in entries]
    assert f"http://testserver{PATHS[language]}#figure-{figure.pk}" in links
    figure.label = "Other words"
    figure.save_revision().publish()
    again = ElementTree.fromstring(client.get(f"{PATHS[language]}feed/").content)
    assert {entry.find("atom:id", ATOM).text for entry in again.findall("atom:entry", ATOM)} == set(ids)


def test_the_file_for_software_has_numbers_days_and_history(client, figure):
    response = client.get("/data/facts.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    data = json.loads(response.content)
    found = next(fact for fact in data["facts"] if fact["id"] == figure.pk)
    assert (found["number"], found["unit"], found["from"], found["to"]) == (12156, None, "2025-07-01", "2026-06-30")
    assert found["url"] == f"http://testserver/facts/#figure-{figure.pk}"
    assert [(past["number"], past["from"], past["to"]) for past in found["earlier"]] == [
        (13000, "2019-06-01", "2019-06-30")
    ]
    assert "<" not in json.dumps(data).replace("An <older> source", "")
    spanish = json.loads(client.get("/es/datos/facts.json").content)
    assert spanish["language"] == "es"
    assert "<" not in json.dumps(spanish)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("95%", 95), ("97.5 %", 97.5), ("13,000", 13000), ("1 in 4", None), ("", None), ("$5", None)],
)
def test_the_number_in_a_value(value, expected):
    assert number(value) == expected
