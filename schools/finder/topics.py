"""Tell what a question is about: the answer that has the most votes of the search phrases.

A phrase that is in the question as a whole adds to the votes of its words (`votes`). Of several answers, each needs
votes that those before it don't have.
"""

from .corners import known_streets
from .places import known_places
from .search_words import search_words
from .votes import LEAST, URGENT, phrases_in, votes_of, weight_of

MOST = 3  # answers to one question
OF_PHRASES, MIDDLING = 0.6, 0.05  # what each word of a whole phrase adds, by its weight; at least, by their number
LONGER = 0.1  # how much more each further word of a phrase makes the others tell
SURE, CLEAR = 0.32, 0.35  # votes that are enough, if they also have this share of the question
ALSO, PLENTY = 0.35, 2.0  # share of the best answer's votes that another one needs of its own; votes above do not count
FAINT = 0.05  # votes of a word that may as well name a place or a school


def topics_in(words: list[str], said: set[int], joining: set[int], language: str) -> tuple[dict[str, set[int]], str]:
    """Return what the folded `words` of a question in `language` ask for, the best first; if nothing, what they may.

    The answers come with the positions of the words that ask for them. `said` are the positions of words that are
    neither a place, a grade, nor another part of the question, `joining` those of words such as “high school” and
    “close to”, which a phrase may have, too. Urgent answers need a phrase: “se va a llevar” is no crisis. An answer is
    only a guess if no phrase is in the question as a whole.
    """
    told = [weight_of(word) for word in words]
    votes, whole = votes_of(words, told, said | joining, language), sum(told[at] for at in said)
    phrases = _phrases(words, told, said, joining, language)
    for key, weights in phrases.items():
        votes[key] = {at: votes[key].get(at, 0) + weights.get(at, 0) for at in votes[key].keys() | weights.keys()}
    sums = {key: sum(of_key.values()) for key, of_key in votes.items() if key not in URGENT or key in phrases}
    chosen: dict[str, set[int]] = {}
    most = dict.fromkeys(said, 0.0)
    for key in sorted(sums, key=lambda key: (key not in URGENT, -sums[key], key)):
        own = sum(max(0, votes[key].get(at, 0) - vote) for at, vote in most.items())
        least = ALSO * min(max(1, sums[next(iter(chosen))]), PLENTY) if chosen else max(SURE, CLEAR * whole)
        is_also = key in phrases and (key in URGENT or URGENT.isdisjoint(chosen))
        if own >= least and len(chosen) < MOST and (is_also or not chosen):
            chosen[key] = {at for at, vote in votes[key].items() if vote > FAINT}
            most = {at: max(vote, votes[key].get(at, 0)) for at, vote in most.items()}
        elif not chosen and key not in URGENT:
            break
    if chosen and phrases.keys().isdisjoint(chosen):
        is_name = len(words) == 1 or all(map(_names, words))  # “Garden Grove”
        return {}, "" if is_name else next(iter(chosen))
    return chosen, ""


def _phrases(
    words: list[str], told: list[float], said: set[int], joining: set[int], language: str
) -> dict[str, dict[int, float]]:
    """Return the answers that have a whole phrase among `words`, with what it adds to their votes, by position."""
    topics: dict[str, dict[int, float]] = {}
    for key, positions in phrases_in(words, language):
        is_single, first = len(positions) == 1, positions[0]
        is_meant = (said | joining).issuperset(positions) and not said.isdisjoint(positions)
        if is_meant and (not is_single or _asks_alone(words[first], told[first], key)):
            topic, more = topics.setdefault(key, {}), len(positions) - 1
            least = 1 if len(positions) == len(words) else MIDDLING * more
            for at in positions:
                weight = OF_PHRASES * (1 + LONGER * more) * max(told[at], least)
                topic[at] = max(topic.get(at, 0), weight)
    return topics


def _asks_alone(word: str, told: float, key: str) -> bool:
    """Whether a word alone asks for an answer: not one of a name, such as “park”, nor another one’s search word."""
    entry = search_words().entries.get(word)
    is_of_another = entry and entry.asks and entry.value != key
    return told > LEAST and not is_of_another and (bool(entry) or not _names(word))


def _names(word: str) -> bool:
    """Whether a folded word is in the name of a place or a street."""
    return word in known_places().words or word in known_streets().words
