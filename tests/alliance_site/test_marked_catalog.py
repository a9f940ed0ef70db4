"""With a catalog that marks every text of ours, each public template shows nothing of ours without a mark.

The catalog is the Spanish one, with each translation in brackets, as the catalog of English. Words in addresses are not
texts.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, NavigableString
from django.conf import settings as site_settings
from wagtail.models import Page

from pages.models import BasePage, Figure
from pages.texts.pages import texts_of
from quality.templates import PAGES
from tests.alliance_site.page_texts import SPOKEN, WORD, allowed, is_name, names
from tests.content_cache import forget
from tests.html import soup

pytestmark = pytest.mark.django_db

CATALOG = Path(site_settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES" / "django.po"
TRANSLATION = re.compile(r'^(msgstr(?:\[\d\])? ")((?:.*"\n")*.*)"$', re.MULTILINE)
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
DATE = re.compile(r"[A-Z][a-z]+ (\d+, )?\d{4}")
ENDS = " ,.:·|"  # between a text of ours and content
MORE = {
    "enroll": "/enroll/",
    "compare-nothing": "/schools/compare/",
    "found": "/schools/?near=90044&grade=7",
    "report-thanks": "/schools/merkin/report/thanks/",
}


@pytest.fixture
def marked(settings, tmp_path):
    header, *entries = CATALOG.read_text(encoding="utf-8").split("\n\n")
    entries = "\n\n".join(entry for entry in entries if 'msgctxt "address"' not in entry)
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    marked_entries = TRANSLATION.sub(r'\1⟦\2⟧"', entries)
    (folder / "django.po").write_text(f"{header}\n\n{marked_entries}", encoding="utf-8")
    command = [shutil.which("msgfmt"), str(folder / "django.po"), "-o", str(folder / "django.mo")]
    subprocess.run(command, check=True)
    settings.LOCALE_PATHS = [tmp_path]
    forget()
    yield
    forget()


def content() -> set[str]:
    """Return the texts of all pages, those of rich text line by line."""
    found = names()
    for figure in Figure.objects.all():
        as_of, source = str(figure.newest.as_of), str(figure.newest.source)
        found |= {str(figure.label), str(figure.definition), as_of, source, f"{as_of} · {source}"}
    pages = [page for page in Page.objects.filter(depth__gt=1).specific() if isinstance(page, BasePage)]
    for text in (text for page in pages for text in texts_of(page)):
        parts = BeautifulSoup(text.value, "html.parser").find_all(string=True) if text.is_html else [text.value]
        found |= {" ".join(part.split()) for part in parts}
    return found | {text.strip(ENDS) for text in found}


def unmarked(page) -> set[str]:
    """Return the texts outside the brackets. What has a language of its own, or is quoted by a search, is content."""
    for tag in page.select("body [lang], script, style, code, :has(> mark)"):
        tag.decompose()
    found, depth = set(), 0
    for node in page.find_all(string=True):
        outside = ""
        for character in node:
            depth -= character == "⟧"
            outside += "" if depth or character in "⟦⟧" else character
            depth += character == "⟦"
        found.add(outside if type(node) is NavigableString else "")
    for tag in page.find_all(True):
        for text in (tag[name] for name in SPOKEN if tag.has_attr(name)):
            while MARKED.search(text):
                text = MARKED.sub("", text)
            found.add(text)
    return {" ".join(text.split()).strip(ENDS) for text in found if WORD.search(text)}


def test_every_text_of_ours_is_marked(client, marked):
    known, without_mark = content(), {}
    for name, path in {**PAGES, **MORE}.items():
        page = soup(client.get(path))
        assert "⟦" in page.get_text(), name
        for text in unmarked(page):
            if not (text in known or is_name(text, known) or allowed(text) or DATE.fullmatch(text)):
                without_mark.setdefault(text, name)
    assert without_mark == {}
