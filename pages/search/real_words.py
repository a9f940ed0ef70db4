"""Real English and Spanish words, which are never corrected, with how common they are (wordfreq) and their stems."""

from functools import cache, lru_cache
from math import log10

import snowballstemmer

from media.words import plain

LANGUAGES = {"en": "english", "es": "spanish"}
PER_BILLION = 9  # powers of ten
CLEAR = 1.0  # difference in commonness, summed over a text, that tells its language
FOREIGN = 1.5  # commonness of a word in the language that does not have it

_stemmers = {code: snowballstemmer.stemmer(name) for code, name in LANGUAGES.items()}


def commonness(word: str, language: str) -> float:
    """Return the power of ten of how often a folded word occurs in a billion words, from 3 to 7.7; 0 if it is rarer."""
    return _words(language).get(word, 0.0)


def is_real(word: str) -> bool:
    return any(word in _words(language) for language in LANGUAGES)


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word: “inscribo” and “inscribir” have the same."""
    return _stemmers[language].stemWord(word)


def language_of(words: list[str]) -> str:
    """Return the language in which folded words are more common, or "" if they do not tell."""
    real = [word for word in words if is_real(word)]
    spanish = sum((commonness(word, "es") or FOREIGN) - (commonness(word, "en") or FOREIGN) for word in real)
    return "" if abs(spanish) < CLEAR else "es" if spanish > 0 else "en"


@cache
def _words(language: str) -> dict[str, float]:
    from wordfreq import get_frequency_dict  # a third of a second, which commands and tests need not spend

    words: dict[str, float] = {}
    for word, share in get_frequency_dict(language, "small").items():
        folded = plain(word)
        words[folded] = max(words.get(folded, 0.0), log10(share) + PER_BILLION)
    return words
