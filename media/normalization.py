"""Normalize text so that search ignores apostrophes and accents."""

import re
import unicodedata

APOSTROPHES = re.compile("['’‘ʼ`]")


def plain(text: str) -> str:
    """Remove accents and apostrophes: “Renée O’Donovan” becomes “Renee ODonovan”."""
    letters = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
