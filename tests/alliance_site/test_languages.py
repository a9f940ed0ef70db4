"""Every address leads to the same one in the other languages, or says honestly that there is none yet."""

import pytest

from pages.models import AboutPage, HomePage, StandardPage
from schools.models import SchoolPage
from tests.html import soup

pytestmark = pytest.mark.django_db
ENROLL = "/enroll/", "/es/inscripcion/"
SAME = [
    ("/", "/es/"),
    ("/about/", "/es/acerca-de/"),
    ("/schools/merkin/", "/es/escuelas/merkin/"),
    ("/schools/?near=90044&grade=7", "/es/escuelas/?near=90044&grade=7"),
    ("/schools/merkin/report/", "/es/escuelas/merkin/avisar-de-un-error/"),
    (
        "/schools/compare/?school=gertz-ressler&school=merkin",
        "/es/escuelas/comparar/?school=gertz-ressler&school=merkin",
    ),
    ("/search/?q=equity+%26+art", "/es/buscar/?q=equity+%26+art"),
    ("/data/", "/es/datos/"),
    ENROLL,
]


def switch(page) -> dict[str, str]:
    """Languages and addresses of the language switch."""
    return {link["hreflang"]: link["href"] for link in page.select("nav.languages a")}


def alternates(page) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in page.select('link[rel="alternate"][hreflang]')}


@pytest.mark.parametrize(("english", "spanish"), SAME)
def test_the_switch_leads_to_the_same_question_and_back(client, english, spanish):
    pages = soup(client.get(english)), soup(client.get(spanish))
    assert switch(pages[0]) == {"es": spanish}
    assert switch(pages[1]) == {"en": english}


@pytest.mark.parametrize(("english", "spanish"), SAME)
def test_search_engines_read_the_same_pairs_in_both(client, english, spanish):
    pages = soup(client.get(english)), soup(client.get(spanish))
    assert alternates(pages[0]) == alternates(pages[1])
    found = alternates(pages[0])
    assert found.keys() == {"en", "es", "x-default"}
    assert found["x-default"] == found["en"]
    canonical = pages[0].find("link", rel="canonical")
    assert canonical is None or canonical["href"] == found["en"]
    assert pages[1].html["lang"] == "es"


def test_a_page_without_a_translation_says_so_and_leads_to_the_next_one_above(client):
    SchoolPage.objects.get(slug="merkin", locale__language_code="es").unpublish()
    page = soup(client.get("/schools/merkin/"))
    line = page.select_one(".untranslated")
    assert switch(page) == {"es": "/es/escuelas/"}
    assert alternates(page) == {}
    assert line["lang"] == "es"
    assert line.get_text(" ", strip=True).startswith("Esta página todavía no está en español.")
    assert (line.a["href"], line.a.get_text()) == ("/es/escuelas/", "Nuestras escuelas")


def test_a_page_in_spanish_only_says_so_in_english(client):
    spanish_home = HomePage.objects.get(locale__language_code="es")
    spanish_home.add_child(instance=StandardPage(title="Talleres", slug="talleres", locale=spanish_home.locale))
    page = soup(client.get("/es/talleres/"))
    line = page.select_one(".untranslated")
    assert switch(page) == {"en": "/"}
    assert line["lang"] == "en"
    assert "This page is not in English yet." in line.get_text()


def test_a_translated_page_has_no_such_line(client):
    assert not soup(client.get("/es/acerca-de/")).select(".untranslated")


def test_a_missing_page_offers_the_other_home_page_and_claims_no_translation(client):
    page = soup(client.get("/es/nowhere/"))
    assert (switch(page), alternates(page), page.select(".untranslated")) == ({"en": "/"}, {}, [])


@pytest.mark.parametrize("path", ["/", "/about/", "/search/?q=x", "/data/", "/nowhere/"])
def test_a_language_that_is_not_public_is_not_offered(client, path):
    HomePage.objects.filter(locale__language_code="es").update(live=False)
    page = soup(client.get(path))
    assert (switch(page), alternates(page), page.select(".untranslated")) == ({}, {}, [])


def test_shared_links_name_the_languages(client):
    def locales(path, name):
        return [meta["content"] for meta in soup(client.get(path)).select(f'meta[property="{name}"]')]

    assert (locales("/about/", "og:locale"), locales("/about/", "og:locale:alternate")) == (["en_US"], ["es_US"])
    assert locales("/es/acerca-de/", "og:locale") == ["es_US"]
    assert locales("/es/datos/", "og:locale:alternate") == ["en_US"]
    AboutPage.objects.get(locale__language_code="es").unpublish()
    assert locales("/about/", "og:locale:alternate") == []


def test_nothing_that_was_asked_can_lead_elsewhere(client):
    leads = switch(soup(client.get("/search/?q=%22%3E%3Ca+href=//evil.example%3E&next=//evil.example")))
    assert leads["es"].startswith("/es/buscar/?q=%22%3E%3C")


def test_links_chosen_in_english_lead_to_the_spanish_page(client):
    about = AboutPage.objects.get(locale__language_code="en")
    home = HomePage.objects.get(locale__language_code="es")
    home.body = [("call_to_action", {"heading": "Nosotros", "link_text": "Lea más", "page": about})]
    home.save()
    assert soup(client.get("/es/")).select_one(".call-to-action a")["href"] == "/es/acerca-de/"


def test_sections_have_the_same_anchor_in_every_language(client):
    english, spanish = (soup(client.get(path)) for path in ENROLL)
    anchors = [section["id"] for section in english.select("section[id^=section-]")]
    assert "section-transcripts-and-records" in anchors
    assert [section["id"] for section in spanish.select("section[id^=section-]")] == anchors


def test_an_answer_in_spanish_leads_to_the_section_of_the_spanish_page(client):
    page = soup(client.get("/es/buscar/?q=sorteo"))
    assert page.select_one('a[href="/es/inscripcion/#section-lottery-priorities-and-waitlist"]')
