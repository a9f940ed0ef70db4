"""A result shows why it was found: the matching words, marked in context."""

import pytest

from pages.search.highlights import AROUND, excerpts, marked
from tests.cases import cases
from tests.html import assert_valid, soup


@pytest.mark.parametrize(("text", "query", "found"), cases(__file__, "marked.csv"))
def test_words_are_marked_without_regard_to_accents_capitals_and_plurals(text, query, found):
    assert "|".join(piece for piece, hit in marked(text, query) if hit) == found
    assert "".join(piece for piece, _hit in marked(text, query)) == text


@pytest.mark.parametrize(
    "text",
    [
        "start " * 200 + "school " + "after " * 200,
        "school " + "word" * 25 + " schooling " + "tail " * 2000,
        "school " + "word " * 26 + "schools " + "tail " * 2000,  # the second match ends beyond the available space
        "school " * 2000,
        "school" + "s" * 5000 + " tail" * 2000,
        "head " * 2000 + "school" + "s" * 5000 + " tail" * 2000,
    ],
)
def test_a_long_text_is_cut_around_the_first_word_that_was_asked_for_with_any_number_of_hits(text):
    ((_label, pieces),) = excerpts([("", text)], "school")
    shown = "".join(piece for piece, _hit in pieces)
    assert any(piece.startswith("school") for piece, hit in pieces if hit)
    assert shown.startswith("…") or text.startswith("school")
    assert shown.endswith("…")
    assert len(shown) < 4 * AROUND


def test_only_parts_with_a_word_of_the_search_are_quoted_and_not_more_than_two():
    parts = [("Address", "1 Main Street"), ("Phone", "555-0100"), ("", "main"), ("", "main again")]
    assert [label for label, _pieces in excerpts(parts, "main")] == ["Address", ""]


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "href", "said"), cases(__file__, "reasons.csv"))
def test_the_page_of_results_says_why(client, query, href, said):
    response = client.get("/search/", {"q": query})
    assert_valid(response)
    result = soup(response).select_one(".results").find("a", href=href).find_parent("li")
    assert said in " ".join(result.get_text().split())
    assert result.find("mark")
