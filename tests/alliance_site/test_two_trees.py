"""A crawl of the English and the Spanish tree: each page has its pair, both name each other, and no English is left."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import polib
import pytest
from django.conf import settings
from wagtail.models import Site

from alliance_site.publishing.contents import SiteContents
from schools.models import School
from tests.alliance_site.page_texts import WORD, allowed, is_name, names, texts
from tests.cases import named_cases
from tests.html import soup

pytestmark = pytest.mark.django_db

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


def alternates(page) -> dict[str, str]:
    links = page.select('link[rel="alternate"][hreflang]')
    return {link["hreflang"]: urlsplit(link["href"])._replace(scheme="", netloc="").geturl() for link in links}


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
    [switch] = page.select("nav.languages a")
    assert switch["hreflang"] == switch["lang"] == other
    assert not page.select(".untranslated"), path
    found, address = alternates(page), switch["href"]
    assert found.keys() == {"en", "es", "x-default"}, path
    assert found["x-default"] == found["en"]
    assert address in pages, path
    assert alternates(pages[address]) == found
    assert pages[address].select_one("nav.languages a")["href"] == path


def every_link_stays_in_its_language(pages, path, page):
    known = {path for path in pages if not urlsplit(path).query}
    pairs = {link["href"] for link in page.select("nav.languages a")}
    links = [link for link in page.select(OFFERED) if link["href"].startswith("/") and link["href"] not in pairs]
    own = [link["href"] for link in links if urlsplit(link["href"]).path in known]
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
            english = texts(pages[page.select_one("nav.languages a")["href"]], "en")
            for text in {text for text in texts(page, "es") & english if WORD.search(text)}:
                if not is_name(text, known) and not allowed(text):
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
