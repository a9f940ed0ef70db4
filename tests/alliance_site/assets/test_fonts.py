"""Two small self-hosted typefaces with all characters of English and Spanish."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from alliance_site.assets.fonts import DRAWN, TYPEFACES, FontFinder, Typeface

NEEDED = "Aa Zz 0–9 ¿Dónde está la preparatoria de mi hijo? ¡Año! “quote” ‘one’ — … • 49% 95% Renée"


def test_both_are_small_and_have_the_letters_of_english_and_spanish():
    for path in TYPEFACES:
        file = Path(finders.find(path))
        assert file.stat().st_size <= 13 * 1024, path  # with its headers in ten packets, the first that a server sends
        assert set(map(ord, NEEDED)) <= set(TTFont(file).getBestCmap()), path


@pytest.mark.django_db
def test_pages_preload_what_the_stylesheet_uses(client):
    page = client.get("/").content.decode()
    stylesheet = Path(finders.find("css/site.css")).read_text()
    for path in TYPEFACES:
        assert re.search(f'<link rel="preload" href="[^"]*{path}" as="font" type="font/woff2" crossorigin>', page)
        assert f"../{path}" in stylesheet


def test_they_are_collected_with_the_static_files():
    collected = {path for finder in finders.get_finders() for path, _storage in finder.list([])}
    assert set(TYPEFACES) <= collected


def test_what_draws_pictures_has_those_letters_too():
    for typeface in DRAWN:
        assert set(map(ord, NEEDED)) <= set(TTFont(typeface.file("ttf")).getBestCmap())


def test_collecting_them_makes_the_cuts_for_pictures_too(monkeypatch):
    made = set()
    monkeypatch.setattr(Typeface, "file", lambda cut, flavor="woff2": made.add((cut.name, flavor)))
    list(FontFinder().list([]))
    assert made >= {(typeface.name, "ttf") for typeface in DRAWN}
