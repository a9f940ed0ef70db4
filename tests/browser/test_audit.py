"""The audit finds faults in a page, each check its own kind."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from quality.audit import axe, bare, contrast, focus, headers, reflow, weight
from quality.audit.site import Site

PAGE = """<!doctype html><html lang="en"><head><title>Bad</title><link rel="stylesheet" href="/bad.css">
<script src="/bad.js"></script></head><body><div id="top"></div><main>
<h1>Bad</h1><h3>Skips a level</h3>
<p class="faint">Faint words of a paragraph</p>
<p><span class="shade">Words on a gradient</span></p>
<div class="wide">Wider than every window</div>
<div class="cut">Words that have no place in a box of this size</div>
<button class="mute">Does not show the focus</button>
<button class="small">x</button>
<p><a href="/">Alone</a></p>
<p>· <a href="/">Between dots</a> · <b><a href="/">Beside a link</a></b></p>
<p>Words, then <b><a href="/">a link in a sentence</a></b>.</p>
<div class="rail"><a href="/">Under the bar</a></div>
<img src="http://localhost:{port}/picture.png" alt="">
</main></body></html>"""
STYLE = """.faint { color: #999; background: #fff }
.shade { color: #fff; background: linear-gradient(#eee, #ddd) }
.wide { width: 2000px }
.cut { width: 60px; height: 20px; overflow: hidden }
.mute { color: #999 }
.mute:focus { outline: none }
.small { width: 12px; height: 12px; padding: 0; font-size: 8px }
.rail::before { content: ""; position: fixed; inset: auto 0 0; height: 100vh; z-index: 1; pointer-events: auto }"""
SCRIPT = """addEventListener("DOMContentLoaded", () => document.querySelector("h1").append(" script"))
if (location.hash) addEventListener("load", () => setTimeout(() => {
  document.getElementById("top").style.height = "300px" }, 100))
""" + "".join(f"// {n * n * n}\n" for n in range(12_000))
ANSWERS = {"/": ("text/html", PAGE), "/bad.css": ("text/css", STYLE), "/bad.js": ("text/javascript", SCRIPT)}


class BadSite(BaseHTTPRequestHandler):
    def do_GET(self):
        kind, body = ANSWERS.get(self.path, ("text/plain", ""))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Set-Cookie", "seen=yes")
        self.end_headers()
        self.wfile.write(body.replace("{port}", str(self.server.server_port)).encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def bad(browser):
    server = ThreadingHTTPServer(("127.0.0.1", 0), BadSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(browser, f"http://127.0.0.1:{server.server_port}", {"bad": "/"})
    server.shutdown()
    server.server_close()


def told(rows):
    """All faults, and the names of the limits that hold."""
    return "\n".join(fault for row in rows for fault in row.faults), [row.bound for row in rows if not row.faults]


def test_rules_of_axe(bad):
    faults, _held = told(axe.check(bad, widths=(360,), schemes=("light",)))
    assert "color-contrast: .faint" in faults
    assert "heading-order: h3" in faults
    assert "[light 360]" in faults


def test_sideways_scrolling_and_text_that_is_cut_off(bad):
    faults, held = told(reflow.check(bad))
    assert "main > div.wide" in faults
    assert "div.cut cuts “Words that have no place" in faults
    assert held == []


def test_contrast_on_plain_colors_and_on_gradients(bad):
    faults, held = told(contrast.check(bad, widths=(360,), schemes=("light",)))
    assert "2.8:1 main > p.faint" in faults
    assert "p > span.shade “Words on a gradient”" in faults
    assert "main > button.mute" in faults
    assert held == []


def test_focus_that_does_not_show_and_small_targets(bad):
    faults, held = told(focus.check(bad))
    assert "main > button.mute “Does not show the focus”: 0.0:1" in faults
    assert "is under div.rail" in faults
    assert "button.small “x” is 12 × 12" in faults
    assert held == ["Tab reaches every control"]


def test_only_a_link_in_a_sentence_may_be_as_small_as_its_line(bad):
    faults, _held = told([focus.targets(bad)])
    for text in ("Alone", "Between dots", "Beside a link"):
        assert f"a “{text}” is " in faults
    assert "a link in a sentence" not in faults


def test_weight_hosts_cookies_blocking_scripts_and_shifts(bad):
    # Only here does the page shift: it would change the pictures that other checks compare.
    faults, held = told(weight.check(replace(bad, pages={"bad": "/#shifts"})))
    assert "localhost:" in faults
    assert "seen [bad]" in faults
    assert "/bad.js" in faults
    assert [bound for bound in held if "no bound" not in bound] == ["CSS in total: at most 20 KB gzip"]


def test_content_that_needs_script_and_a_skeleton_that_makes_no_sense(bad):
    faults, held = told(bare.check(bad))
    assert "bad: without script “" in faults
    assert "bad: h1 is followed by h3 “Skips a level”" in faults
    assert "bad: 0 footer" in faults
    assert held == []


def scanned(grade="A+", score=130, status=200, path="/", **results):
    """What Mozilla's scanner would report for a page; `results` are tests that failed."""
    redirection = {"result": "redirection-to-https", "scoreModifier": 0, "pass": True}
    tests = {"redirection": {**redirection, "route": ["http://www.example.org", f"https://www.example.org{path}"]}}
    tests |= {name: {"result": result, "scoreModifier": -20, "pass": False} for name, result in results.items()}
    scan = {"grade": grade, "score": score, "statusCode": status, "testsPassed": 9, "testsQuantity": 10}
    return {"scan": scan, "tests": tests}


@pytest.mark.parametrize(
    ("scan", "fault"),
    [
        (scanned("A", 95), "redirection: redirection-to-https (+0)"),
        (scanned("A+", 110, csp="csp-with-unsafe-inline"), "csp: csp-with-unsafe-inline (-20)"),
        (scanned(path="/accounts/login/"), "https://www.example.org/accounts/login/ answered 200"),
        (scanned(status=403), "https://www.example.org/ answered 403"),
    ],
)
def test_a_grade_below_the_best_and_a_page_that_is_not_the_one(scan, fault):
    page = {"name": "home", "path": "/", "cookie": ""}
    assert headers.row(page, scanned()).faults == []
    assert fault in "\n".join(headers.row(page, scan).faults)
