"""Tell what a question is about: the answer that has the most votes of its words.

The votes are learned from questions (`classifier`). A search phrase that is in the question as a whole adds
to those of its words (`phrases`). Another answer needs a phrase, too.
"""

from pages.content_cache import memo

from .classifier import classifier
from .corners import known_streets
from .models import Answer
from .phrases import LEAST, URGENT, phrases_in, weight_of
from .places import known_places
from .search_words import search_words

MOST = 3  # answers to one question
OF_PHRASES = 0.3  # what each word of a whole phrase adds, by its weight
OF_A_QUESTION = 4.0  # what a phrase adds that is all of the question, so that it decides
SURE, SURE_OF_URGENT = -0.6, -0.3  # votes that are enough
ALSO = 0.0  # votes that another answer needs
FAINT = 0.2  # votes of a word that may as well name a school
UNLEARNED = -0.8  # votes for an answer that nothing was learned of, such as a new one, without its phrases
NO_ANSWER = {"schools", "unanswered"}  # learned of texts that only look for schools, or that no answer is about


def topics_in(words: list[str], said: set[int], joining: set[int]) -> tuple[dict[str, set[int]], str]:
    """Return what the folded `words` of a question ask for, the best first; if nothing, what they may.

    The answers come with the positions of the words that ask for them. `said` are the positions of words that are
    neither a place, a grade, nor another part of the question, `joining` those of words such as “high school” and
    “close to”, which a phrase may have, too. An answer is only a guess if it has no phrase that is there as a whole.
    """
    phrases = _phrases(words, said, joining)
    known = NO_ANSWER | memo("keys of answers", lambda: {*Answer.objects.values_list("key", flat=True)})
    votes = {key: of_key for key, of_key in classifier().votes(words).items() if key in known}
    for key, weights in phrases.items():
        learned = votes.get(key, [UNLEARNED / len(words)] * len(words))
        votes[key] = [vote + weights.get(at, 0) for at, vote in enumerate(learned)]
    sums = {key: sum(of_key) for key, of_key in votes.items()}
    urgent = URGENT & phrases.keys()
    has_answer = max(sums, key=sums.get, default="") not in NO_ANSWER
    chosen: dict[str, set[int]] = {}
    for key in sorted(sums.keys() - NO_ANSWER, key=lambda key: (key not in urgent, -sums[key], key)):
        if chosen:
            is_asked = key in phrases and sums[key] >= ALSO and (key in URGENT or URGENT.isdisjoint(chosen))
        else:
            least = SURE_OF_URGENT if key in URGENT else SURE
            is_asked = key in urgent or (sums[key] >= least and (key in phrases or has_answer))
        if is_asked and len(chosen) < MOST:
            of_words = (at for at in said | joining if votes[key][at] > FAINT and not _names(words[at]))
            chosen[key] = {*of_words, *phrases.get(key, ())}
    if chosen and phrases.keys().isdisjoint(chosen):
        is_name = len(words) == 1 or all(map(_names, words))  # “Garden Grove”
        return {}, "" if is_name else next(iter(chosen))
    return chosen, ""


def _phrases(words: list[str], said: set[int], joining: set[int]) -> dict[str, dict[int, float]]:
    """Return the answers that have a whole phrase among `words`, with what it adds to their votes, by position."""
    told, topics = [weight_of(word) for word in words], {}
    for key, positions in phrases_in(words):
        is_meant = (said | joining).issuperset(positions) and not said.isdisjoint(positions)
        if is_meant and (len(positions) > 1 or _asks_alone(words[positions[0]], key)):
            of_all = OF_A_QUESTION / len(words) if len(positions) == len(words) else 0
            topic = topics.setdefault(key, {})
            topic |= {at: max(topic.get(at, 0), OF_PHRASES * told[at] + of_all) for at in positions}
    return topics


def _asks_alone(word: str, key: str) -> bool:
    """Whether a word alone asks for an answer: not one of a name, such as “park”, nor another one’s search word."""
    entry = search_words().entries.get(word)
    is_of_another = entry and entry.asks and entry.value != key
    return weight_of(word) > LEAST and not is_of_another and (bool(entry) or not _names(word))


def _names(word: str) -> bool:
    """Whether a folded word is in the name of a place or a street."""
    return word in known_places().words or word in known_streets().words
