"""Match the words of a question with those of the schools: exact, half typed, or with a typo."""

from dataclasses import dataclass
from math import log

from pages.search.alike import edits_allowed, edits_between, is_real

from .ear import sound_of
from .network import Network, network

MOST_WORDS = 10  # words to look up; the rest of a longer text is ignored
EXACT, BEGINNING, SLIP = 1.0, 0.7, 0.6  # weight of a match; each further typo halves it
NEARLY_ALL = log(1 + 1 / 0.9)  # rarity of a word that nine of ten schools have; such words are ignored


@dataclass(frozen=True)
class Term:
    """One word of the question with the words of schools that it may match.

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


def terms_of(words: list[tuple[str, ...]], *, is_name: bool = True) -> tuple[list[Term], list[str]]:
    """Return the terms for `words` (each with its alternatives), and the words that no school has.

    Two words that the register writes as one (“crma 4”) are one term. Words that nearly every school has are left out.
    `is_name`: the question is so short that a real word in it may be a name with a typo.
    """
    if not words:
        return [], []
    known = network()
    terms, unknown, index = [], [], 0
    while index < len(words):
        pair = [word[0] for word in words[index : index + 2]]
        joined = "".join(pair)
        if len(pair) == 2 and joined in known.words and not all(word in known.words for word in pair):
            terms.append(_term((joined,), known, is_name))
            index += 2
            continue
        term = _term(words[index], known, is_name)
        if term.candidates:
            terms.append(term)
        else:
            unknown.append(term.typed)
        index += 1
    return [term for term in terms if term.rarity > NEARLY_ALL], unknown


def _term(word: tuple[str, ...], known: Network, is_name: bool) -> Term:
    """Return the term for a word: exact matches and longer words that begin with it, else words within a few typos,
    else those that sound like it.

    A real word has no typo, unless it may be a name.
    """
    candidates = dict.fromkeys((alternative for alternative in word if alternative in known.words), EXACT)
    typed = word[0]
    is_right = is_real(typed) and not is_name
    if len(typed) >= (4 if typed.isdigit() else 2) and not is_right:  # “burt” may begin a word, “4” and “a” do not
        candidates = dict.fromkeys(known.words_beginning(typed), BEGINNING) | candidates
    if not candidates and not is_right and (limit := edits_allowed(typed)):
        candidates = _alike(typed, known, limit) or dict.fromkeys(known.by_sound.get(sound_of(typed), ()), SLIP / 2)
    having = {school for candidate in candidates for school in known.words[candidate]}
    return Term(typed, candidates, log(1 + len(known.schools) / len(having)) if having else 0.0)


def _alike(typed: str, known: Network, limit: int) -> dict[str, float]:
    """Return words within `limit` typos, the most similar first."""
    alike = known.similar_words.to(typed)
    words = sorted(filter(str.isalpha, alike), key=lambda word: (-alike[word], word))
    slips = {word: edits_between(typed, word, limit) for word in words}
    return {word: SLIP / 2 ** (number - 1) for word, number in slips.items() if number <= limit}
