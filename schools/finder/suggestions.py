"""“Did you mean” suggestions for searches without results."""

from .answer import Suggestion
from .criteria import Criteria
from .folding import fold
from .network import network
from .places import NoPlace

MOST = 3
SHORTEST = 3  # letters; shorter words get no suggestions


def suggest(criteria: Criteria, unknown: list[str], problem: NoPlace | None) -> list[Suggestion]:
    """Return similar places, then the text with its unknown words replaced by the most similar words of schools."""
    name = "near" if criteria.near else "q"
    suggestions = [Suggestion(name, str(place)) for place in (problem.suggestions if problem else [])]
    words = {word for word in unknown if len(word) >= SHORTEST and not word.isdigit()}
    alike = {word: similar for word in words if (similar := network().similar.to(word))}
    best = {word: max(similar, key=lambda other: (similar[other], other)) for word, similar in alike.items()}
    if best:
        suggestions.append(Suggestion("q", " ".join(best.get(word, word) for word in fold(criteria.q).split())))
    return suggestions[:MOST]
