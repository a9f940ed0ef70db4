"""Every address leads to the same one in the other languages, or says honestly that there is none yet. A crawl of the
English and the Spanish tree: each page has its pair, both name each other, and no English is left in Spanish."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import polib
import pytest
import yaml
from bs4 import NavigableString
from django.conf import settings
from django.core.management import call_command
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Site

from alliance_site.publishing.contents import SiteContents
from pages.models import AboutPage, HomePage, StandardPage
from schools.models import Campus, FormerName, Place, Program, School, SchoolPage, StateRecord
from tests.cases import named_cases
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


def test_the_editor_is_offered_in_the_languages_of_the_site(admin_client):
    choices = soup(admin_client.get("/admin/account/")).select("[name=locale-preferred_language] option")
    assert [choice["value"] for choice in choices] == ["", "en", "es"]


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


SPOKEN = ("alt", "aria-label", "title", "placeholder")
DESCRIPTIONS = 'meta[name="description"], meta[property="og:description"], meta[property="og:image:alt"]'
ALLOWED = [  # to be the same in both languages, with reasons
    re.compile(text)
    for rule in yaml.safe_load(Path(__file__).with_name("same_in_both_languages.yaml").read_text(encoding="utf-8"))
    for text in rule["texts"]
]
WORD = re.compile(r"[^\W\d_]{2}")


def texts(page, language: str) -> set[str]:
    """Return the texts of a page that are in `language`, those of attributes that are read out among them."""
    found = [(text.parent, text) for text in page.find_all(string=True) if type(text) is NavigableString]
    found += [(tag, tag[name]) for name in SPOKEN for tag in page.find_all(attrs={name: True})]
    found += [(tag, tag["content"]) for tag in page.select(DESCRIPTIONS)]
    languages = ((tag if tag.has_attr("lang") else tag.find_parent(lang=True), text) for tag, text in found)
    return {" ".join(text.split()) for tag, text in languages if tag and tag["lang"] == language}


def names() -> set[str]:
    """Return the names in the register, as pages show them: whole, short, and word by word."""
    schools = School.objects.all()
    whole = [name for school in schools for name in (school.name, school.short_name)]
    whole += FormerName.objects.values_list("name", flat=True)
    whole += StateRecord.objects.values_list("name", flat=True)
    whole += Program.objects.values_list("name", flat=True)
    whole += [place for row in Place.objects.values_list("name", "region") for place in row]
    campuses = Campus.objects.all()
    whole += [text for c in campuses for text in (c.address, c.street, c.area, f"{c.city}, {c.state} {c.zip}")]
    whole += HomePage.objects.values_list("address", flat=True)
    return {*whole, *(word for name in whole for word in name.split())}


def is_name(text: str, known: set[str]) -> bool:
    """Return whether a text has only names, such as “Jack H. Skirball Middle, Watts” or “Watts (2)”."""
    text = re.sub(r"^\((.*)\)$", r"\1", text)
    bare = re.sub(r"\s*\(\d+\)$", "", text.removesuffix(" | Alliance College-Ready Public Schools"))
    return bare in known or all(part in known or {*part.split()} <= known for part in bare.split(", "))


OFFERED = "main a, header a, footer a"
SAME = {"feed"}  # words that Spanish uses, too


def addresses(kind: str) -> dict[str, str]:
    """Pairs of pages outside the sitemap, in English and Spanish, or old addresses with English words and the new."""
    rows = named_cases(__file__, "spanish_addresses.csv")
    return {row["from"]: row["to"] for row in rows if row["kind"] == kind}


@pytest.fixture
def pages(client):
    """The pages of both trees, by address: those of the sitemap and others."""
    sitemap = client.get("/sitemap.xml").content.decode()
    paths = [urlsplit(url).path for url in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
    assert len(paths) > 80
    also = addresses("pair")
    return {path: soup(client.get(path)) for path in [*paths, *also, *also.values()]}


def is_spanish(path: str) -> bool:
    return path.startswith("/es/")


def test_both_trees_hold_what_they_promise(pages):
    """Each page is rendered once, for all that must be true of it."""
    for path, page in pages.items():
        page_and_its_pair_name_each_other(pages, path, page)
        every_link_stays_in_its_language(pages, path, page)
        every_anchor_that_a_page_links_to_is_there(pages, path, page)
    no_english_word_is_left_in_spanish_addresses(pages)
    no_english_is_left_in_spanish_pages(pages)


def page_and_its_pair_name_each_other(pages, path, page):
    language, other = ("es", "en") if is_spanish(path) else ("en", "es")
    assert page.html["lang"] == language, path
    [switch] = page.select(SWITCH)
    assert switch["hreflang"] == switch["lang"] == other
    assert not page.select(".untranslated"), path
    found, address = links(page, ALTERNATES), switch["href"]
    assert found.keys() == {"en", "es", "x-default"}, path
    assert found["x-default"] == found["en"]
    assert address in pages, path
    assert links(pages[address], ALTERNATES) == found
    assert pages[address].select_one(SWITCH)["href"] == path


def every_link_stays_in_its_language(pages, path, page):
    known = {path for path in pages if not urlsplit(path).query}
    offered = {link["href"] for link in page.select(OFFERED)} - {link["href"] for link in page.select(SWITCH)}
    own = [href for href in offered if href.startswith("/") and urlsplit(href).path in known]
    assert own, path
    assert [href for href in own if is_spanish(href) != is_spanish(path)] == [], path


def every_anchor_that_a_page_links_to_is_there(pages, path, page):
    for link in page.select("a[href*='#']"):
        address, _hash, anchor = link["href"].partition("#")
        target = pages.get(address or path)
        assert target is None or not anchor or target.find(id=anchor), (path, link["href"])


def no_english_word_is_left_in_spanish_addresses(pages):
    paths = {*pages, *(address.path for address in SiteContents().addresses(Site.objects.get()))}
    english, spanish = (
        {word for path in paths if is_spanish(path) == of_spanish for word in urlsplit(path).path.split("/")}
        for of_spanish in (False, True)
    )
    names = set(School.objects.values_list("slug", flat=True)) | {""}
    assert {word for word in english & spanish - names if "." not in word} == SAME


def no_english_is_left_in_spanish_pages(pages):
    known, leaks = names(), {}
    for path, page in pages.items():
        if is_spanish(path):
            english = texts(pages[page.select_one(SWITCH)["href"]], "en")
            for text in {text for text in texts(page, "es") & english if WORD.search(text)}:
                if not is_name(text, known) and not any(pattern.fullmatch(text) for pattern in ALLOWED):
                    leaks.setdefault(text, path)
    assert leaks == {}


def test_words_in_addresses_need_no_escaping():
    catalogs = [*Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")]
    assert catalogs
    for catalog in catalogs:
        words = [entry.msgstr for entry in polib.pofile(str(catalog)) if entry.msgctxt == "address"]
        assert words
        assert [word for word in words if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", word)] == [], catalog


def test_english_addresses_have_no_spanish_words_and_the_english_ones_lead_to_the_spanish(client):
    for path in ("/buscar/", "/datos/", "/schools/comparar/", "/schools/merkin/avisar-de-un-error/", "/enroll/fechas/"):
        assert client.get(path).status_code == 404
    for path, target in addresses("english").items():
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (308, target)
    assert client.post("/es/escuelas/merkin/report/").status_code == 308  # a form that was open before
