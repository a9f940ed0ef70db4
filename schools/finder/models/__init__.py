from .answer import Answer
from .search_miss import SearchMiss
from .synonym import Meaning, Synonym

__all__ = ["Answer", "Meaning", "SearchMiss", "Synonym"]
