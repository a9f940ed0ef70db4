"""Every address leads to the same one in the other languages, or says honestly that there is none yet."""

import pytest

from pages.models import AboutPage, HomePage, StandardPage
from schools.models import SchoolPage
from tests.html import soup

pytestmark = pytest.mark.django_db


def switch(page) -> dict[str, str]:
    """Languages and addresses of the language switch."""
    return {link["hreflang"]: link["href"] for link in page.select("nav.languages a")}


def alternates(page) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in page.select('link[rel="alternate"][hreflang]')}


def test_a_page_without_a_translation_says_so_and_leads_to_the_next_one_above(client):
    SchoolPage.objects.get(slug="merkin", locale__language_code="es").unpublish()
    page = soup(client.get("/schools/merkin/"))
    line = page.select_one(".untranslated")
    assert (switch(page), alternates(page)) == ({"es": "/es/escuelas/"}, {})
    assert line["lang"] == "es"
    assert line.get_text(" ", strip=True).startswith("Esta página todavía no está en español.")
    assert (line.a["href"], line.a.get_text()) == ("/es/escuelas/", "Nuestras escuelas")
    spanish_home = HomePage.objects.get(locale__language_code="es")
    spanish_home.add_child(instance=StandardPage(title="Talleres", slug="talleres", locale=spanish_home.locale))
    page = soup(client.get("/es/talleres/"))
    line = page.select_one(".untranslated")
    assert (switch(page), line["lang"]) == ({"en": "/"}, "en")
    assert "This page is not in English yet." in line.get_text()
    page = soup(client.get("/es/nowhere/"))  # a missing page claims no translation
    assert (switch(page), alternates(page), page.select(".untranslated")) == ({"en": "/"}, {}, [])
    leads = switch(soup(client.get("/search/?q=%22%3E%3Ca+href=//evil.example%3E&next=//evil.example")))
    assert leads["es"].startswith("/es/buscar/?q=%22%3E%3C")


def test_a_language_that_is_not_public_is_not_offered(client):
    HomePage.objects.filter(locale__language_code="es").update(live=False)
    for path in ("/", "/about/", "/search/?q=x", "/data/", "/nowhere/"):
        page = soup(client.get(path))
        assert (switch(page), alternates(page), page.select(".untranslated")) == ({}, {}, []), path


def test_shared_links_name_the_languages_and_links_chosen_in_english_lead_to_the_spanish_page(client):
    def locales(path, name):
        return [meta["content"] for meta in soup(client.get(path)).select(f'meta[property="{name}"]')]

    about = AboutPage.objects.get(locale__language_code="en")
    home = HomePage.objects.get(locale__language_code="es")
    home.body = [("call_to_action", {"heading": "Nosotros", "link_text": "Lea más", "page": about})]
    home.save()
    assert soup(client.get("/es/")).select_one(".call-to-action a")["href"] == "/es/acerca-de/"
    page = soup(client.get("/es/buscar/?q=sorteo"))  # an answer in Spanish
    assert page.select_one('a[href="/es/inscripcion/#section-lottery-priorities-and-waitlist"]')
    assert (locales("/about/", "og:locale"), locales("/about/", "og:locale:alternate")) == (["en_US"], ["es_US"])
    assert locales("/es/acerca-de/", "og:locale") == ["es_US"]
    assert locales("/es/datos/", "og:locale:alternate") == ["en_US"]
    about.get_translations().get().unpublish()
    assert locales("/about/", "og:locale:alternate") == []
