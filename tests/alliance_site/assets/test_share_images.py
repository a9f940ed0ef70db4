"""Share images show the page's words and landscape, are cached for a year, and exist only for public pages."""

from dataclasses import replace
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from wagtail.models import Page, PageViewRestriction

from alliance_site.assets import share_image
from alliance_site.assets.share_image import GROUND, HEIGHT, LINES, PAPER, WIDTH, Poster, png, poster, svg
from alliance_site.colors import Colors, ratio, rgb
from pages.horizon import svg as landscape
from pages.models import StandardPage
from schools.models import SchoolPage
from tests.html import soup

pytestmark = pytest.mark.django_db

TITLES = [
    *("<script>alert(1)</script>", "Ampers&and & “quotes” 'single' \"double\"", "😀 Emoji 漢字", "\x00\x08 control"),
    *("x" * 200, "word " * 80, "Escuela preparatoria Señora Núñez de Ávila", ""),
    "Alliance Marine – Innovation and Technology 6–12 Complex (grades 9–12)",
]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty image folder, so that no test finds images of another run."""
    monkeypatch.setattr(share_image, "FOLDER", tmp_path / "share")
    return tmp_path / "share"


def drawn(title, kicker="Commitment 1 of 4"):
    return Poster(title, kicker, landscape(title, "banner"))


def test_a_long_title_is_cut_after_a_word_and_markup_in_it_is_text():
    def texts(title):
        return [text.string for text in BeautifulSoup(svg(drawn(title, "")), "html.parser").find_all("text")]

    *lines, _name = texts("Excellence " * 40)
    assert len(lines) == LINES
    assert {word.rstrip("…") for line in lines for word in line.split()} == {"Excellence"}
    assert lines[-1].endswith("Excellence…")
    markup = svg(drawn("<script>alert(1)</script> & <image href='http://x'/>"))
    assert "<script" not in markup
    assert "<image" not in markup
    assert "".join(texts("<b>A & B</b>")).startswith("<b>A & B</b>")
    assert "Alliance" in texts("漢字")[0]  # no letter that we have


def meta(response, name):
    return soup(response).select_one(f'meta[property="{name}"], meta[name="{name}"]')["content"]


def address(client, path):
    url = meta(client.get(path), "og:image")
    assert url.startswith("http://testserver/share/")  # absolute, because other servers read it
    return url.removeprefix("http://testserver")


@pytest.mark.parametrize("title", TITLES)
def test_any_title_gives_a_light_picture_with_its_words_in_the_middle_square_on_one_dark_color(title):
    content = png(drawn(title))
    image = Image.open(BytesIO(content)).convert("RGB")
    assert image.size == (1200, 630)
    assert len(content) <= 100 * 1024
    ground = image.getpixel((2, HEIGHT - 2))
    assert ratio(rgb(PAPER), ground) >= 7
    below = range(GROUND + 60, HEIGHT, 3)
    outside = [*range(0, (WIDTH - HEIGHT) // 2, 9), *range((WIDTH + HEIGHT) // 2, WIDTH, 9)]
    assert {image.getpixel((x, y)) for x in outside for y in below} == {ground}


@pytest.mark.parametrize("path", ["/", "/mission/equity/", "/schools/merkin/"])
def test_every_page_names_its_picture(client, path):
    response = client.get(path)
    shown = client.get(address(client, path))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    width, height = Image.open(BytesIO(shown.content)).size
    assert (meta(response, "og:image:width"), meta(response, "og:image:height")) == (str(width), str(height))
    assert meta(response, "og:image:alt")
    assert meta(response, "twitter:card") == "summary_large_image"


def test_a_picture_is_drawn_once_whatever_is_added_to_its_address(client, folder, monkeypatch):
    path = address(client, "/about/")
    first = client.get(path).content
    monkeypatch.setattr(share_image, "png", None)  # drawing now fails
    assert client.get(path).content == client.get(f"{path}?x=1").content == first
    (file,) = folder.iterdir()
    assert file.read_bytes() == first


def test_only_the_newest_picture_of_each_page_is_kept(client, folder):
    page = Page.objects.get(slug="about").specific
    folder.mkdir()
    other = f"{page.pk}1-0123456789.png"  # of a page whose ID starts with the same digits
    (folder / other).touch()
    for title in ("One", "Two", "Three"):
        page.title = title
        page.save()
        client.get(address(client, "/about/"))
    assert {file.name for file in folder.iterdir()} == {other, f"{page.pk}-{poster(page).digest}.png"}


def test_everything_that_is_drawn_and_draws_decides_the_address(settings, monkeypatch):
    one = drawn("A title")
    digests = {one.digest, replace(one, kicker="Other").digest, replace(one, landscape=landscape("Other")).digest}
    for name, value in {"EDITION": -1, "RESVG": "0.0", "_digest": str}.items():
        with monkeypatch.context() as changed:
            changed.setattr(share_image, name, value)
            digests.add(one.digest)
    settings.WAGTAIL_SITE_NAME = "Alliance of Others"
    digests.add(one.digest)
    settings.NETWORK = replace(settings.NETWORK, colors=Colors({"gold": ("#ffc65c", "#ffc65c")}))
    for gold in ("#ffc65c", "#ffd166"):
        monkeypatch.setattr(share_image, "GOLD", gold)
        digests.add(one.digest)
    assert len(digests) == 9
    settings.NETWORK = replace(settings.NETWORK, colors=Colors({}))
    settings.WAGTAIL_SITE_NAME = "Alliance College-Ready Public Schools"
    assert drawn("A title").digest == one.digest


def test_another_title_or_place_gives_another_address_and_the_old_one_leads_there(client):
    before = address(client, "/schools/merkin/")
    page = SchoolPage.objects.get(slug="merkin", locale__language_code="en")
    page.school.campus.area = "Another neighborhood"
    page.school.campus.save()
    moved = address(client, "/schools/merkin/")
    page.school.name = "Alliance Renamed Middle School"
    page.school.save()
    renamed = address(client, "/schools/merkin/")
    assert len({before, moved, renamed}) == 3
    for old in (before, moved):
        response = client.get(old)
        assert (response.status_code, response.url) == (302, renamed)
        assert "public" not in response["Cache-Control"]


def test_pages_that_are_not_public_have_none(client):
    path = address(client, "/mission/equity/")
    for slug in ("sample-draft", "sample-scheduled", "sample-private"):
        page = StandardPage.objects.get(slug=slug)
        assert client.get(f"/share/{page.pk}-{poster(page).digest}.png").status_code == 404
        assert client.get(f"/share/{page.pk}-0.png").status_code == 404  # a redirect does not reveal it either
    above = Page.objects.get(slug="mission")
    PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(path).status_code == 404
