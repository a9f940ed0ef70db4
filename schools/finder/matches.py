"""Explain why a school was found if its name does not match: “Formerly: Alliance College-Ready Academy #1”."""

from dataclasses import dataclass

from .models import SchoolWord, WordKind
from .terms import Term

VISIBLE_KINDS = {WordKind.NAME, WordKind.LEVEL}  # every result shows the name and level


@dataclass(frozen=True)
class MatchedOn:
    """The text that matched: a `WordKind`, its display name, and the whole text."""

    kind: str
    label: str
    text: str


def match_reasons(school_ids: list[int], terms: list[Term]) -> dict[int, MatchedOn]:
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
        scores = texts.setdefault(school, {}).setdefault((kind, text), {})
        scores[term.typed] = max(scores.get(term.typed, 0), fit * weight * term.rarity)
    return {school: reason for school, school_texts in texts.items() if (reason := _reason(school_texts))}


def _reason(texts: dict[tuple[str, str], dict[str, float]]) -> MatchedOn | None:
    named = {typed for (kind, _text), typeds in texts.items() if kind in VISIBLE_KINDS for typed in typeds}
    other_texts = {
        key: typeds for key, typeds in texts.items() if key[0] not in VISIBLE_KINDS and typeds.keys() - named
    }
    if not other_texts:
        return None
    kind, text = max(other_texts, key=lambda key: sum(other_texts[key].values()))
    return MatchedOn(kind, str(WordKind(kind).label), text)
