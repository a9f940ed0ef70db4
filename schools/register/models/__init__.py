from .campus import Campus
from .enrollment import Applications, Enrollment
from .languages import Language
from .next_school import NextSchool
from .place import Place, PlaceKind
from .program import Program
from .recognition import Recognition
from .school import FormerName, Level, School, SchoolDeletion
from .state_record import SchoolStateRecord, StateRecord
from .team import SchoolTeam

__all__ = [
    "Applications",
    "Campus",
    "Enrollment",
    "FormerName",
    "Language",
    "Level",
    "NextSchool",
    "Place",
    "PlaceKind",
    "Program",
    "Recognition",
    "School",
    "SchoolDeletion",
    "SchoolStateRecord",
    "SchoolTeam",
    "StateRecord",
]
