"""Find schools by a current or former name, for the site search."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from pages.search.names import Named
from schools.register import page_types

from .folding import fold
from .language import MOST_WORDS
from .models import SchoolWord, WordKind
from .nearby import open_near
from .terms import Term, terms_of

NAMES = (WordKind.NAME, WordKind.FORMER, WordKind.ALTERNATIVE)
NAMES_AND_LEVEL = (*NAMES, WordKind.LEVEL)  # “Merkin middle”
MOST = 5  # schools per name; words shared by more are not a name: “high school”, “academy”


def named(text: str) -> Named:
    """Return the public profiles, in the request's language, of schools with every word of `text` in their names.

    A closed school comes with open ones near it. Two queries, or three for a closed school. Places and programs do not
    count as names.
    """
    words = fold(text).split()[:MOST_WORDS]
    terms, unknown = terms_of([(word,) for word in words])
    if unknown or not terms:
        return Named()
    profiles = page_types.profiles().filter(locale__language_code=get_language()).listed()
    profiles = profiles.filter(
        _have(max(terms, key=lambda term: term.rarity), NAMES)
    )  # the rarest word must be in a name
    for term in terms:
        profiles = profiles.filter(_have(term, NAMES_AND_LEVEL))
    name_filters = [_have(term, (WordKind.NAME,)) for term in terms]
    profiles = profiles.annotate(is_name=ExpressionWrapper(Q(*name_filters), BooleanField()))
    slips = [term for term in terms if term.slip]
    columns = {f"meant_{n}": Subquery(_words(term, NAMES_AND_LEVEL)[:1]) for n, term in enumerate(slips)}
    columns |= {"last_day": F("school__closed")}
    rows = list(profiles.annotate(**columns).order_by("-is_name", "title").values("pk", *columns)[: MOST + 1])
    if not rows or len(rows) > MOST:
        return Named()
    pages = [row["pk"] for row in rows]
    if all(row["last_day"] and row["last_day"] < timezone.localdate() for row in rows):
        pages += open_near(pages, page_types.school_lists().filter(locale__language_code=get_language()))
    corrections = {term.typed: rows[0][f"meant_{n}"] for n, term in enumerate(slips)}
    return Named(
        pages=tuple(pages),
        is_whole=all(term.is_exact for term in terms),
        meant=" ".join(corrections.get(word, word) for word in words) if slips else "",
    )


def _have(term: Term, kinds) -> Exists:
    return Exists(_words(term, kinds))


def _words(term: Term, kinds):
    """Return the words of a profile's school that match `term`."""
    words = SchoolWord.objects.filter(school=OuterRef("school_id"), word__in=term.candidates, kind__in=kinds)
    return words.order_by("word").values("word")
