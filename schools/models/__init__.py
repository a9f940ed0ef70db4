from .campus import Campus
from .languages import Language
from .miss import SearchMiss
from .place import Place, PlaceKind
from .program import Program
from .school import FormerName, Level, School, SchoolDeletion

from .confirmation import Confirmation, Part, Reminder  # isort: skip (builds on school)
from .batch import BatchPurpose, BatchState, ImportBatch, ImportedRecord, KeptDifference  # isort: skip (builds on school)
from .enrollment import Applications, Enrollment  # isort: skip
from .mistake import MistakeReport  # isort: skip
from .next_school import NextSchool  # isort: skip
from .notice import SchoolNotice  # isort: skip
from .proposal import Decision, Proposal  # isort: skip
from .recognition import Recognition  # isort: skip
from .register_columns import RegisterColumns  # isort: skip
from .record import Measure, Result, SchoolStateRecord, StateRecord  # isort: skip
from .synonym import Meaning, Synonym  # isort: skip
from .team import SchoolTeam  # isort: skip
from .words import IndexedWord, SchoolWord, WordKind  # isort: skip
from .page import SchoolPage  # isort: skip
from .story import StorySchool  # isort: skip
from .index import SchoolIndexPage  # isort: skip
from .requirement import Artifact, Condition, Cycle, Duty, Owner, Requirement, Scope, Topic  # isort: skip
from .posting import Posting, PostingReminder  # isort: skip
from .listed import ListedProfile  # isort: skip
from .approval import ProfileApproval  # isort: skip

__all__ = [
    "Applications",
    "Artifact",
    "BatchPurpose",
    "BatchState",
    "Campus",
    "Condition",
    "Confirmation",
    "Cycle",
    "Decision",
    "Duty",
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
    "Owner",
    "Part",
    "Place",
    "PlaceKind",
    "Posting",
    "PostingReminder",
    "ProfileApproval",
    "Program",
    "Proposal",
    "Recognition",
    "RegisterColumns",
    "Reminder",
    "Requirement",
    "Result",
    "School",
    "SchoolDeletion",
    "SchoolIndexPage",
    "SchoolNotice",
    "SchoolPage",
    "SchoolStateRecord",
    "SchoolTeam",
    "SchoolWord",
    "Scope",
    "SearchMiss",
    "StateRecord",
    "StorySchool",
    "Synonym",
    "Topic",
    "WordKind",
]
