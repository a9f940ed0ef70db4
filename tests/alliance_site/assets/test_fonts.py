"""Two small self-hosted typefaces with all characters of English and Spanish."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from alliance_site.assets import share_image, static_files
from alliance_site.assets.static_files import DRAWN, PRELOADED, TYPEFACES
from pages import horizon
from schools.postings.packet import pdf
from toolkit.generated_files import static_file

NEEDED = "Aa Zz 0–9 ¿Dónde está la preparatoria de mi hijo? ¡Año! “quote” ‘one’ — … • 49% 95% Renée"


def letters(name: str) -> set[int]:
    return set(TTFont(finders.find(name)).getBestCmap())


def test_both_are_small_and_have_the_letters_of_english_and_spanish():
    for name in PRELOADED:
        # With its headers in ten packets, the first that a server sends.
        assert Path(finders.find(name)).stat().st_size <= 13 * 1024, name
        assert set(map(ord, NEEDED)) <= letters(name), name


@pytest.mark.django_db
def test_pages_preload_what_the_stylesheet_uses(client):
    page = client.get("/").content.decode()
    stylesheet = Path(finders.find("css/site.css")).read_text()
    for name in PRELOADED:
        assert re.search(f'<link rel="preload" href="[^"]*{name}" as="font" type="font/woff2" crossorigin>', page)
        assert f"../{name}" in stylesheet


def test_what_draws_pictures_has_every_letter_of_western_europe():
    for name in DRAWN:
        assert set(map(ord, share_image.LETTERS)) <= letters(name)
    assert set(NEEDED) <= share_image.LETTERS


def test_two_builds_make_the_same_file(tmp_path, settings):
    before = {name: Path(finders.find(name)).read_bytes() for name in DRAWN}
    settings.VAR = tmp_path
    assert {name: static_files.subset(name).read_bytes() for name in DRAWN} == before


def test_collected_files_draw_without_the_packages_of_a_build(tmp_path, settings, monkeypatch):
    for name in TYPEFACES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(finders.find(name), tmp_path / name)
    drawn = share_image.Poster("A limitless horizon", "", horizon.svg("Here", "banner"))
    before = share_image.png(drawn)
    for package in ("fontpkg", "fontTools"):
        monkeypatch.setitem(sys.modules, package, None)
    settings.STATIC_ROOT = settings.VAR = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    assert static_file(pdf.TYPEFACE) == tmp_path / pdf.TYPEFACE
    assert share_image.png(drawn) == before
