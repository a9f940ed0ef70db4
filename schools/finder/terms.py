"""Match the words of a question with the index: exact words, beginnings of words, and words with typos."""

from dataclasses import dataclass
from itertools import pairwise
from math import log

from django.db import connection

from pages.search.edit_distance import edits_allowed, edits_between

EXACT, BEGINNING, SLIP = 1.0, 0.7, 0.6  # weight of a match; each further typo halves it
NEARLY_ALL = log(1 + 1 / 0.9)  # rarity of a word that nine of ten schools have; such words are ignored
MOST_CANDIDATES = 400  # indexed words that a question can match; many begin with “ma”

INDEXED = """
SELECT word, schools, (SELECT count(*) FROM schools_school) FROM schools_indexedword
WHERE word = ANY(%s) {others} ORDER BY word = ANY(%s) DESC LIMIT %s
"""
BEGINS, IS_ALIKE = " OR word LIKE %s", " OR word %% %s"  # one condition each, because only so an index serves them


@dataclass(frozen=True)
class Term:
    """One word of the question with the indexed words it may match.

    `candidates` maps each of them to its weight, up to 1. `rarity` is higher if fewer schools have any of them.
    """

    typed: str
    candidates: dict[str, float]
    rarity: float

    @property
    def is_exact(self) -> bool:
        return EXACT in self.candidates.values()

    @property
    def slip(self) -> str:
        """The most likely intended word if the typed word has a typo, else ""."""
        if self.is_exact or any(word.startswith(self.typed) for word in self.candidates):
            return ""
        return max(self.candidates, key=lambda word: self.candidates[word])


def terms_of(words: list[tuple[str, ...]]) -> tuple[list[Term], list[str]]:
    """Return the terms for `words` (each with its alternatives), and the words that no school has. One query.

    Two words that the register writes as one (“crma 4”) are one term. Words that nearly every school has are left out.
    """
    if not words:
        return [], []
    indexed, schools = _indexed_words(words)
    terms, unknown, index = [], [], 0
    while index < len(words):
        joined = words[index][0] + words[index + 1][0] if index + 1 < len(words) else ""
        apart = all(word in indexed for pair in words[index : index + 2] for word in pair[:1])
        if joined in indexed and not apart:
            terms.append(_term((joined,), indexed, schools))
            index += 2
            continue
        term = _term(words[index], indexed, schools)
        if term.candidates:
            terms.append(term)
        else:
            unknown.append(term.typed)
        index += 1
    return [term for term in terms if term.rarity > NEARLY_ALL], unknown


def _indexed_words(words: list[tuple[str, ...]]) -> tuple[dict[str, int], int]:
    """Return the indexed words that `words` may match, with their numbers of schools, and the number of all schools."""
    exact = {alternative for word in words for alternative in word}
    exact |= {first[0] + second[0] for first, second in pairwise(words)}
    typed = list(dict.fromkeys(word[0] for word in words))
    beginnings = [f"{connection.ops.prep_for_like_query(word)}%" for word in typed if _may_begin(word)]
    alike = [word for word in typed if edits_allowed(word)]
    sql = INDEXED.format(others=BEGINS * len(beginnings) + IS_ALIKE * len(alike))
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(exact), *beginnings, *alike, list(exact), MOST_CANDIDATES])
        rows = cursor.fetchall()
    return {word: count for word, count, _all in rows}, rows[0][2] if rows else 0


def _term(word: tuple[str, ...], indexed: dict[str, int], schools: int) -> Term:
    """Return the term for a word: exact matches and longer words that begin with it, else words within a few typos."""
    candidates = dict.fromkeys((alternative for alternative in word if alternative in indexed), EXACT)
    typed = word[0]
    if _may_begin(typed):
        candidates |= {
            indexed_word: BEGINNING
            for indexed_word in indexed
            if indexed_word.startswith(typed) and indexed_word not in candidates
        }
    if not candidates and (limit := edits_allowed(typed)):
        for indexed_word in indexed:
            if (slips := edits_between(typed, indexed_word, limit)) <= limit and not any(
                map(str.isdigit, indexed_word)
            ):
                candidates[indexed_word] = SLIP / 2 ** (slips - 1)
    total = min(schools, sum(indexed[indexed_word] for indexed_word in candidates))
    return Term(typed, candidates, log(1 + schools / total) if total else 0.0)


def _may_begin(word: str) -> bool:
    """Whether to look for longer words that begin with `word`: yes for “burt”, no for “4” and “a”."""
    return len(word) >= (4 if word.isdigit() else 2)
