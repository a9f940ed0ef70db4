"""The audit's own measurements find what is wrong with a bad page."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from quality.audit import contrast, focus, reflow, weight
from quality.audit.site import Site

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


def test_sideways_scrolling_and_text_that_is_cut_off(bad):
    text = faults(reflow.check(bad))
    assert "main > div.wide" in text
    assert "div.cut cuts “Words that have no place" in text


def test_contrast_on_gradients(bad):
    assert "bad: span 1.2:1" in faults(contrast.check(bad, widths=(360,), schemes=("light",)))


def test_focus_that_is_covered_or_does_not_show(bad):
    text = faults(focus.check(bad))
    assert "main > button.mute “Does not show the focus” shows its focus with 0.0:1" in text
    assert "is under div.rail" in text


def test_layout_shifts(bad):
    bad.pages["bad"] = "/#shifts"  # only here: moving text would disturb the other checks
    assert "bad 360: 0." in faults(weight.check(bad, widths=(360,)))
