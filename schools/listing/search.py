"""Search of the listing, with the words of the school finder (`schools.finder`).

It finds present and former names, codes, places, and programs, also half typed or with a typo, and combines with the
filters.
"""

from django.db.models import BooleanField, ExpressionWrapper, Q

from schools.finder.folding import words_of
from schools.finder.language import MOST_WORDS
from schools.finder.network import WordKind, network
from schools.finder.terms import terms_of


def matching_schools(schools, text: str, *, best_first: bool = True):
    """Return those of `schools` that have every word of `text`. Words that nearly every school has are ignored.

    With `best_first`, schools with all words in their present name come first.
    """
    terms, unknown = terms_of([(word,) for word in words_of(text)[:MOST_WORDS]])
    if unknown:
        return schools.none()
    if not terms:
        return schools
    schools = schools.filter(_have_all(terms, WordKind))
    if best_first:
        is_named = ExpressionWrapper(_have_all(terms, [WordKind.NAME]), BooleanField())
        schools = schools.annotate(is_named=is_named).order_by("-is_named", *schools.query.order_by)
    return schools


def _have_all(terms, kinds) -> Q:
    return Q(pk__in=set.intersection(*(network().schools_with(term.candidates, kinds) for term in terms)))
