"""The limits of `make audit` hold on every template, at fewer widths than it measures."""

import pytest

from quality.audit import axe, contrast, focus, reflow, weight
from quality.audit.site import Site
from quality.templates import PAGES, SPANISH


@pytest.fixture
def site(browser, site_url):
    return Site(browser, site_url, PAGES | SPANISH)


def faults(rows):
    return {row.limit: row.faults for row in rows if row.faults}


def test_every_template_is_accessible_in_light_and_dark_with_everything_open(site):
    assert faults(axe.check(site, widths=(320,))) == {}


def test_text_on_pictures_and_gradients_can_be_read(site):
    assert faults(contrast.check(site, widths=(360,), schemes=("light",))) == {}


def test_every_template_is_light_and_does_not_shift(site, monkeypatch):
    monkeypatch.setitem(weight.LIMITS, weight.SHIFT, 0.1)  # good by Web Vitals; `make audit` is stricter
    assert faults(weight.check(site, widths=(360,))) == {}


def test_nothing_scrolls_sideways_when_enlarged_or_spaced_and_no_text_is_cut_off(site):
    assert faults(reflow.check(site, cases=("400 % zoom", "text of 200 %", "text spacing of WCAG 1.4.12"))) == {}


def test_the_keyboard_reaches_everything_and_always_shows_where_it_is(site):
    assert faults(focus.check(site, widths=(360,), schemes=("light",))) == {}
