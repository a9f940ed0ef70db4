"""Layout limits of every template, at fewer widths than `make audit`."""

import pytest

from quality.audit import axe, bare, focus, keyboard, reflow, weight
from quality.audit.site import Site
from quality.templates import PAGES


@pytest.fixture
def site(browser, site_url):
    return Site(browser, site_url, PAGES)


def broken(rows):
    return {row.bound: row.faults for row in rows if row.faults}


def test_every_template_is_accessible_in_light_and_dark_with_everything_open(site):
    assert broken(axe.check(site, widths=(320,), states=("open",))) == {}


def test_every_template_is_light_and_still_and_asks_no_other_host_and_sets_no_cookie(site):
    rows = weight.check(site, widths=(360,))
    # The test server does not compress.
    assert broken(row for row in rows if row.bound != weight.COMPRESSED) == {}


def test_nothing_scrolls_sideways_when_enlarged_and_large_text_is_not_cut_off(site):
    assert broken([reflow.zoom(site, widths=(320,)), reflow.text(site, widths=(1280,))]) == {}


def test_the_keyboard_reaches_everything_and_always_shows_where_it_is(site):
    assert broken(focus.tab(site, widths=(360,), schemes=("light",))) == {}


def test_every_target_is_large_enough_for_a_finger(site):
    assert broken([focus.targets(site, widths=(320,))]) == {}


def test_menu_finder_disclosures_and_pages_of_results_work_by_keyboard(site):
    assert broken(keyboard.check(site)) == {}


def test_pages_make_sense_without_styles(site):
    assert broken([bare.without_styles(site)]) == {}
