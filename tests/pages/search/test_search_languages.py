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


def test_a_spanish_word_finds_its_other_forms_on_spanish_pages_first(client):
    for query, path in {
        "inscripciones": "/es/inscripcion/",
        "inscripcion": "/es/inscripcion/",
        "SOLICITUDES": "/es/inscripcion/",
        "escuela": "/es/escuelas/",
        "escuelas": "/es/escuelas/",
        "privacidad": "/es/privacidad/",
        "misiones": "/es/mision/",
    }.items():
        page = spanish(client, query)
        assert path in [link["href"] for link in page.select("ol.results h2 a")], query
        assert not page.select("ol.results[lang]"), query
    marked = {mark.get_text().lower() for mark in spanish(client, "inscripciones").select("mark")}
    assert "inscripción" in marked
    assert {path.startswith("/es/") for path in links(client, "Merkin")} == {False}
    assert {path.startswith("/es/") for path in spanish_links(client, "Merkin")} == {True}
    for query, english, in_spanish in (("graduasion", "graduation", "graduacion"), ("para", "", "")):
        assert client.get("/search/", {"q": query}).context["answer"].meant == english
        assert client.get("/es/buscar/", {"q": query}).context["answer"].meant == in_spanish


def test_a_spanish_document_is_found_by_other_forms_of_its_words(client):
    file = ContentFile(b"%PDF-1.4", name="vacunas.pdf")
    document = SiteDocument.objects.create(title="Vacunas obligatorias", file=file)
    for query in ("obligatorio", "vacunación obligatoria", "Vacunas obligatorias"):
        assert document.url in spanish_links(client, query), query
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


def test_the_index_is_the_same_when_rebuilt(client):
    call_command("update_index", verbosity=0)
    assert "/es/inscripcion/" in spanish_links(client, "solicitudes")
    assert "/about/" in links(client, "graduations")
