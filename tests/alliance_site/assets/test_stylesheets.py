"""One small stylesheet, built from one file per component."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from alliance_site.assets.static_files import SOURCES, STYLESHEET, rules


def text() -> str:
    return Path(finders.find(STYLESHEET)).read_text(encoding="utf-8")


def test_the_stylesheet_holds_every_component_without_its_comments_and_indents():
    everything = "".join(text().split())
    for part in (SOURCES / "components").glob("*.css"):
        for piece in re.split(r"/\*.*?\*/\n?", part.read_text(encoding="utf-8"), flags=re.DOTALL):
            assert "".join(piece.split()) in everything, part.name
    assert "\n " not in text()
    assert "/*" not in text()


def test_the_floor_for_browsers_without_layers_is_small():
    floor = rules(SOURCES / "floor.css")
    assert floor in text()
    assert len(gzip.compress(floor.encode())) <= 1000


def test_it_is_small_and_asks_no_other_host():
    assert len(gzip.compress(text().encode())) <= 20 * 1024
    assert "http" not in text().replace('[href^="http"]', "")
    assert "@import" not in text()
