"""The limits of `make audit` hold on every template, at fewer widths than it measures, and a bad page is found."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

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


PAGE = """<!doctype html><html lang="en"><head><title>Bad</title><style>
.shade { color: #fff; background: linear-gradient(#eee, #ddd) }
.wide { width: 2000px }
.cut { width: 60px; height: 20px; overflow: hidden }
.mute { color: #999 }
.mute:focus { outline: none }
.rail::before { content: ""; position: fixed; inset: auto 0 0; height: 100vh; z-index: 1; pointer-events: auto }
</style></head><body><div id="top"></div><main><h1>Bad</h1>
<p><span class="shade">Words on a gradient</span></p>
<div class="wide">Wider than every window</div>
<div class="cut">Words that have no place in a box of this size</div>
<button class="mute" type="submit">Does not show the focus</button>
<div class="rail"><a href="/">Under the bar</a></div>
</main><script>if (location.hash) addEventListener("load", () => setTimeout(() => {
  document.getElementById("top").style.height = "300px" }, 100))</script></body></html>"""


@pytest.fixture
def bad(browser, tmp_path):
    (tmp_path / "index.html").write_text(PAGE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield Site(browser, f"http://127.0.0.1:{server.server_port}", {"bad": "/"})
    server.shutdown()
    server.server_close()


def faults(rows):
    return "\n".join(fault for row in rows for fault in row.faults)


def test_it_finds_what_is_wrong_with_a_bad_page(bad):
    text = faults(reflow.check(bad))
    assert "main > div.wide" in text
    assert "div.cut cuts “Words that have no place" in text
    assert "bad: span 1.2:1" in faults(contrast.check(bad, widths=(360,), schemes=("light",)))
    text = faults(focus.check(bad))
    assert "main > button.mute “Does not show the focus” shows its focus with 0.0:1" in text
    assert "is under div.rail" in text
    bad.pages["bad"] = "/#shifts"  # only here: moving text would disturb the other checks
    assert "bad 360: 0." in faults(weight.check(bad, widths=(360,)))
