"""The site's word list for correcting misspellings, derived from the search index."""

import re
from collections.abc import Iterable

from wagtail.search.models import IndexEntry

from media.normalization import plain
from pages.models.word import SiteWord

LETTERS = re.compile(r"\b[^\W\d_]{3,40}\b")  # no numbers, and no words so short that any typo makes another word
AT_ONCE = 2000


def words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in LETTERS.findall(plain(text).lower())}


def learn(entries) -> None:
    """Add the words of the index entries `entries` to the list."""
    words = sorted(words_of(_texts(entries)))  # sorted, so that two simultaneous saves cannot deadlock
    SiteWord.objects.bulk_create((SiteWord(word=word) for word in words), AT_ONCE, ignore_conflicts=True)


def forget_gone() -> None:
    """Remove words that are no longer in the index."""
    known = list(SiteWord.objects.values_list("pk", "word"))  # read first, so that words indexed in the meantime stay
    kept = words_of(_texts(IndexEntry.objects.all()))
    gone = [pk for pk, word in known if word not in kept]
    for start in range(0, len(gone), AT_ONCE):
        SiteWord.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()


def _texts(entries) -> Iterable[str]:
    for title, body in entries.values_list("title_text", "body_text").iterator():
        yield title
        yield body
