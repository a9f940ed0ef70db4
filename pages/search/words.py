"""The site's word list for correcting misspellings, derived from the search index."""

import re
from collections.abc import Iterable

from wagtail.search.models import IndexEntry

from media.words import plain
from pages.models.word import SiteWord

LETTERS = re.compile(r"\b[^\W\d_]{3,40}\b")  # no numbers, and no words so short that any typo makes another word
BATCH_SIZE = 2000


def words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in LETTERS.findall(plain(text).lower())}


def learn(entries) -> None:
    """Add the words of the index entries `entries` to the list."""
    words = sorted(words_of(_texts(entries)))  # sorted, so that two simultaneous saves cannot deadlock
    SiteWord.objects.bulk_create((SiteWord(word=word) for word in words), BATCH_SIZE, ignore_conflicts=True)


def forget_gone() -> None:
    """Remove words that are no longer in the index."""
    listed = list(SiteWord.objects.values_list("pk", "word"))  # read first, so that words indexed in the meantime stay
    indexed = words_of(_texts(IndexEntry.objects.all()))
    unused_ids = [pk for pk, word in listed if word not in indexed]
    for start in range(0, len(unused_ids), BATCH_SIZE):
        SiteWord.objects.filter(pk__in=unused_ids[start : start + BATCH_SIZE]).delete()


def _texts(entries) -> Iterable[str]:
    for title, body in entries.values_list("title_text", "body_text").iterator():
        yield title
        yield body
