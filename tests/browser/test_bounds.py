"""The limits of `make audit` hold on every template, at fewer widths than it measures."""

import pytest

from quality.audit import axe, contrast, focus, reflow, weight
from quality.audit.site import Site
from quality.templates import PAGES, SPANISH

ENLARGED = ("400 % zoom", "text of 200 %", "text spacing of WCAG 1.4.12")
CHECKS = {
    "accessible in light and dark with everything open": lambda site: axe.check(site, widths=(320,)),
    "text on pictures can be read": lambda site: contrast.check(site, widths=(360,), schemes=("light",)),
    "light, without layout shifts": lambda site: weight.check(site, widths=(360,)),
    "enlarged and spaced text fits": lambda site: reflow.check(site, cases=ENLARGED),
    "the focus is reachable and visible": lambda site: focus.check(site, widths=(360,), schemes=("light",)),
}


@pytest.fixture
def site(browser, site_url):
    return Site(browser, site_url, PAGES | SPANISH)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_every_template_keeps_the_limits_of_the_audit(site, monkeypatch, check):
    monkeypatch.setitem(weight.LIMITS, weight.SHIFT, 0.1)  # good by Web Vitals; `make audit` is stricter
    faults = {row.limit: row.faults for row in check(site) if row.faults}
    assert faults == {}
