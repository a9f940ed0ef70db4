"""Texts that are spelled alike: by the letters that differ, or the trigrams that they share."""

from collections import Counter
from collections.abc import Iterable

LEAST = 0.3  # share of the trigrams that two similar texts have in common


def edits_between(word: str, target: str, limit: int) -> int:
    """Return how many letters to add, drop, replace or swap with a neighbor; `limit` + 1 if more than `limit`."""
    if abs(len(word) - len(target)) > limit:
        return limit + 1
    before, last = [], list(range(len(target) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, target_letter in enumerate(target, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != target_letter))
            if i > 1 and j > 1 and letter == target[j - 2] and word[i - 2] == target_letter:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def edits_allowed(word: str) -> int:
    """Return how many misspelled letters a word of this length may have.

    None in short words and numbers, where one letter makes a different word.
    """
    if any(map(str.isdigit, word)) or len(word) < 4:
        return 0
    return 1 if len(word) < 7 else 2


class Similar:
    """Texts to compare others with, as PostgreSQL's pg_trgm does."""

    def __init__(self, texts: Iterable[str]):
        self._numbers: dict[str, int] = {}  # of trigrams, by text
        self._texts: dict[str, list[str]] = {}  # by trigram
        for text in texts:
            parts = _trigrams(text)
            self._numbers[text] = len(parts)
            for part in parts:
                self._texts.setdefault(part, []).append(text)

    def to(self, text: str) -> dict[str, float]:
        """Return how similar each similar text is, up to 1."""
        parts = _trigrams(text)
        shared = Counter(other for part in parts for other in self._texts.get(part, ()))
        shares = {other: both / (len(parts) + self._numbers[other] - both) for other, both in shared.items()}
        return {other: share for other, share in shares.items() if share >= LEAST}

    def meant(self, text: str, limit: int = 0) -> tuple[int, str]:
        """Return how many letters of `text` differ from the text it may be, within `limit`, and that text; else 0, "".

        Without a limit, as many as a text of this length may have. Of several, it is the most similar one.
        """
        limit, shares = limit or edits_allowed(text), self.to(text)
        slips = ((edits_between(text, other, limit), -share, other) for other, share in shares.items() if limit)
        slips, _share, other = min((one for one in slips if one[0] <= limit), default=(0, 0, ""))
        return slips, other


def _trigrams(text: str) -> set[str]:
    """Return the runs of three letters in the words of a folded text, each word with its beginning and end."""
    return {padded[n : n + 3] for word in text.split() for padded in [f"  {word} "] for n in range(len(padded) - 2)}
