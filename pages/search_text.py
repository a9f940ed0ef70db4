"""Words as people type them: apostrophes and accents make no difference."""

import re
import unicodedata

APOSTROPHES = re.compile("['’‘ʼ`]")


def plain(text: str) -> str:
    """`text` without accents and apostrophes: “Renée O’Donovan” → “Renee ODonovan”."""
    letters = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def searchable(*parts: str) -> str:
    """The `parts` for a search index: as they are, and once more plain where that differs."""
    text = " ".join(str(part) for part in parts if part)
    folded = plain(text)
    return text if folded == text else f"{text} {folded}"
