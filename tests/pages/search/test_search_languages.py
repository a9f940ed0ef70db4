"""Search understands English and Spanish on either side, and answers in the language of the page."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from media.models import SiteDocument
from tests.html import assert_valid, soup, words
from tests.pages.search.results import links

pytestmark = pytest.mark.django_db


def spanish(client, query):
    return soup(client.get("/es/buscar/", {"q": query}))


def spanish_links(client, query):
    return [link["href"] for link in spanish(client, query).select("ol.results h2 a")]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("inscripciones", "/es/inscripcion/"),
        ("inscripcion", "/es/inscripcion/"),
        ("SOLICITUDES", "/es/inscripcion/"),
        ("escuela", "/es/escuelas/"),
        ("escuelas", "/es/escuelas/"),
        ("privacidad", "/es/privacidad/"),
        ("misiones", "/es/mision/"),
        ("Merkin", "/es/escuelas/merkin/"),
    ],
)
def test_a_spanish_word_finds_its_other_forms(client, query, path):
    assert path in spanish_links(client, query)
    assert not spanish(client, query).select("ol.results[lang]")


def test_a_spanish_document_is_found_by_other_forms_of_its_words(client):
    document = SiteDocument.objects.create(
        title="Vacunas obligatorias", file=ContentFile(b"%PDF-1.4", name="vacunas.pdf")
    )
    for query in ("obligatorio", "vacunación obligatoria", "Vacunas obligatorias"):
        assert document.url in [link["href"] for link in spanish(client, query).select("ol.results h2 a")], query
        assert document.url in links(client, query)


@pytest.mark.parametrize("query", ["inscripciones", "solicitud", "las inscripciones para 2027"])
def test_a_spanish_question_on_the_english_page_finds_the_spanish_page(client, query):
    response = client.get("/search/", {"q": query})
    page = soup(response)
    assert page.select_one("ol.results")["lang"] == "es"
    assert links(client, query)[0] == "/es/inscripcion/"
    assert page.select_one(".reply")["lang"] == "es"
    assert "Only pages in another language match" in words(response)
    assert_valid(response)


def test_an_english_question_on_the_spanish_page_finds_the_english_page_and_a_spanish_answer(client):
    page = spanish(client, "how do I enroll my child")
    assert page.select_one("ol.results")["lang"] == "en"
    assert page.select_one(".reply")["lang"] == "es"
    assert "Solo hay páginas en otro idioma" in page.get_text()


def test_the_language_of_the_page_comes_first(client):
    assert all(not path.startswith("/es/") for path in links(client, "Merkin"))
    assert all(path.startswith("/es/") for path in spanish_links(client, "Merkin"))


def test_a_misspelled_word_is_corrected_in_the_language_of_the_page(client):
    assert client.get("/search/", {"q": "graduasion"}).context["answer"].meant == "graduation"
    assert client.get("/es/buscar/", {"q": "graduasion"}).context["answer"].meant == "graduacion"


def test_a_stop_word_of_another_language_is_not_corrected(client):
    assert client.get("/search/", {"q": "para"}).context["answer"].meant == ""


def test_a_form_of_a_word_is_marked(client):
    marked = {mark.get_text().lower() for mark in spanish(client, "inscripciones").select("mark")}
    assert "inscripción" in marked


def test_the_index_is_the_same_when_rebuilt(client):
    call_command("update_index", verbosity=0)
    assert "/es/inscripcion/" in spanish_links(client, "solicitudes")
    assert "/about/" in links(client, "graduations")
