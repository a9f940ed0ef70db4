"""Tell what a question is about: the answer whose search phrases have the most of its words.

Words count by their rarity in English and Spanish: “uniform” says more than “time”, and fillers say nothing. They are
compared by their stems: “apunto” is “apuntar”. The words of a phrase stand together in the question, in its order.
A few others may stand between them, and words such as “the” may be missing.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from pages.search.alike import LANGUAGES, commonness

from .corners import known_streets
from .ear import respelled
from .models import ANSWERING
from .places import known_places
from .search_words import SearchWords, search_words
from .votes import LEAST, is_foreign, stem_of, votes_of, weight_of

MOST = 3  # answers to one question
FILLING = 6.5  # commonness of words such as “the” and “de”, which may be missing in a phrase
LIGHT, MIDDLING = 0.15, 0.4  # weight of a word such as “the” in a phrase, of others at least
MANY = 15  # answers whose phrases have a word such as “escuela”, so that it does not tell one from another
HEARD = 0.75  # share of a phrase that must be in the question
GAP = 2  # other words between the words of a phrase
ENOUGH, HALF = 0.44, 0.5  # weight of an answer's words; or their share of the question
FEW, PLENTY = 0.3, 0.95  # share of the question below which they tell nothing; weight that is enough in a long one
ALSO = 0.35  # share of the best answer's weight that another one needs, in words of its own
URGENT = {"crisis", "detained"}  # answers that come first, whatever else is asked
OF_PHRASES = 0.4  # what the weight of a topic's phrases adds to its votes
SURE, CLEAR = 0.3, 0.25  # votes that are enough without a phrase, if they also have this share of the question
ALIKE = 0.9  # weight of a word with the stem of a phrase's, compared with the word itself
NOT = {"no", "not", "sin", "without"}  # never missing in a phrase: “va a ir” is not “no va a ir”

Topics = dict[str, dict[int, float]]  # the weights of the words that ask for each answer, by their positions


class PhraseWord(NamedTuple):
    word: str
    stem: str
    weight: float
    may_miss: bool


class Phrase(NamedTuple):
    """A search phrase: the answer it asks for, and its words."""

    key: str
    words: tuple[PhraseWord, ...]


def topics_in(words: list[str], said: set[int], joining: set[int], language: str) -> tuple[Topics, str]:
    """Return what the folded `words` of a question in `language` ask for, the best first; if nothing, what they may.

    `said` are the positions of words that are neither a place, a grade, nor another part of the question,
    `joining` those of words such as “high school” and “close to”, which a phrase may have, too. Urgent answers need a
    phrase: “se va a llevar” is no crisis.
    """
    topics: Topics = {}
    told = [weight_of(word) for word in words]
    for key, weights in _heard(words, told, language):
        if weights.keys() <= said | joining and not said.isdisjoint(weights):
            topic = topics.setdefault(key, {})
            topic.update((at, weight) for at, weight in weights.items() if weight > topic.get(at, 0))
    whole = sum(told[position] for position in said)
    chosen, votes = _chosen(topics, whole), votes_of(words, told, said | joining, language)
    scores = {key: sum(of_key.values()) for key, of_key in votes.items() if key not in URGENT}
    scores |= {key: scores.get(key, 0) + OF_PHRASES * sum(topic.values()) for key, topic in topics.items()}
    best = max(scores.keys() - URGENT, key=lambda key: (scores[key], key), default="")
    if not chosen:
        own = sum(vote for at, vote in votes.get(best, {}).items() if at in said)
        is_name = all(map(_names, words))  # “Garden Grove”
        return {}, best if len(words) > 1 and not is_name and own >= max(SURE, CLEAR * whole) else ""
    if best not in chosen and URGENT.isdisjoint(chosen):
        clear = {at: vote for at, vote in votes[best].items() if vote > LIGHT}
        chosen = [best, *chosen[: MOST - 1]]
        topics.setdefault(best, clear)
    chosen.sort(key=lambda key: (key not in URGENT, -scores[key]))
    return {key: topics[key] for key in chosen}, ""


def _chosen(topics: Topics, whole: float) -> list[str]:
    """Return the answers whose phrases have enough of a question's words, which weigh `whole`."""
    enough = min(HALF * whole, max(ENOUGH, min(PLENTY, FEW * whole)))
    chosen: list[str] = []
    explained: set[int] = set()
    for key in sorted(topics, key=lambda key: (key not in URGENT, -sum(topics[key].values()), min(topics[key]))):
        own = sum(weight for at, weight in topics[key].items() if at not in explained)
        least = max(ENOUGH, ALSO * sum(topics[chosen[0]].values())) if chosen else enough
        if own >= least and len(chosen) < MOST:
            chosen.append(key)
            explained |= topics[key].keys()
    return chosen


def _heard(words: list[str], told: list[float], language: str) -> Iterator[tuple[str, dict[int, float]]]:
    """Yield the answers whose phrases `words` have, with the weights of the phrase's words by position."""
    for phrases_language, phrases in _phrases(search_words()).items():
        by_stem: dict[str, list[int]] = {}
        for position, word in enumerate(words):
            if len(words) == 1 or not is_foreign(word, phrases_language, language):
                by_stem.setdefault(stem_of(word, phrases_language), []).append(position)
        for phrase in chain.from_iterable(phrases.get(one, ()) for one in by_stem):
            weights = _positions(phrase, by_stem, words, told)
            if len(weights) > 1 or any(_asks_alone(words[at], told[at], phrase) for at in weights):
                yield phrase.key, weights


def _asks_alone(word: str, told: float, phrase: Phrase) -> bool:
    """Whether a word alone asks for an answer: not one of a name, such as “park”, nor another one’s search word."""
    entry = search_words().entries.get(word)
    if entry and entry.meaning in ANSWERING:
        return told > LEAST and entry.value == phrase.key
    return told > LEAST and (not _names(word) or word in {one.word for one in phrase.words})


def _names(word: str) -> bool:
    """Whether a folded word is in the name of a place or a street."""
    return word in known_places().words or word in known_streets().words


def _positions(phrase: Phrase, by_stem: dict[str, list[int]], words: list[str], told: list[float]) -> dict[int, float]:
    """Return a phrase's words by position, or none if too few are there, too far apart, or in another order.

    An urgent answer needs the words themselves: “lo llevo” is not “me lleva”.
    """
    for first in by_stem.get(phrase.words[0].stem, ()):
        last, weights = first, {first: phrase.words[0].weight}
        for one in phrase.words[1:]:
            following = next((at for at in by_stem.get(one.stem, ()) if last < at <= last + 1 + GAP), None)
            if following is not None:
                last, weights[following] = following, one.weight
            elif not one.may_miss:
                break
        else:
            own = {respelled(one.word) for one in phrase.words}
            alike = {at: LIGHT if told[at] == LEAST else ALIKE * weight for at, weight in weights.items()}
            weights = {at: weight if respelled(words[at]) in own else alike[at] for at, weight in weights.items()}
            is_meant = phrase.key not in URGENT or all(respelled(words[at]) in own for at in weights)
            if is_meant and sum(weights.values()) >= HEARD * sum(word.weight for word in phrase.words):
                return weights
    return {}


@lru_cache(maxsize=1)
def _phrases(known: SearchWords) -> dict[str, dict[str, list[Phrase]]]:
    """Return all phrases that ask for an answer, by language, each under its most telling stem."""
    asked = [(text.split(), entry) for text, entry in known.entries.items() if entry.meaning in ANSWERING]
    phrases: dict[str, dict[str, list[Phrase]]] = {}
    for language in LANGUAGES:
        of_language = [(words, entry) for words, entry in asked if entry.language in ("", language)]
        answers: dict[str, set[str]] = {}
        for words, entry in of_language:
            for word in words:
                answers.setdefault(stem_of(word, language), set()).add(entry.value)
        common = {one for one, keys in answers.items() if len(keys) >= MANY}
        by_stem = phrases.setdefault(language, {})
        for words, entry in of_language:
            own = _phrase_words(words, language, common)
            telling = max(own, key=lambda word: word.weight).stem
            by_stem.setdefault(telling, []).append(Phrase(entry.value, own))
    return phrases


def _phrase_words(words: list[str], language: str, common: set[str]) -> tuple[PhraseWord, ...]:
    own = [_phrase_word(word, language, common, weight_of(word), is_alone=len(words) == 1) for word in words]
    while own[0].may_miss and len(own) > 2:
        own = own[1:]
    return *own[:-1], own[-1]._replace(may_miss=False)


def _phrase_word(word: str, language: str, common: set[str], told: float, *, is_alone: bool) -> PhraseWord:
    one, is_filling = stem_of(word, language), commonness(word, language) >= FILLING
    weight = LIGHT if is_filling or one in common else max(MIDDLING, told)
    return PhraseWord(word, one, told if is_alone else weight, is_filling and word not in NOT)
