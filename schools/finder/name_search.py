"""Which schools a text names, by a name they have or had: for the search of the whole site."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils.translation import get_language

from pages.search.names import Named
from schools.register import page_types

from .folding import fold
from .language import MOST_WORDS
from .models import SchoolWord, WordKind
from .terms import Term, terms_of

NAMES = (WordKind.NAME, WordKind.FORMER, WordKind.ALTERNATIVE)
BESIDES = (*NAMES, WordKind.LEVEL)  # “Merkin middle”
MOST = 5  # schools that one name can mean; words that more have are no name: “high school”, “academy”


def named(text: str) -> Named:
    """The public profiles, in the language of the request, of the schools that have every word of `text` in their
    names: two queries. A place or a program names no school."""
    words = fold(text).split()[:MOST_WORDS]
    terms, unknown = terms_of([(word,) for word in words])
    if unknown or not terms:
        return Named()
    found = page_types.profiles().filter(locale__language_code=get_language()).listed()
    found = found.filter(_have(max(terms, key=lambda term: term.rarity), NAMES))  # what else would they be named by?
    for term in terms:
        found = found.filter(_have(term, BESIDES))
    now = [_have(term, (WordKind.NAME,)) for term in terms]
    found = found.annotate(is_name=ExpressionWrapper(Q(*now), BooleanField()))
    slips = [term for term in terms if term.slip]
    columns = {f"meant_{n}": Subquery(_words(term, BESIDES)[:1]) for n, term in enumerate(slips)}
    rows = list(found.annotate(**columns).order_by("-is_name", "title").values("pk", *columns)[: MOST + 1])
    if not rows or len(rows) > MOST:
        return Named()
    meant = {term.typed: rows[0][column] for term, column in zip(slips, columns, strict=True)}
    return Named(
        pages=tuple(row["pk"] for row in rows),
        is_whole=all(term.is_exact for term in terms),
        meant=" ".join(meant.get(word, word) for word in words) if slips else "",
    )


def _have(term: Term, kinds) -> Exists:
    return Exists(_words(term, kinds))


def _words(term: Term, kinds):
    """The words of the school of a profile that `term` may stand for."""
    words = SchoolWord.objects.filter(school=OuterRef("school_id"), word__in=term.candidates, kind__in=kinds)
    return words.order_by("word").values("word")
