"""A figure is one record: its number once, its words in every language."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.models import Figure, FigureText, HomePage
from tests.content_cache import forget
from tests.html import assert_valid, filled, soup
from toolkit.activity_log.models import AuditEntry

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "on"}
LABEL, DEFINITION = "de estudiantes de <último> año", "Quienes se gradúan & entran a la universidad."


@pytest.fixture
def spanish():
    """The home page in Spanish, which shows the same figures, without words of theirs in Spanish."""
    FigureText.objects.all().delete()
    home = HomePage.objects.get(locale__language_code="en")
    home.figures = [("figure", figure) for figure in (shared(), Figure.objects.get(computed_from="schools_open"))]
    home.save_revision().publish()
    return HomePage.objects.get(locale__language_code="es")


def shared():
    return Figure.objects.get(name="Scholars in 2018–19")


def band(client, path="/es/"):
    response = client.get(path)
    assert_valid(response)
    return soup(response).select_one(".figures").find_parent("section")


def test_a_page_shows_the_number_with_the_words_of_its_language(client, spanish):
    figure = shared()
    FigureText.objects.create(figure=figure, language="es", label=LABEL, definition=DEFINITION)
    figure.values.get().texts.update_or_create(language="es", defaults={"as_of": "ciclo 2018–19", "source": "Alliance"})
    figure.save()
    section = band(client)
    for words in ("13,000", LABEL, DEFINITION, "ciclo 2018–19 · Alliance"):
        assert words in " ".join(section.get_text().split())
    assert "scholars in Alliance schools" not in section.get_text()
    assert LABEL not in band(client, "/").get_text()
    figure.values.update(value="13,036")
    shared().save()
    assert "13,036" in band(client).get_text()
    assert "13,036" in band(client, "/").get_text()


def test_a_text_that_is_missing_is_english_and_marked_as_such(client, spanish):
    FigureText.objects.create(figure=shared(), language="es", label=LABEL)
    marked = [one.get_text() for one in band(client).select("[lang=en]")]
    assert shared().definition in marked
    assert shared().as_of in marked
    assert LABEL not in marked
    assert not band(client, "/").select("[lang]")


def test_a_computed_figure_counts_in_the_readers_language(client, spanish):
    computed = Figure.objects.get(computed_from="schools_open")
    FigureText.objects.create(
        figure=computed, language="es", label="escuelas abiertas hoy", definition="Las que están abiertas hoy."
    )
    text = " ".join(band(client).get_text().split())
    assert "escuelas abiertas hoy" in text
    assert "Nuestro directorio de escuelas" in text
    assert "Las que están abiertas hoy. Un complejo" in text
    assert "6–12 complex" not in text


@pytest.mark.parametrize(("path", "more"), [("/", 0), ("/es/", 1)])
def test_the_words_take_one_query_in_another_language_and_none_in_english(client, spanish, path, more):
    for figure in Figure.objects.all():
        FigureText.objects.create(figure=figure, language="es", label=LABEL)
    client.get(path)
    forget()
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert sum("pages_figuretext" in query["sql"] for query in queries) == more


# ── The form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def admin_url(name, *args):
    return reverse(Figure.snippet_viewset.get_url_name(name), args=args)


def test_a_publisher_writes_both_languages_on_one_form_and_the_log_says_so(sign_in):
    client, figure = sign_in("Publisher"), shared()
    sent = filled(client.get(admin_url("edit", figure.pk)))
    assert sent["texts-0-language"] == "es"
    sent |= {"values-0-value": "13,036", "texts-0-label": LABEL, "texts-0-definition": DEFINITION, **PUBLISH}
    assert client.post(admin_url("edit", figure.pk), sent).status_code == 302
    figure.refresh_from_db()
    assert (figure.value, figure.texts.get().label) == ("13,036", LABEL)
    entry = AuditEntry.objects.filter(object_label="pages.figuretext").latest("pk")
    assert (entry.actor_name, entry.object_title) == ("Publisher", "Scholars in 2018–19, es")
    row = next(row for row in soup(client.get(admin_url("list"))).select("tbody tr") if figure.name in row.get_text())
    assert "English, Spanish" in row.get_text()
    sent = filled(client.get(admin_url("add"))) | {"name": "New", "label": "x", "computed_from": "schools_open"}
    assert client.post(admin_url("add"), sent | {"texts-0-label": LABEL, **PUBLISH}).status_code == 302
    assert Figure.objects.get(name="New").texts.get().label == LABEL


@pytest.mark.parametrize(
    "hostile",
    [
        {"texts-0-language": "xx"},
        {"texts-0-label": "x" * 161},
        {"texts-0-label": "a\x00b"},
        {"texts-TOTAL_FORMS": "2", "texts-1-id": "", "texts-1-language": "es", "texts-1-label": "Otra vez"},
    ],
)
def test_rows_that_cannot_be_are_refused(sign_in, hostile):
    client, figure = sign_in("Publisher"), shared()
    before = list(figure.texts.values())
    sent = filled(client.get(admin_url("edit", figure.pk))) | hostile
    assert client.post(admin_url("edit", figure.pk), sent).status_code == 200
    assert list(figure.texts.values()) == before


def test_others_do_not_change_them(sign_in):
    client, figure = sign_in("Listings manager"), shared()
    sent = {"name": "Theirs", "label": "x", "texts-TOTAL_FORMS": "0", "texts-INITIAL_FORMS": "0"}
    assert client.post(admin_url("edit", figure.pk), sent).status_code == 302
    figure.refresh_from_db()
    assert (figure.name, figure.has_unpublished_changes) == ("Scholars in 2018–19", False)
