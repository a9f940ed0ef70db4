"""Phrases that we do not write stop a change, with the place and the words to use instead."""

from deploy import wording


def test_a_phrase_is_named_with_its_place_and_its_replacement(tmp_path):
    (tmp_path / "page.html").write_text("<p>Fine.</p>\n<p>Save it anew.</p>\n<p>Cancelled.</p>\n")
    (tmp_path / "quote.md").write_text("> Whoever comes <!-- wording: quoted -->\n")
    assert wording.findings(tmp_path) == [
        "page.html:2: “anew”, write: again",
        "page.html:3: “Cancelled”, write: US spelling",
    ]
