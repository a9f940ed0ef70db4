"""A crawl of the English and the Spanish tree: each page has its pair, both name each other, and no English is left."""

import re
from urllib.parse import urlsplit

import pytest

from tests.html import soup
from tests.site.page_texts import WORD, allowed, is_name, names, texts

pytestmark = pytest.mark.django_db

# Pages outside the sitemap, in English and Spanish.
ALSO = {
    "/schools/?near=90044": "/es/escuelas/?near=90044",
    "/schools/?closed=on": "/es/escuelas/?closed=on",
    "/schools/compare/": "/es/escuelas/compare/",
    "/schools/compare/?school=gertz-ressler&school=merkin": "/es/escuelas/compare/?school=gertz-ressler&school=merkin",
    "/schools/merkin/report/": "/es/escuelas/merkin/report/",
    "/schools/merkin/report/thanks/": "/es/escuelas/merkin/report/thanks/",
    "/search/": "/es/search/",
    "/search/?q=zzzzzz": "/es/search/?q=zzzzzz",
}
OFFERED = "main a, header a, footer a"


@pytest.fixture
def pages(client):
    """Both trees, by address: those of the sitemap and `ALSO`."""
    sitemap = client.get("/sitemap.xml").content.decode()
    paths = [urlsplit(url).path for url in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
    return {path: soup(client.get(path)) for path in [*paths, *ALSO, *ALSO.values()]}


def alternates(page) -> dict[str, str]:
    links = page.select('link[rel="alternate"][hreflang]')
    return {link["hreflang"]: urlsplit(link["href"])._replace(scheme="", netloc="").geturl() for link in links}


def is_spanish(path: str) -> bool:
    return path.startswith("/es/")


def test_each_page_and_its_pair_name_each_other(pages):
    for path, page in pages.items():
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


def test_every_link_of_a_page_stays_in_its_language(pages):
    known = {path for path in pages if not urlsplit(path).query}
    for path, page in pages.items():
        pairs = {link["href"] for link in page.select("nav.languages a")}
        links = [link for link in page.select(OFFERED) if link["href"].startswith("/") and link["href"] not in pairs]
        own = [link["href"] for link in links if urlsplit(link["href"]).path in known]
        assert own, path
        assert [href for href in own if is_spanish(href) != is_spanish(path)] == [], path


def test_every_anchor_that_a_page_links_to_is_there(pages):
    for path, page in pages.items():
        for link in page.select("a[href*='#']"):
            address, _hash, anchor = link["href"].partition("#")
            target = pages.get(address or path)
            assert target is None or not anchor or target.find(id=anchor), (path, link["href"])


def test_no_english_is_left_in_spanish_pages(pages):
    known = names()
    leaks = {}
    for path, page in pages.items():
        if is_spanish(path):
            english = texts(pages[page.select_one("nav.languages a")["href"]], "en")
            same = {text for text in texts(page, "es") & english if WORD.search(text)}
            for text in same:
                if not is_name(text, known) and not allowed(text):
                    leaks.setdefault(text, path)
    assert leaks == {}
