"""“Did you mean” suggestions for searches without results."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from .answer import Suggestion
from .criteria import Criteria
from .folding import fold
from .models import IndexedWord
from .places import NoPlace

MOST = 3
SHORTEST = 3  # letters; shorter words get no suggestions


def suggest(criteria: Criteria, unknown: list[str], problem: NoPlace | None) -> list[Suggestion]:
    """Return similar places, then the text with its unknown words replaced by the most similar indexed words.

    One query, or none without unknown words.
    """
    name = "near" if criteria.near else "q"
    suggestions = [Suggestion(name, str(place)) for place in (problem.suggestions if problem else [])]
    words = [word for word in dict.fromkeys(unknown) if len(word) >= SHORTEST and not word.isdigit()]
    if words:
        alike = Q()
        for word in words:
            alike |= Q(word__trigram_similar=word)
        best: dict[str, tuple[float, str]] = {}
        names = {f"like_{number}": TrigramSimilarity("word", word) for number, word in enumerate(words)}
        for row in IndexedWord.objects.filter(alike).annotate(**names).values("word", *names):
            for word, column in zip(words, names, strict=True):
                best[word] = max(best.get(word, (0.0, "")), (row[column], row["word"]))
        if best:
            text = " ".join(best.get(word, (0, word))[1] or word for word in fold(criteria.q).split())
            suggestions.append(Suggestion("q", text))
    return suggestions[:MOST]
