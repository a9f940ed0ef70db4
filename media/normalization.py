"""Words as people type them: apostrophes and accents make no difference."""

import re
import unicodedata

APOSTROPHES = re.compile("['’‘ʼ`]")


def plain(text: str) -> str:
    """`text` without accents and apostrophes: “Renée O’Donovan” → “Renee ODonovan”."""
    letters = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
