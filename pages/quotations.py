"""Quotations are stored without quotation marks; the template adds those of the page's language."""

import re

QUOTATION_MARKS = ('"“”„«»', "'‘’‚‹›")
APOSTROPHE = re.compile("(?<=\\w)['’](?=\\w)")


def unquoted(text: str) -> str:
    """Return `text` without quotation marks around the whole of it. “Yes,” she said, “we can.” keeps its marks."""
    text = text.strip()
    for marks in QUOTATION_MARKS:
        inside = text[1:-1]
        if inside and text[0] in marks and text[-1] in marks and not set(marks) & set(APOSTROPHE.sub("", inside)):
            return inside.strip()
    return text
