"""Phrases that we do not write, and docstrings that name what is gone, stop a change."""

from deploy import docstrings, wording


def test_a_phrase_is_named_with_its_place_and_its_replacement(tmp_path):
    (tmp_path / "page.html").write_text("<p>Fine.</p>\n<p>Save it anew.</p>\n<p>Cancelled.</p>\n")
    (tmp_path / "quote.md").write_text("> Whoever comes <!-- wording: quoted -->\n")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/card.html").write_text("<p>Los Angeles Unified.</p>\n<p>In Los Angeles.</p>\n")
    assert wording.findings(tmp_path) == [
        "page.html:2: “anew”, write: again",
        "page.html:3: “Cancelled”, write: US spelling",
        "pages/card.html:2: “Los Angeles”, write: settings.NETWORK",
    ]


def test_a_parameter_that_is_gone_is_named_with_its_place():
    source = 'def first(rows):\n    """Return the first of `found`. `rows` is a list of `rows`, not `None`."""\n'
    assert docstrings.findings("page.py", source) == ["page.py:1: nothing is called “found”"]
