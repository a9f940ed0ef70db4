"""Let all search phrases vote on what a question is about, word by word, though it has none of them as a whole.

A word, and two words next to each other, vote for the answers in whose phrases they stand: “a ride” for the bus.
A vote counts more the more a word tells, and the fewer answers share it. Words are compared by their stems.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import log, sqrt

from pages.search.alike import LANGUAGES, commonness, stem

from .ear import respelled
from .numbers import CHILDREN
from .search_words import SearchWords, search_words

COMMONEST, RANGE = 7.0, 3.0  # commonness of words that tell nothing; how much rarer are those that tell most
LEAST = 0.05  # weight of a filler
OF_NUMBER, SHORTEST_NUMBER = 0.2, 3  # weight of shorter numbers: ages and times; “504” tells more
PAIR, LEAST_OF_PAIR = 1.5, 0.2  # how much more than one word two tell together; weight of two common ones
DOUBT = 0.15  # phrases of one word by which half of its vote is lost
FAINTEST = 0.02  # votes that count
CHILD = "child"  # “niño”, “son”, and “student” are the same
LONGEST = 8  # words of a phrase, and one between them
URGENT = {"crisis", "detained"}  # answers that come first and alone, and whose phrases need the words themselves


def weight_of(word: str) -> float:
    """Return how much a folded word tells, up to 1. Fillers tell nothing."""
    word = search_words().heard(word)
    if word in CHILDREN or search_words().is_filler(word):
        return LEAST
    if word.isdigit() and len(word) < SHORTEST_NUMBER:
        return OF_NUMBER
    common = max(commonness(word, language) for language in LANGUAGES)
    return max(LEAST, min(1.0, (COMMONEST - common) / RANGE))


def stem_of(word: str, language: str) -> str:
    return CHILD if word in CHILDREN else respelled(stem(word, language)) if language == "es" else stem(word, language)


def is_foreign(word: str, phrases_language: str, language: str) -> bool:
    """Whether a word in a question in `language` is one of that language, not of the phrases: “cuántos van”."""
    is_other = language not in ("", phrases_language)
    return is_other and commonness(word, language) > commonness(word, phrases_language)


def votes_of(words: list[str], told: list[float], said: set[int], language: str) -> dict[str, dict[int, float]]:
    """Return for each answer the votes of the folded `words` of a question in `language`, by their positions.

    `told` are the weights of the words, `said` the positions of those that may ask for an answer.
    """
    votes: dict[str, dict[int, float]] = defaultdict(dict)
    for of_language, ballots in _ballots(search_words()).items():
        heard = [at for at in sorted(said) if not is_foreign(words[at], of_language, language)]
        weights: dict[str, tuple[float, int]] = {}
        for gram, weight, last in _grams([stem_of(words[at], of_language) for at in heard], [told[at] for at in heard]):
            weights[gram] = max(weights.get(gram, (0.0, 0)), (weight, heard[last]))
        for gram, (weight, at) in weights.items():
            for key, share in ballots.get(gram, {}).items():
                votes[key][at] = votes[key].get(at, 0) + share * weight
    return votes


def phrases_in(words: list[str], language: str) -> Iterator[tuple[str, list[int]]]:
    """Yield the answers whose whole phrases are in a question in `language`, and the positions of their words.

    Words are compared by their stems, those of urgent answers by their sound: “lo llevo” is not “me lleva”.
    """
    for of_language, phrases in _phrases(search_words()).items():
        heard = [at for at, word in enumerate(words) if len(words) == 1 or not is_foreign(word, of_language, language)]
        stems = {at: stem_of(words[at], of_language) for at in heard}
        for spelled in (stems, {at: respelled(words[at]) for at in heard}):
            for run in _runs(heard):
                for key in phrases.get(" ".join(spelled[at] for at in run), ()):
                    yield key, run


def _runs(positions: list[int]) -> Iterator[list[int]]:
    """Yield all runs of positions that are next to each other, and those from which one between is left out."""
    for start in range(len(positions)):
        for end in range(start + 1, min(len(positions), start + LONGEST) + 1):
            run = positions[start:end]
            yield run
            for middle in range(1, len(run) - 1):
                yield run[:middle] + run[middle + 1 :]


@lru_cache(maxsize=1)
def _phrases(known: SearchWords) -> dict[str, dict[str, set[str]]]:
    """Return the answers that each phrase asks for, by language and spelling."""
    phrases: dict[str, dict[str, set[str]]] = {language: {} for language in LANGUAGES}
    for language, of_language in phrases.items():
        for words, key in known.asking(language):
            spelled = (respelled(word) if key in URGENT else stem_of(word, language) for word in words)
            of_language.setdefault(" ".join(spelled), set()).add(key)
    return phrases


def _grams(stems: list[str], told: list[float]) -> Iterator[tuple[str, float, int]]:
    """Yield single words and pairs with their weights, and the index of the last word."""
    for index, one in enumerate(stems):
        yield one, told[index], index
        if index:
            both = (told[index - 1] + told[index]) / 2
            yield f"{stems[index - 1]} {one}", PAIR * max(both, LEAST_OF_PAIR), index


@lru_cache(maxsize=1)
def _ballots(known: SearchWords) -> dict[str, dict[str, dict[str, float]]]:
    """Return the answers that each word and pair votes for, by language."""
    return {language: _shares(known.asking(language), language) for language in LANGUAGES}


def _shares(phrases: Iterable[tuple[list[str], str]], language: str) -> dict[str, dict[str, float]]:
    """Return what each word and pair of `phrases` tells of each answer, up to 1.

    A phrase has one vote for its answer, and divides it among its words. An answer with many phrases is no likelier.
    """
    parts: dict[str, Counter] = defaultdict(Counter)
    phrases_of: Counter = Counter()
    for words, key in phrases:
        stems, told = [stem_of(word, language) for word in words], [weight_of(word) for word in words]
        weights = {gram: weight for gram, weight, _last in _grams(stems, told)}
        whole = sum(weights.values())
        for gram, weight in weights.items():
            parts[gram][key] += weight / whole
        phrases_of[key] += 1
    answers = max(2, len(phrases_of))
    shares = {}
    for gram, of_keys in parts.items():
        fair = {key: part / sqrt(phrases_of[key]) for key, part in of_keys.items()}
        whole, known = sum(fair.values()), sum(of_keys.values())
        likely = {key: part / whole for key, part in fair.items()}
        clear = 1 + sum(part * log(part) for part in likely.values()) / log(answers)
        sure = clear * known / (known + DOUBT)
        shares[gram] = {key: sure * sqrt(part) for key, part in likely.items() if sure * sqrt(part) >= FAINTEST}
    return shares
