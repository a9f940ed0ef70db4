"""Quotations are stored without their marks: the page adds those of its language."""

import re

KINDS = ('"“”„«»', "'‘’‚‹›")
APOSTROPHE = re.compile("(?<=\\w)['’](?=\\w)")


def unquoted(text: str) -> str:
    """`text` without the marks that surround all of it: not those of “Yes,” she said, “we can.”"""
    text = text.strip()
    for marks in KINDS:
        inside = text[1:-1]
        if inside and text[0] in marks and text[-1] in marks and not set(marks) & set(APOSTROPHE.sub("", inside)):
            return inside.strip()
    return text
