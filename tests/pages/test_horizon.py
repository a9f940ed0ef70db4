"""Landscapes generated from names are stable, distinct, small, and harmless."""

import re
from collections import defaultdict

import html5lib
import pytest

from pages.horizon import LIGHT_CHOICES, LIGHTS, SHAPES, svg
from schools.models import SchoolPage

BYTES = 4096


def test_the_landscape_of_a_school_does_not_change_with_releases_but_with_the_light_that_it_chooses():
    """Families know schools by their pictures, so a change of the drawing must be deliberate."""
    drawn = svg("Alliance Gertz-Ressler High School")
    assert drawn.startswith('<svg viewBox="0 0 160 100"')
    assert 'fill="#27658f"' in drawn  # marine light
    assert dict(LIGHT_CHOICES).keys() == LIGHTS.keys()
    for light, colors in LIGHTS.items():
        assert f'fill="{colors[0][0]}"' in svg("Alliance Gertz-Ressler High School", "card", light)


@pytest.mark.django_db
def test_schools_of_one_area_do_not_look_alike():
    by_area = defaultdict(list)
    for page in SchoolPage.objects.filter(locale__language_code="en").listed():
        sky = re.search("#[0-9a-f]{6}", svg(page.title, "card", page.light)).group()
        by_area[page.school.campus.area].append((sky, page.title))
    assert by_area
    for area, schools in by_area.items():
        alike = [name for sky, name in schools if [other for other, _name in schools].count(sky) > 1]
        assert not alike, f"In {area}, choose another light in the profile of one of {alike}; leave EDITION alone"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["", "é ñ 中", "</svg><script>alert(1)</script>", "x" * 5000, "\x00"])
def test_any_name_gives_valid_small_decoration_that_is_not_in_it_and_keeps_the_strict_policy(name, shape):
    drawn = svg(name, shape)
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>x</title>{drawn}")
    assert "script" not in drawn
    assert not re.search(r"nan|inf|None", drawn)
    assert len(drawn) <= BYTES
    assert 'aria-hidden="true"' in drawn
    assert 'focusable="false"' in drawn
    assert not re.search(r"\bstyle\b|\bid=|\bhref\b|url\(|\son\w+=", drawn)


def test_the_sun_is_within_the_picture():
    for shape, (width, height) in SHAPES.items():
        for n in range(200):
            drawn = svg(f"Alliance School {n}", shape)
            x, y, r = map(int, re.findall(r'cx="(\d+)" cy="(\d+)" r="(\d+)"', drawn)[-1])
            assert r <= x <= width - r
            assert r <= y <= height
