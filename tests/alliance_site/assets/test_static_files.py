"""Static files: one small stylesheet, two small self-hosted typefaces, and one mark in every size."""

import dataclasses
import gzip
import json
import re
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from fontTools.ttLib import TTFont
from PIL import Image

from alliance_site.assets import share_image, static_files
from alliance_site.assets.static_files import CSS, DRAWN, PRELOADED, STYLESHEET, STYLESHEETS, TYPEFACES, rules
from pages import horizon
from schools.postings.packet import pdf
from tests.html import soup
from toolkit.atomic_files import replacing, static_file

pytestmark = pytest.mark.django_db


def text() -> str:
    return Path(finders.find(STYLESHEET)).read_text(encoding="utf-8")


def test_the_stylesheet_holds_every_component_without_its_comments_and_indents():
    assert all(any(settings.BASE_DIR.glob(pattern)) for patterns in STYLESHEETS.values() for pattern in patterns)
    everything = "".join(text().split())
    for part in (settings.BASE_DIR / CSS / "components").glob("*.css"):
        for piece in re.split(r"/\*.*?\*/\n?", part.read_text(encoding="utf-8"), flags=re.DOTALL):
            assert "".join(piece.split()) in everything, part.name
    assert "\n " not in text()
    assert "/*" not in text()


def test_it_is_small_with_a_smaller_floor_for_browsers_without_layers_and_asks_no_other_host():
    assert len(gzip.compress(text().encode())) <= 20 * 1024
    assert "http" not in text().replace('[href^="http"]', "")
    assert "@import" not in text()
    floor = rules(settings.BASE_DIR / CSS / "floor.css")
    assert floor in text()
    assert len(gzip.compress(floor.encode())) <= 1000


NEEDED = "Aa Zz 0–9 ¿Dónde está la preparatoria de mi hijo? ¡Año! “quote” ‘one’ — … • 49% 95% Renée"


def letters(name: str) -> set[int]:
    return set(TTFont(finders.find(name)).getBestCmap())


def test_typefaces_are_small_and_have_the_letters_that_they_need():
    for name in PRELOADED:
        # With its headers in ten packets, the first that a server sends.
        assert Path(finders.find(name)).stat().st_size <= 13 * 1024, name
        assert set(map(ord, NEEDED)) <= letters(name), name
    for name in DRAWN:
        assert set(map(ord, share_image.LETTERS)) <= letters(name)
    assert set(NEEDED) <= share_image.LETTERS
    for face in (share_image.TITLE, share_image.LABEL):
        assert share_image.LETTERS <= face.letters <= {*map(chr, letters(face.name))}


def test_pages_in_a_language_whose_letters_the_typeface_lacks_use_system_fonts(settings):
    assert ":lang(" not in text()
    settings.NETWORK = dataclasses.replace(settings.NETWORK, languages=("en", "vi", "es", "fr", "ru"))
    assert static_files.unlettered.__wrapped__() == ["vi", "ru"]


def test_a_typeface_that_is_missing_or_of_one_weight_is_named(tmp_path, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="“No Sans” is not installed or lacks weights"):
        _edition = static_files.Typeface("No Sans", static_files.TEXT).edition
    monkeypatch.setattr("fontpkg.path", lambda family: finders.find("fonts/title.ttf"))
    with pytest.raises(ImproperlyConfigured, match="“Figtree” is not installed or lacks weights"):
        static_files._make(tmp_path / "text.woff2", TYPEFACES["fonts/text.woff2"])


def test_pages_preload_what_the_stylesheet_uses(client):
    page = client.get("/").content.decode()
    stylesheet = Path(finders.find("css/site.css")).read_text()
    for name in PRELOADED:
        assert re.search(f'<link rel="preload" href="[^"]*{name}" as="font" type="font/woff2" crossorigin>', page)
        assert f"../{name}" in stylesheet


def test_a_release_collects_every_file_finds_what_stylesheets_name_and_draws_without_the_packages_of_a_build(
    tmp_path, settings, monkeypatch
):
    drawn = share_image.Poster("A limitless horizon", "", horizon.svg("Here", "banner"))
    before = share_image.png(drawn)
    hashed = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES, settings.STATIC_ROOT = {**settings.STORAGES, "staticfiles": hashed}, tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert {"css/error.css", STYLESHEET, *PRELOADED} <= {*names}
    settings.VAR = tmp_path
    for package in ("fontpkg", "fontTools"):
        monkeypatch.setitem(sys.modules, package, None)
    assert static_file(pdf.TYPEFACE) == tmp_path / pdf.TYPEFACE
    assert share_image.png(drawn) == before


def picture(name) -> Image.Image:
    return Image.open(finders.find(name))


def test_every_icon_is_small_collected_and_of_its_shape():
    assert set(static_files.ICONS) <= {path for finder in finders.get_finders() for path, _storage in finder.list([])}
    for name in static_files.ICONS:
        assert Path(finders.find(name)).stat().st_size <= 16 * 1024, name
    icon = picture("img/favicon.ico")
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert icon.convert("RGBA").getpixel((0, 0))[3] == 0  # round
    for name in ("img/apple-touch-icon.png", "img/icon-maskable-512.png"):  # phones cut these to any shape
        assert picture(name).convert("RGBA").getchannel("A").getextrema() == (255, 255)


@pytest.mark.parametrize(("home", "language"), [("/", "en"), ("/es/", "es")])
def test_the_manifest_names_home_page_language_site_colors_and_icons(client, home, language):
    response = client.get(home)
    assert "manifest-src 'self'" in response["Content-Security-Policy"]
    page = soup(response)
    response = client.get(page.find("link", rel="manifest")["href"])
    assert response["Content-Type"] == "application/manifest+json"
    assert "public" in response["Cache-Control"]
    manifest = response.json()
    assert (manifest["start_url"], manifest["lang"]) == (home, language)
    assert (manifest["name"], manifest["short_name"]) == ("Alliance College-Ready Public Schools", "Alliance")
    assert manifest["theme_color"] in {tag["content"] for tag in page.find_all("meta", {"name": "theme-color"})}
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        name = icon["src"].removeprefix("/static/")
        assert finders.find(name), name
        if icon["sizes"] != "any":
            assert icon["sizes"] == "{}x{}".format(*picture(name).size)


def test_two_may_write_the_same_file_at_once_and_a_proxy_of_another_user_may_read_it(tmp_path):
    target = tmp_path / "new" / "folder" / "file.txt"
    with replacing(target) as one, replacing(target) as other:
        one.write_text("one")
        other.write_text("other")
        assert not target.exists()
    assert target.read_text() == "one"  # the last one to finish
    assert target.stat().st_mode & 0o777 == 0o644
    assert list(target.parent.iterdir()) == [target]


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), replacing(target) as fresh:
        fresh.write_bytes(bytes(1 // 0))
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
