from .posting import Posting, Side, SignOff, archive
from .requirement import Artifact, Condition, Cycle, Duty, Owner, Requirement, Scope, Topic
