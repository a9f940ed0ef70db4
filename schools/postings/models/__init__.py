from .posting import Posting, archive
from .requirement import Artifact, Condition, Cycle, Duty, Owner, Requirement, Scope, Topic
from .sign_off import Side, SignOff

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
