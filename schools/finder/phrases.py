"""Find the staff's search phrases in a question. Words are compared by their stems, and rarer ones tell more."""

from collections.abc import Iterator
from functools import lru_cache

from pages.search.alike import LANGUAGES, commonness, stem

from .ear import respelled
from .numbers import CHILDREN
from .search_words import SearchWords, search_words

COMMONEST, RANGE = 7.0, 3.0  # commonness of words that tell nothing; how much rarer are those that tell most
LEAST = 0.05  # weight of a filler
OF_NUMBER, SHORTEST_NUMBER = 0.2, 3  # weight of shorter numbers: ages and times; “504” tells more
CHILD = "child"  # “niño”, “son”, and “student” are the same
URGENT = {"crisis", "detained", "missing-child"}  # they come first and alone; their phrases need the words themselves


def weight_of(word: str) -> float:
    """Return how much a folded word tells, up to 1. Fillers tell nothing."""
    word = search_words().heard(word)
    if word in CHILDREN or word in search_words().fillers:
        return LEAST
    if word.isdigit() and len(word) < SHORTEST_NUMBER:
        return OF_NUMBER
    common = max(commonness(word, language) for language in LANGUAGES)
    return max(LEAST, min(1.0, (COMMONEST - common) / RANGE))


def stem_of(word: str, language: str) -> str:
    return CHILD if word in CHILDREN else respelled(stem(word, language)) if language == "es" else stem(word, language)


def phrases_in(words: list[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield the answers whose whole phrases are in a question of folded `words`, and the positions of their words.

    Words are compared by their stems, those of urgent answers by their sound: “lo llevo” is not “me lleva”.
    """
    for language, phrases in _phrases(search_words()).items():
        for spelled in ([stem_of(word, language) for word in words], list(map(respelled, words))):
            for run in _runs(len(words), search_words().longest + 1):
                for key in phrases.get(" ".join(spelled[at] for at in run), ()):
                    yield key, run


def _runs(number: int, longest: int) -> Iterator[list[int]]:
    """Yield runs of up to `longest` positions below `number`, and those from which one between is left out."""
    for start in range(number):
        for end in range(start + 1, min(number, start + longest) + 1):
            run = [*range(start, end)]
            yield run
            for middle in range(1, len(run) - 1):
                yield run[:middle] + run[middle + 1 :]


@lru_cache(maxsize=1)
def _phrases(known: SearchWords) -> dict[str, dict[str, set[str]]]:
    """Return the answers that each phrase asks for, by language and spelling."""
    phrases: dict[str, dict[str, set[str]]] = {language: {} for language in LANGUAGES}
    for language, of_language in phrases.items():
        for text, one in known.entries.items():
            if one.asks and one.language in ("", language):
                is_urgent = one.value in URGENT
                spelled = (respelled(word) if is_urgent else stem_of(word, language) for word in text.split())
                of_language.setdefault(" ".join(spelled), set()).add(one.value)
    return phrases
