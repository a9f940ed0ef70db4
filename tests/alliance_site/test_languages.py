"""Every address leads to the same one in the other languages, or says honestly that there is none yet."""

import pytest
from django.core.management import call_command
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Site

from alliance_site.publishing.contents import SiteContents
from pages.models import AboutPage, HomePage, StandardPage
from schools.models import SchoolPage
from tests.html import soup

pytestmark = pytest.mark.django_db
SWITCH, ALTERNATES = "nav.languages a", 'link[rel="alternate"][hreflang]'


@pytest.fixture
def korean(settings):
    """The home page and “Who we are” in Korean, public: a further language needs no code."""
    languages = [*settings.LANGUAGES, ("ko", "Korean")]
    settings.LANGUAGES, settings.WAGTAIL_CONTENT_LANGUAGES = languages, languages
    locale = Locale.objects.create(language_code="ko")
    for model, title in ((HomePage, "홈"), (AboutPage, "학교 소개")):
        source = model.objects.get(locale__language_code="en")
        page = CopyPageForTranslationAction(source, locale).execute(skip_permission_checks=True)
        page.title = title
        page.save_revision().publish()
    return locale


def links(page, selector) -> dict[str, str]:
    """The addresses by language."""
    return {link["hreflang"]: link["href"].removeprefix("http://testserver") for link in page.select(selector)}


def test_a_page_without_a_translation_says_so_and_leads_to_the_next_one_above(client):
    SchoolPage.objects.get(slug="merkin", locale__language_code="es").unpublish()
    page = soup(client.get("/schools/merkin/"))
    line = page.select_one(".untranslated")
    assert (links(page, SWITCH), links(page, ALTERNATES)) == ({"es": "/es/escuelas/"}, {})
    assert line["lang"] == "es"
    assert line.get_text(" ", strip=True).startswith("Esta página todavía no está en español.")
    assert (line.a["href"], line.a.get_text()) == ("/es/escuelas/", "Nuestras escuelas")
    spanish_home = HomePage.objects.get(locale__language_code="es")
    spanish_home.add_child(instance=StandardPage(title="Talleres", slug="talleres", locale=spanish_home.locale))
    page = soup(client.get("/es/talleres/"))
    line = page.select_one(".untranslated")
    assert (links(page, SWITCH), line["lang"]) == ({"en": "/"}, "en")
    assert "This page is not in English yet." in line.get_text()
    page = soup(client.get("/es/nowhere/"))  # a missing page claims no translation
    assert (links(page, SWITCH), links(page, ALTERNATES), page.select(".untranslated")) == ({"en": "/"}, {}, [])
    page = soup(client.get("/search/?q=%22%3E%3Ca+href=//evil.example%3E&next=//evil.example"))
    assert links(page, SWITCH)["es"].startswith("/es/buscar/?q=%22%3E%3C")


def test_a_language_that_is_not_public_is_not_offered(client):
    HomePage.objects.filter(locale__language_code="es").update(live=False)
    for path in ("/", "/about/", "/search/?q=x", "/data/", "/nowhere/"):
        page = soup(client.get(path))
        assert (links(page, SWITCH), links(page, ALTERNATES), page.select(".untranslated")) == ({}, {}, []), path


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


def test_it_has_its_own_tree_which_sitemap_copy_and_web_server_know_and_all_languages_name_each_other(
    client, korean, tmp_path
):
    home, about = client.get("/ko/"), AboutPage.objects.get(locale=korean)
    assert soup(home).html["lang"] == home["Content-Language"] == "ko"
    everywhere = {"en": "/about/", "es": "/es/acerca-de/", "ko": about.url, "x-default": "/about/"}
    for language, path in list(everywhere.items())[:3]:
        page = soup(client.get(path))
        assert links(page, ALTERNATES) == everywhere
        others = {code: address for code, address in everywhere.items() if code not in (language, "x-default")}
        assert links(page, SWITCH) == others
    assert [item["href"] for item in soup(home).select("#menu > ul > li > a")] == [about.url, "/ko/search/"]
    assert soup(client.get("/ko/search/?q=x")).select_one(".skip-link").get_text() == "Skip to content"  # in English
    missing = client.get("/ko/nowhere/")
    assert (missing.status_code, soup(missing).html["lang"]) == (404, "ko")
    sitemap = client.get("/sitemap.xml").content.decode()
    assert sitemap.count(f'hreflang="ko" href="http://testserver{about.url}"') == 3
    addresses = {address.path for address in SiteContents().addresses(Site.objects.get())}
    assert addresses >= {"/ko/", about.url, "/ko/data/", "/ko/data/changes.atom"}
    call_command("nginx_headers", tmp_path)
    assert '"~^/ko/" ko;' in (tmp_path / "headers.map.conf").read_text()


def test_a_page_that_it_lacks_says_so_and_names_the_next_one(client, korean):
    page = soup(client.get("/es/mision/"))
    [line] = page.select(".untranslated")
    assert links(page, SWITCH) == {"en": "/mission/", "ko": "/ko/"}
    assert links(page, ALTERNATES).keys() == {"en", "es", "x-default"}
    assert line["lang"] == "en"  # our texts have no Korean catalog
    assert (line.a["href"], line.a["hreflang"], line.a.get_text()) == ("/ko/", "ko", "Home")
