"""Phrases that we do not write, and docstrings that name what is gone, stop a change."""

from deploy import docstrings, wording


def test_a_phrase_is_named_with_its_place_and_its_replacement(tmp_path):
    (tmp_path / "page.html").write_text("<p>Fine.</p>\n<p>Save it anew.</p>\n<p>Cancelled.</p>\n")
    (tmp_path / "quote.md").write_text("> Whoever comes <!-- wording: quoted -->\n")
    assert wording.findings(tmp_path) == [
        "page.html:2: “anew”, write: again",
        "page.html:3: “Cancelled”, write: US spelling",
    ]


def test_a_state_is_named_in_its_package_only(tmp_path):
    for folder in ("schools/finder", "schools/states/california"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "words.py").write_text('DISTRICT = "LAUSD"\n')
    assert wording.findings(tmp_path) == ["schools/finder/words.py:1: “LAUSD”, write: schools.states"]


def test_a_parameter_that_is_gone_is_named_with_its_place():
    source = 'def first(rows):\n    """Return the first of `found`. `rows` is a list of `rows`, not `None`."""\n'
    assert docstrings.findings("page.py", source) == ["page.py:1: nothing is called “found”"]
