"""Normalize text so that search ignores apostrophes and accents."""

import re
import unicodedata

APOSTROPHES = re.compile("['’‘ʼ`]")


def plain(text: str) -> str:
    """Remove accents and apostrophes: “Renée O’Donovan” becomes “Renee ODonovan”."""
    text = APOSTROPHES.sub("", text)
    if text.isascii():  # as most text is, and then nothing is left to remove
        return text
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
