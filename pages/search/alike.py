"""Words that are real, and texts that are spelled alike: by the letters that differ, or the trigrams that they share.

Real words, of the site's languages, English, and Spanish, are never corrected. wordfreq says how common they are.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, lru_cache
from heapq import nlargest
from math import log10

import snowballstemmer
from django.conf import settings
from django.conf.locale import LANG_INFO

from media.words import plain

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
    """Return how many letters may be misspelled: none in short words and numbers, where one makes another word."""
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


# Those of the site, and what families speak everywhere.
LANGUAGES = tuple(dict.fromkeys((*settings.NETWORK.languages, "en", "es")))
PER_BILLION = 9  # powers of ten
CLEAR = 1.0  # difference in commonness, summed over a text, that tells its language
FOREIGN = 1.5  # commonness of a word in the language that does not have it


def commonness(word: str, language: str) -> float:
    """Return the power of ten of how often a folded word occurs in a billion words, from 3 to 7.7; 0 if it is rarer."""
    return _words(language).get(word, 0.0)


def is_real(word: str) -> bool:
    return any(word in _words(language) for language in LANGUAGES)


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word: “inscribo” and “inscribir” have the same. Many languages have only words."""
    name = LANG_INFO[language]["name"].lower()
    if name not in snowballstemmer.algorithms():
        return word
    return snowballstemmer.stemmer(name).stemWord(word)  # its own, since threads cannot share one


def language_of(words: list[str]) -> str:
    """Return the language of the site in which folded words are most common, or "" if they do not tell."""
    real = [word for word in words if is_real(word)]
    sums = {code: sum(commonness(word, code) or FOREIGN for word in real) for code in settings.NETWORK.languages}
    most = nlargest(2, sums, key=sums.get)
    return most[0] if len(most) > 1 and sums[most[0]] - sums[most[1]] >= CLEAR else ""


@cache
def _words(language: str) -> dict[str, float]:
    from wordfreq import get_frequency_dict  # a third of a second, which commands and tests need not spend

    words: dict[str, float] = {}
    known: dict[str, float] = {}
    with suppress(LookupError):  # of a language that wordfreq does not know
        known = get_frequency_dict(language, "small")
    for word, share in known.items():
        folded = plain(word)
        words[folded] = max(words.get(folded, 0.0), log10(share) + PER_BILLION)
    return words
