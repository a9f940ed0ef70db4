from .applications import ApplicationForm, Applications, Enrollment, EnrollmentSeason, InformationSession
from .campus import Campus, Place, PlaceKind
from .hours import HoursField, WeekField, written
from .languages import ChoicesField
from .lists import FormerName, Offering, OfferingTopic, Recognition
from .next_school import NextSchool
from .program import Program
from .school import School, SchoolDeletion
from .state_record import SchoolStateRecord, StateRecord
from .team import SchoolTeam
