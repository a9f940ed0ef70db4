"""Every published figure is listed with its definition, source, and history: on a page, in a feed, and as JSON."""

import json
import uuid

import pytest

from pages.figures.facts import number
from pages.models import Figure, FigureValue
from tests.html import assert_valid
from tests.pages.translation.pages import publish
from tests.schools.open_data.files import entries

pytestmark = pytest.mark.django_db
PATHS = {"en": "/facts/", "es": "/es/datos-y-cifras/"}
FEED = "/facts/feed/"
EVERYWHERE = ("/facts/", FEED, "/data/facts.json")


@pytest.fixture
def figure():
    """One with an earlier value."""
    figure = Figure.objects.get(name="Scholars, counted by the state")
    source = {"en": "An <older> source", "es": "Una fuente anterior"}
    earlier = FigureValue(value="13,000", as_of="June 2019", source=source, source_url="https://example.org/")
    figure.values.add(earlier)
    figure.save_revision().publish()
    return figure


@pytest.mark.parametrize("language", PATHS)
def test_every_published_figure_is_there_with_its_year_source_and_earlier_values(client, language, figure):
    def words(tag):
        return " ".join(tag.get_text(" ").split())

    FigureValue.objects.create(figure=figure, value="12,900", as_of="June 2018", source={"en": "Of <one> language"})
    page = assert_valid(client.get(PATHS[language]))
    assert {tag["id"] for tag in page.select(".fact")} == {f"figure-{figure.pk}" for figure in Figure.objects.all()}
    assert all(words(tag) for tag in page.select(".fact__source"))
    headings = [words(tag) for tag in page.main.select("h2")]
    assert headings == [{"en": "Today", "es": "Hoy"}[language], "2025–26", "2024–25", "2018–19", "2004"]
    entry = page.find(id=f"figure-{figure.pk}")
    assert "12,156" in words(entry.h3)
    past = {"en": "13,000 june 2019 · an <older> source", "es": "13,000 junio de 2019 · una fuente anterior"}
    assert past[language] in words(entry.details).lower()
    english = [tag.get_text() for tag in entry.details.select("[lang=en]")]
    assert english == ([] if language == "en" else ["Of <one> language"])


def test_drafts_and_withdrawn_figures_are_nowhere(client, figure):
    figure.values.add(FigureValue(value="99,999", as_of="2031", source="Draft"))
    figure.save_revision()
    Figure.objects.create(name="Draft", label="Secret", live=False)
    for path in EVERYWHERE:
        text = client.get(path).content.decode()
        assert [word in text for word in ("99,999", "Secret", "12,156")] == [False, False, True], path
    figure.refresh_from_db()
    figure.unpublish()
    assert not [path for path in EVERYWHERE if "12,156" in client.get(path).content.decode()]


def test_the_feed_has_every_value_with_a_steady_identifier(client, figure):
    found = entries(client, FEED)
    ids = {entry["id"] for entry in found}
    assert len(ids) == FigureValue.objects.count()
    assert all(uuid.UUID(name.removeprefix("urn:uuid:")) for name in ids)
    assert f"http://testserver/facts/#figure-{figure.pk}" in {entry["link"] for entry in found}
    publish(figure, label="Other words")
    assert {entry["id"] for entry in entries(client, FEED)} == ids
    assert client.get("/es/datos-y-cifras/feed/")["Content-Type"].startswith("application/atom+xml")


def test_the_file_for_software_has_numbers_days_and_history(client, figure):
    response = client.get("/data/facts.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    data = json.loads(response.content)
    found = next(fact for fact in data["facts"] if fact["id"] == figure.pk)
    assert (found["number"], found["unit"], found["from"], found["to"]) == (12156, None, "2025-07-01", "2026-06-30")
    assert found["url"] == f"http://testserver/facts/#figure-{figure.pk}"
    (past,) = found["earlier"]
    assert (past["number"], past["from"], past["to"]) == (13000, "2019-06-01", "2019-06-30")
    assert "<" not in json.dumps(data).replace("An <older> source", "")
    spanish = json.loads(client.get("/es/datos/facts.json").content)
    assert spanish["language"] == "es"
    assert "<" not in json.dumps(spanish)


def test_the_number_in_a_value():
    numbers = {"95%": 95, "97.5 %": 97.5, "13,000": 13000, "1 in 4": None, "": None, "$5": None}
    assert {value: number(value) for value in numbers} == numbers
