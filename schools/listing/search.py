"""Which schools of the listing a text means, by the words that families find them by (`schools.finder`): names now and
formerly, codes, places, programs, as they are, half typed, or with a slip. A filter like the others: they combine."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from schools.finder.folding import words_of
from schools.finder.language import MOST_WORDS
from schools.finder.models import SchoolWord, WordKind
from schools.finder.terms import terms_of

ANYWHERE, NOW = tuple(WordKind), (WordKind.NAME,)


def found(schools, text: str, *, best_first: bool = True):
    """Those of `schools` that have every word of `text`; with `best_first` before all others those whose present name
    has them. Words that nearly every school has ask nothing."""
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
