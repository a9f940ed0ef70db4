"""The site's icons: one mark in every size that browsers and phones request."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from alliance_site.assets import static_files
from tests.html import soup

pytestmark = pytest.mark.django_db


def picture(name) -> Image.Image:
    return Image.open(finders.find(name))


def test_every_icon_is_small_and_collected():
    assert set(static_files.ICONS) <= {path for finder in finders.get_finders() for path, _storage in finder.list([])}
    for name in static_files.ICONS:
        assert Path(finders.find(name)).stat().st_size <= 16 * 1024, name


def test_the_icon_for_browsers_has_three_sizes_and_is_round():
    icon = picture("img/favicon.ico")
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert icon.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("name", ["img/apple-touch-icon.png", "img/icon-maskable-512.png"])
def test_phones_may_cut_theirs_to_any_shape(name):
    alpha = picture(name).convert("RGBA").getchannel("A")
    assert alpha.getextrema() == (255, 255)


@pytest.mark.parametrize(("home", "language"), [("/", "en"), ("/es/", "es")])
def test_a_home_screen_opens_the_home_page_in_its_language(client, home, language):
    page = soup(client.get(home))
    manifest = client.get(page.find("link", rel="manifest")["href"]).json()
    assert (manifest["start_url"], manifest["lang"]) == (home, language)


def test_the_manifest_names_site_colors_and_icons(client):
    page = soup(client.get("/"))
    response = client.get(page.find("link", rel="manifest")["href"])
    assert response["Content-Type"] == "application/manifest+json"
    assert "public" in response["Cache-Control"]
    assert "manifest-src 'self'" in client.get("/")["Content-Security-Policy"]
    manifest = json.loads(response.content)
    assert manifest["name"] == "Alliance College-Ready Public Schools"
    assert manifest["short_name"] == "Alliance"
    assert manifest["theme_color"] in {tag["content"] for tag in page.find_all("meta", {"name": "theme-color"})}
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        name = icon["src"].removeprefix("/static/")
        assert finders.find(name), name
        if icon["sizes"] != "any":
            assert icon["sizes"] == "{}x{}".format(*picture(name).size)


def test_the_mark_of_the_wordmark_is_the_mark_of_the_icons(client):
    mark = soup(client.get("/")).find(class_="wordmark").find("svg")
    file = static_files.MARK.read_text()
    shapes = mark.find_all(["circle", "path"])
    assert shapes
    for shape in shapes:
        assert shape.get("d", shape.get("r")) in file
