from .posting import Posting, Side, SignOff, archive
from .requirement import Artifact, Condition, Cycle, Duty, Owner, Requirement, Scope, Topic

__all__ = [
    "Artifact",
    "Condition",
    "Cycle",
    "Duty",
    "Owner",
    "Posting",
    "Requirement",
    "Scope",
    "Side",
    "SignOff",
    "Topic",
    "archive",
]
