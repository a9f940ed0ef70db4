from .posting import Posting, PostingReminder
from .requirement import Artifact, Condition, Cycle, Duty, Owner, Requirement, Scope, Topic
from .sign_off import Side, SignOff

__all__ = [
    "Artifact",
    "Condition",
    "Cycle",
    "Duty",
    "Owner",
    "Posting",
    "PostingReminder",
    "Requirement",
    "Scope",
    "Side",
    "SignOff",
    "Topic",
]
