"""Find schools by a current or former name, for the site search."""

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from pages.content_cache import memo
from pages.search.names import Named
from schools.register import page_types

from .folding import fold
from .language import MOST_WORDS
from .models import WordKind
from .nearby import open_near
from .terms import Term, terms_of

NAMES = [WordKind.NAME, WordKind.FORMER, WordKind.ALTERNATIVE]
NAMES_AND_LEVEL = [*NAMES, WordKind.LEVEL]  # “Merkin middle”
MOST = 5  # schools per name; words shared by more are not a name: “high school”, “academy”

# Each profile of a school that has every word, the rarest one in a name. `meant` has a matching word for each.
NAMED = """
WITH found AS (
  SELECT found.school_id, asked.term, min(found.word) AS word,
         bool_or(found.kind = %s) AS is_name, bool_or(found.kind = ANY(%s)) AS in_name
  FROM unnest(%s::int[], %s::text[]) AS asked(term, word) JOIN schools_schoolword AS found USING (word)
  WHERE found.kind = ANY(%s) GROUP BY found.school_id, asked.term
), named AS (
  SELECT school_id, bool_and(is_name) AS is_name, array_agg(word ORDER BY term) AS meant
  FROM found GROUP BY school_id HAVING count(*) = %s AND bool_or(in_name AND term = %s)
)
SELECT page, last_day, meant
FROM named JOIN ({profiles}) AS profile(page, school, title, last_day) ON school = school_id
ORDER BY is_name DESC, title LIMIT %s
"""


def named(text: str) -> Named:
    """Return the public profiles, in the request's language, of schools with every word of `text` in their names.

    A closed school comes with open ones near it. Two queries, or three for a closed school. Places and programs do not
    count as names.
    """
    words = fold(text).split()[:MOST_WORDS]
    terms, unknown = terms_of([(word,) for word in words])
    if unknown or not terms:
        return Named()
    rows = _rows(terms)
    if not rows or len(rows) > MOST:
        return Named()
    pages = [page for page, _last_day, _meant in rows]
    if all(last_day and last_day < timezone.localdate() for _page, last_day, _meant in rows):
        pages += open_near(pages, page_types.school_lists().filter(locale__language_code=get_language()))
    _page, _last_day, meant = rows[0]
    corrections = {term.typed: word for term, word in zip(terms, meant, strict=True) if term.slip}
    return Named(
        pages=tuple(pages),
        is_whole=all(term.is_exact for term in terms),
        meant=" ".join(corrections.get(word, word) for word in words) if corrections else "",
    )


def _rows(terms: list[Term]) -> list[tuple]:
    """Return (profile, last day of the school, its matching words) for the best profiles, one more than `MOST`."""
    rarest = max(range(len(terms)), key=lambda number: terms[number].rarity)
    asked = [(number, word) for number, term in enumerate(terms) for word in term.candidates]
    numbers, words = (list(column) for column in zip(*asked, strict=True))
    language = get_language()
    profiles, params = memo(("profiles to name", language), lambda: _profiles(language))
    kinds = [WordKind.NAME, NAMES, numbers, words, NAMES_AND_LEVEL, len(terms), rarest]
    with connection.cursor() as cursor:
        cursor.execute(NAMED.format(profiles=profiles), [*kinds, *params, MOST + 1])
        return cursor.fetchall()


def _profiles(language: str) -> tuple[str, tuple]:
    """Return the query for public profiles, and its parameters. Building it takes longer than running it."""
    profiles = page_types.profiles().filter(locale__language_code=language).listed().order_by()
    return profiles.values_list("pk", "school", "title", "school__closed").query.sql_with_params()
