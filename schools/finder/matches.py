"""Why a school was found, where its name does not say it: “Formerly: Alliance College-Ready Academy #1”."""

from dataclasses import dataclass

from .models import SchoolWord, WordKind
from .terms import Term

SPEAKS_FOR_ITSELF = {WordKind.NAME, WordKind.LEVEL}  # every result shows name and level


@dataclass(frozen=True)
class MatchedOn:
    """Where the words stand: a `WordKind`, its name for the visitor and the whole text."""

    kind: str
    label: str
    text: str


def why(school_ids: list[int], terms: list[Term]) -> dict[int, MatchedOn]:
    """What each school was found by, unless its name has all the words: one query, none without words.

    Of the texts that have words the name lacks, the one with most of them, then the most telling.
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
