"""The limits of `make audit` hold on every template, at fewer widths than it measures, and a bad page is found."""

from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from quality.audit import axe, contrast, focus, reflow, weight
from quality.audit.report import Faults
from quality.audit.site import Site
from tests.browser.looks import DESKTOP, PHONE, TEMPLATES, Watch

NAMES = [*TEMPLATES]
PARTS = 4  # of the templates, which workers share
measured = set()  # kinds of stops, by this worker


@pytest.mark.parametrize("part", range(PARTS))
def test_every_template_keeps_the_limits_of_the_audit_without_errors_or_cookies(browser, site_url, part):
    """Each is loaded over a slow network, then made wide, and as narrow as it gets."""
    watch, faults, values = Watch(), Faults(), defaultdict(dict)
    site = Site(browser, site_url, TEMPLATES)
    with weight.slow(site, PHONE["width"]) as slow, site.open(320) as narrow:
        watch(slow)
        watch(narrow)
        for name in NAMES[part::PARTS]:
            for what, value in weight.measure(site, slow, name).items():
                values[what][name] = value
            contrast.look(slow, name, "light 360", faults)
            focus.look(slow, name, "light 360", faults, measured)
            slow.set_viewport_size(DESKTOP)
            reflow.look(slow, name, faults)
            slow.set_viewport_size(PHONE)
            site.go(narrow, name)
            reflow.look(narrow, name, faults)
            axe.look(narrow, name, faults)
        assert [page.context.cookies() for page in (slow, narrow)] == [[], []]
    limits = weight.LIMITS | {weight.SHIFT: 0.1}  # good by Web Vitals; `make audit` is stricter
    assert [fault for what, limit in limits.items() for fault in weight.row(what, limit, values[what]).faults] == []
    assert faults == {}
    assert watch.problems == []
    assert watch.hosts == {urlsplit(site_url).netloc}


def faults(rows):
    return "\n".join(fault for row in rows for fault in row.faults)


def test_it_finds_what_is_wrong_with_a_bad_page(browser):
    bad = Site(browser, Path(__file__).parent.as_uri(), {"bad": "/bad_page.html"})
    text = faults(reflow.check(bad))
    assert "main > div.wide" in text
    assert "div.cut cuts “Words that have no place" in text
    assert "bad: span 1.2:1" in faults(contrast.check(bad, widths=(360,), schemes=("light",)))
    text = faults(focus.check(bad))
    assert "main > button.mute “Does not show the focus” shows its focus with 0.0:1" in text
    assert "is under div.rail" in text
    bad.pages["bad"] += "#shifts"  # only here: moving text would disturb the other checks
    assert "bad 360: 0." in faults(weight.check(bad, widths=(360,)))
