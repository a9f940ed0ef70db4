"""Texts that are spelled alike: those that share most trigrams, compared as PostgreSQL's pg_trgm does."""

from collections import Counter
from collections.abc import Iterable

LEAST = 0.3  # share of the trigrams that two similar texts have in common


def trigrams(text: str) -> set[str]:
    """Return the runs of three letters in the words of a folded text, each word with its beginning and end."""
    return {padded[n : n + 3] for word in text.split() for padded in [f"  {word} "] for n in range(len(padded) - 2)}


class Similar:
    """Texts to compare others with."""

    def __init__(self, texts: Iterable[str]):
        self._numbers: dict[str, int] = {}  # of trigrams, by text
        self._texts: dict[str, list[str]] = {}  # by trigram
        for text in texts:
            parts = trigrams(text)
            self._numbers[text] = len(parts)
            for part in parts:
                self._texts.setdefault(part, []).append(text)

    def to(self, text: str) -> dict[str, float]:
        """Return how similar each similar text is, up to 1."""
        parts = trigrams(text)
        shared = Counter(other for part in parts for other in self._texts.get(part, ()))
        shares = {other: both / (len(parts) + self._numbers[other] - both) for other, both in shared.items()}
        return {other: share for other, share in shares.items() if share >= LEAST}
