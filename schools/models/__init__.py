from .campus import Campus
from .languages import Language
from .miss import SearchMiss
from .place import Place, PlaceKind
from .program import Program
from .school import FormerName, Level, School, SchoolDeletion

from .batch import BatchPurpose, BatchState, ImportBatch, ImportedRecord, KeptDifference  # isort: skip (builds on school)
from .enrollment import Applications, Enrollment  # isort: skip
from .mistake import MistakeReport  # isort: skip
from .next_school import NextSchool  # isort: skip
from .recognition import Recognition  # isort: skip
from .record import Measure, Result, SchoolStateRecord, StateRecord  # isort: skip
from .synonym import Meaning, Synonym  # isort: skip
from .words import IndexedWord, SchoolWord, WordKind  # isort: skip
from .page import SchoolPage  # isort: skip
from .story import StorySchool  # isort: skip
from .index import SchoolIndexPage  # isort: skip
from .listed import ListedProfile  # isort: skip

__all__ = [
    "Applications",
    "BatchPurpose",
    "BatchState",
    "Campus",
    "Enrollment",
    "FormerName",
    "ImportBatch",
    "ImportedRecord",
    "IndexedWord",
    "KeptDifference",
    "Language",
    "Level",
    "ListedProfile",
    "Meaning",
    "Measure",
    "MistakeReport",
    "NextSchool",
    "Place",
    "PlaceKind",
    "Program",
    "Recognition",
    "Result",
    "School",
    "SchoolDeletion",
    "SchoolIndexPage",
    "SchoolPage",
    "SchoolStateRecord",
    "SchoolWord",
    "SearchMiss",
    "StateRecord",
    "StorySchool",
    "Synonym",
    "WordKind",
]
