from .answer import Answer
from .listed_profile import ListedProfile
from .search_miss import SearchMiss
from .synonym import Meaning, Synonym
from .words import IndexedWord, SchoolWord, WordKind

__all__ = [
    "Answer",
    "IndexedWord",
    "ListedProfile",
    "Meaning",
    "SchoolWord",
    "SearchMiss",
    "Synonym",
    "WordKind",
]
