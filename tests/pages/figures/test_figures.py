"""A figure is one record: its number once, its words in every language."""

import pytest
from django.urls import reverse

from pages.models import Figure, HomePage
from tests.html import assert_valid, filled, soup
from toolkit.activity_log.models import AuditEntry

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "on"}
LABEL, DEFINITION = "de estudiantes de <último> año", "Quienes se gradúan & entran a la universidad."


@pytest.fixture
def spanish():
    """The home page in Spanish, which shows the same figures, without words of theirs in Spanish."""
    only_english()
    home = HomePage.objects.get(locale__language_code="en")
    home.figures = [("figure", figure) for figure in (shared(), Figure.objects.get(computed_from="schools_open"))]
    home.save_revision().publish()
    return HomePage.objects.get(locale__language_code="es")


def only_english():
    for figure in Figure.objects.all():
        translate(figure, es="", definition="")
        for value in figure.values.all():
            value.source = value.source["en"]
            value.save()


def translate(record, *, es, definition=""):
    """Give a figure a label and a definition in Spanish."""
    record.label = {**record.label, "es": es}
    record.definition = {**record.definition, "es": definition}
    record.save()


def shared():
    return Figure.objects.get(name="Scholars, rounded")


def band(client, path="/es/"):
    response = client.get(path)
    assert_valid(response)
    return soup(response).select_one(".figures").find_parent("section")


def test_a_page_shows_the_number_with_the_words_of_its_language(client, spanish):
    figure = shared()
    translate(figure, es=LABEL, definition=DEFINITION)
    figure.values.update(as_of={"en": "2018–19", "es": "ciclo 2018–19"}, source={"en": "Ours", "es": "Alliance"})
    section = band(client)
    for words in ("13,000", LABEL, DEFINITION, "ciclo 2018–19 · Alliance"):
        assert words in " ".join(section.get_text().split())
    assert "scholars in Alliance schools" not in section.get_text()
    assert LABEL not in band(client, "/").get_text()
    figure.values.update(value="13,036")
    assert "13,036" in band(client).get_text()
    assert "13,036" in band(client, "/").get_text()


def test_a_text_that_is_missing_is_english_and_marked_as_such(client, spanish):
    translate(shared(), es=LABEL)
    marked = [one.get_text() for one in band(client).select("[lang=en]")]
    assert str(shared().definition) in marked
    assert str(shared().newest.source) in marked
    assert LABEL not in marked
    assert not band(client, "/").select("[lang]")


# ── The form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def admin_url(name, *args):
    return reverse(Figure.snippet_viewset.get_url_name(name), args=args)


def test_a_publisher_writes_both_languages_on_one_form_and_the_log_says_so(sign_in):
    client, figure = sign_in("Publisher"), shared()
    sent = filled(client.get(admin_url("edit", figure.pk)))
    sent |= {"values-0-value": "13,036", "label_es": LABEL, "definition_es": DEFINITION, **PUBLISH}
    assert client.post(admin_url("edit", figure.pk), sent).status_code == 302
    figure = shared()
    assert (figure.newest.value, figure.label["es"]) == ("13,036", LABEL)
    entry = AuditEntry.objects.get(action="ledger.changed", detail__has_key="label.es")
    assert (entry.actor_name, entry.object_title) == ("Publisher", "Scholars, rounded")
    assert any(line.startswith("Label (es): ") and line.endswith(f" → {LABEL}") for line in entry.changes)
    assert not any(line.startswith("Label (en)") for line in entry.changes)
    row = next(row for row in soup(client.get(admin_url("list"))).select("tbody tr") if figure.name in row.get_text())
    assert "English, Spanish" in row.get_text()
    sent = filled(client.get(admin_url("add"))) | {"name": "New", "label_en": "x", "computed_from": "schools_open"}
    assert client.post(admin_url("add"), sent | {"label_es": LABEL, **PUBLISH}).status_code == 302
    assert Figure.objects.get(name="New").label == {"en": "x", "es": LABEL}


def test_others_do_not_change_them(sign_in):
    client, figure = sign_in("Listings manager"), shared()
    assert client.post(admin_url("edit", figure.pk), {"name": "Theirs", "label_en": "x"}).status_code == 302
    figure.refresh_from_db()
    assert (figure.name, figure.has_unpublished_changes) == ("Scholars, rounded", False)
