"""All models of the app, which are defined in its packages."""

from schools.changes.models import ChangeSet as ChangeSet
from schools.changes.models import RecordChange as RecordChange
from schools.changes.models import State as State
from schools.desk.models import *
from schools.events.models import *
from schools.exchange.models import Upload as Upload
from schools.finder.models import *
from schools.lifecycle.models import PlannedChange as PlannedChange
from schools.mistakes.models import MistakeReport as MistakeReport
from schools.postings.models import *
from schools.profiles.models import *
from schools.register.models import *
from schools.results.models import AreaResult as AreaResult
from schools.results.models import Result as Result
from schools.state_data.models import KeptDifference as KeptDifference
