"""Explain why a school was found if its name does not match: “Formerly: Alliance College-Ready Academy #1”."""

from dataclasses import dataclass
from operator import itemgetter

from .network import WEIGHTS, NetworkSchool, WordKind
from .terms import Term

VISIBLE_KINDS = {WordKind.NAME, WordKind.LEVEL}  # every result shows the name and level


@dataclass(frozen=True)
class MatchedOn:
    """The text that matched: a `WordKind`, its display name, and the whole text."""

    kind: str
    label: str
    text: str


def match_reasons(schools: list[NetworkSchool], terms: list[Term]) -> dict[int, MatchedOn]:
    """Return the matching text of each school whose name does not have all the words, by the school's key.

    Of the texts with words that the name lacks, this is the one with the highest score.
    """
    fits = {word: (term, fit) for term in terms for word, fit in term.candidates.items()}
    return {school.key: reason for school in schools if fits and (reason := _reason(school, fits))}


def _reason(school: NetworkSchool, fits: dict[str, tuple[Term, float]]) -> MatchedOn | None:
    visible, others = set(), []
    for text in school.texts:
        scores: dict[str, float] = {}  # by typed word
        for term, fit in (fits[word] for word in text.words if word in fits):
            scores[term.typed] = max(scores.get(term.typed, 0), fit * WEIGHTS[text.kind] * term.rarity)
        if text.kind in VISIBLE_KINDS:
            visible.update(scores)
        elif scores:
            others.append((text, scores))
    others = [(sum(scores.values()), text) for text, scores in others if scores.keys() - visible]
    if not others:
        return None
    _score, (kind, text, _words) = max(others, key=itemgetter(0))
    return MatchedOn(kind, str(kind.label), text)
