"""A further language needs an entry in the settings, a locale, and pages: no code."""

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Site

from alliance_site.publishing.contents import SiteContents
from pages.models import AboutPage, HomePage
from tests.html import soup

pytestmark = pytest.mark.django_db


@pytest.fixture
def korean(settings):
    """The home page and “Who we are” in Korean, public."""
    languages = [*site_settings.LANGUAGES, ("ko", "Korean")]
    settings.LANGUAGES, settings.WAGTAIL_CONTENT_LANGUAGES = languages, languages
    locale = Locale.objects.create(language_code="ko")
    for model, title in ((HomePage, "홈"), (AboutPage, "학교 소개")):
        source = model.objects.get(locale__language_code="en")
        page = CopyPageForTranslationAction(source, locale).execute(skip_permission_checks=True)
        page.title = title
        page.save_revision().publish()
    return locale


def links(page, selector) -> dict[str, str]:
    return {link["hreflang"]: link["href"].removeprefix("http://testserver") for link in page.select(selector)}


def test_it_has_its_own_tree_and_all_languages_name_each_other(client, korean):
    home, about = client.get("/ko/"), AboutPage.objects.get(locale=korean)
    assert soup(home).html["lang"] == home["Content-Language"] == "ko"
    everywhere = {"en": "/about/", "es": "/es/acerca-de/", "ko": about.url, "x-default": "/about/"}
    for language, path in list(everywhere.items())[:3]:
        page = soup(client.get(path))
        assert links(page, 'link[rel="alternate"][hreflang]') == everywhere
        others = {code: address for code, address in everywhere.items() if code not in (language, "x-default")}
        assert links(page, "nav.languages a") == others
    assert [item["href"] for item in soup(home).select("#menu > ul > li > a")] == [about.url, "/ko/search/"]


def test_a_page_that_it_lacks_says_so_and_names_the_next_one(client, korean):
    page = soup(client.get("/es/mision/"))
    [line] = page.select(".untranslated")
    assert links(page, "nav.languages a") == {"en": "/mission/", "ko": "/ko/"}
    assert links(page, 'link[rel="alternate"][hreflang]').keys() == {"en", "es", "x-default"}
    assert line["lang"] == "en"  # our texts have no Korean catalog
    assert (line.a["href"], line.a["hreflang"], line.a.get_text()) == ("/ko/", "ko", "Home")


def test_addresses_outside_the_tree_are_there_too_and_the_sitemap_copy_and_web_server_have_them(
    client, korean, tmp_path
):
    for path, status in (("/ko/search/?q=x", 200), ("/ko/data/", 200), ("/ko/nowhere/", 404)):
        response = client.get(path)
        page = soup(response)
        assert (response.status_code, page.html["lang"]) == (status, "ko")
    assert page.select_one(".skip-link").get_text() == "Skip to content"  # texts of the interface are in English
    about = AboutPage.objects.get(locale=korean)
    sitemap = client.get("/sitemap.xml").content.decode()
    assert sitemap.count(f'hreflang="ko" href="http://testserver{about.url}"') == 3
    assert "<loc>http://testserver/ko/data/</loc>" in sitemap
    addresses = {address.path for address in SiteContents().addresses(Site.objects.get())}
    assert addresses >= {"/ko/", about.url, "/ko/data/", "/ko/data/changes.atom"}
    call_command("nginx_headers", tmp_path)
    assert '"~^/ko/" ko;' in (tmp_path / "headers.map.conf").read_text()
