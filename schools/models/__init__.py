from .campus import Campus
from .school import FormerName, Level, School

from .record import Measure, Result, SchoolStateRecord, StateRecord  # isort: skip (builds on school)
from .page import SchoolPage  # isort: skip
from .story import StorySchool  # isort: skip
from .index import SchoolIndexPage  # isort: skip

__all__ = [
    "Campus",
    "FormerName",
    "Level",
    "Measure",
    "Result",
    "School",
    "SchoolIndexPage",
    "SchoolPage",
    "SchoolStateRecord",
    "StateRecord",
    "StorySchool",
]
