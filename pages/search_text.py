"""The texts of a page's StreamFields, all or those that a search result may quote."""

from collections.abc import Iterator

from pages.figures.text import text_of
from pages.page_texts import texts_in

PICTURES = ("picture", "gallery")  # blocks with nothing but pictures and words about them


def stream_texts(value) -> Iterator[str]:
    """Yield the texts of a StreamField in order, from its raw data, without fetching linked objects but figures."""
    for text in texts_in("", value.stream_block, value.get_prep_value()):
        yield text_of(text.value)


def quotable_texts(value) -> Iterator[str]:
    """Yield the same without pictures: visitors may not see them, and to know that takes a query for each page."""
    shown = [block for block in value.get_prep_value() if block["type"] not in PICTURES]
    for text in texts_in("", value.stream_block, shown):
        if not text.path.endswith("/alt_text"):
            yield text_of(text.value)
