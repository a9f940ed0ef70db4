"""The texts of a page's StreamFields, all or those that a search result may quote."""

from collections.abc import Iterator

from pages.figures.text import text_of


def stream_texts(value) -> Iterator[str]:
    """Yield the texts of a StreamField in order, from its raw data, without fetching linked objects but figures."""
    for block in value.raw_data:
        yield from _texts(block["value"])


def quotable_texts(value) -> Iterator[str]:
    """Yield the same without pictures: visitors may not see them, and to know that takes a query for each page."""
    for block in value.raw_data:
        if block["type"] != "picture":
            yield from _texts(block["value"])


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        if not value.startswith(("http://", "https://")):
            yield text_of(value)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item["value"] if isinstance(item, dict) and "value" in item else item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if not name.startswith("staff_"):  # notes for staff; searches quote these texts
                yield from _texts(item)
