from .applications import Applications
from .campus import Campus
from .enrollment import Enrollment
from .hours import HoursField, times_of, written
from .languages import ChoicesField
from .next_school import NextSchool
from .offering import Offering, OfferingTopic
from .place import Place, PlaceKind
from .program import Program
from .recognition import Recognition
from .school import FormerName, School, SchoolDeletion
from .season import ApplicationForm, EnrollmentSeason, InformationSession
from .state_record import SchoolStateRecord, StateRecord
from .team import SchoolTeam
from .week import WeekField

__all__ = [
    "ApplicationForm",
    "Applications",
    "Campus",
    "ChoicesField",
    "Enrollment",
    "EnrollmentSeason",
    "FormerName",
    "HoursField",
    "InformationSession",
    "NextSchool",
    "Offering",
    "OfferingTopic",
    "Place",
    "PlaceKind",
    "Program",
    "Recognition",
    "School",
    "SchoolDeletion",
    "SchoolStateRecord",
    "SchoolTeam",
    "StateRecord",
    "WeekField",
    "times_of",
    "written",
]
