"""Explain why a school was found if its name does not match: “Formerly: Alliance College-Ready Academy #1”."""

from dataclasses import dataclass

from .models import SchoolWord, WordKind
from .terms import Term

SPEAKS_FOR_ITSELF = {WordKind.NAME, WordKind.LEVEL}  # every result shows the name and level


@dataclass(frozen=True)
class MatchedOn:
    """The text that matched: a `WordKind`, its display name, and the whole text."""

    kind: str
    label: str
    text: str


def why(school_ids: list[int], terms: list[Term]) -> dict[int, MatchedOn]:
    """Return the matching text of each school whose name does not have all the words. One query, or none without words.

    Of the texts with words that the name lacks, this is the one with the highest score.
    """
    fits = {word: (term, fit) for term in terms for word, fit in term.candidates.items()}
    if not fits or not school_ids:
        return {}
    rows = SchoolWord.objects.filter(school__in=school_ids, word__in=list(fits))
    texts: dict[int, dict[tuple[str, str], dict[str, float]]] = {}
    for school, word, kind, text, weight in rows.values_list("school_id", "word", "kind", "text", "weight"):
        term, fit = fits[word]
        found = texts.setdefault(school, {}).setdefault((kind, text), {})
        found[term.typed] = max(found.get(term.typed, 0), fit * weight * term.rarity)
    return {school: reason for school, found in texts.items() if (reason := _reason(found))}


def _reason(found: dict[tuple[str, str], dict[str, float]]) -> MatchedOn | None:
    named = {typed for (kind, _text), typeds in found.items() if kind in SPEAKS_FOR_ITSELF for typed in typeds}
    others = {key: typeds for key, typeds in found.items() if key[0] not in SPEAKS_FOR_ITSELF and typeds.keys() - named}
    if not others:
        return None
    kind, text = max(others, key=lambda key: sum(others[key].values()))
    return MatchedOn(kind, str(WordKind(kind).label), text)
