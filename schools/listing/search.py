"""Search of the listing, with the words of the school finder (`schools.finder`).

It finds present and former names, codes, places, and programs, also half typed or with a typo, and combines with the
filters.
"""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from schools.finder.folding import words_of
from schools.finder.language import MOST_WORDS
from schools.finder.models import SchoolWord, WordKind
from schools.finder.terms import terms_of

ANYWHERE, NOW = tuple(WordKind), (WordKind.NAME,)


def matching_schools(schools, text: str, *, best_first: bool = True):
    """Return those of `schools` that have every word of `text`. Words that nearly every school has are ignored.

    With `best_first`, schools with all words in their present name come first.
    """
    terms, unknown = terms_of([(word,) for word in words_of(text)[:MOST_WORDS]])
    if unknown:
        return schools.none()
    for term in terms:
        schools = schools.filter(_has(term, ANYWHERE))
    if terms and best_first:
        named = Q(*(_has(term, NOW) for term in terms))
        schools = schools.annotate(is_named=ExpressionWrapper(named, BooleanField()))
        schools = schools.order_by("-is_named", *schools.query.order_by)
    return schools


def _has(term, kinds) -> Exists:
    return Exists(SchoolWord.objects.filter(school=OuterRef("pk"), word__in=term.candidates, kind__in=kinds))
