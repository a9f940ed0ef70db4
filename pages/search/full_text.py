"""Full-text search in pages and documents, in one query."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.db.models import F, Value
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText


class Kind(StrEnum):
    PAGE = "page"
    DOCUMENT = "document"
    LINK = "link"  # to another site, recommended by staff


Key = tuple[Kind, int]


class Way(IntEnum):
    """How much of the search text a result has, best first."""

    ALL = 0  # all words
    BEGUN = 1  # a title that begins with them: half-typed names, titles of stop words only (“Who we are”)
    SOME = 2  # some of the words


@dataclass(frozen=True)
class Matches:
    """The results of the best `way` that found anything: pages before documents, each best first."""

    way: Way = Way.SOME
    keys: tuple[Key, ...] = ()


def matching(words: str, pages, documents, *, some: bool = False) -> Matches:
    """Return the pages and documents that match `words`; partial matches only if `some`.

    Queries and ranks Wagtail's index like `pages.search(words)`, which needs one query per way and kind and cannot
    filter by a subquery.
    """
    queries = [
        _rows(queryset, kind, words, way)
        for queryset, kind in ((pages, Kind.PAGE), (documents, Kind.DOCUMENT))
        for way in (Way if some else (Way.ALL, Way.BEGUN))
    ]
    matching_rows = sorted(queries[0].union(*queries[1:], all=True))
    if not matching_rows:
        return Matches()
    best = Way(matching_rows[0][0])
    return Matches(best, tuple((Kind(kind), pk) for way, _order, _rank, pk, kind in matching_rows if way == best))


def _rows(queryset, kind: Kind, words: str, way: Way):
    """Return the rows of one kind and way, in a form that sorts by relevance."""
    backend = get_search_backend()
    compiles = backend.autocomplete_query_compiler_class if way == Way.BEGUN else backend.query_compiler_class
    compiler = compiles(queryset, PlainText(words, operator="or" if way == Way.SOME else "and"))
    results = compiler.search(compiler.get_config(backend), None, None, score_field="rank").order_by()
    results = results.annotate(way=Value(way.value), order=Value(list(Kind).index(kind)), kind=Value(kind.value))
    return results.annotate(worst=-F("rank")).values_list("way", "order", "worst", "pk", "kind")
