from .posting import Posting, PostingReminder
from .requirement import Artifact, Condition, Cycle, Duty, Owner, Requirement, Scope, Topic

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
    "Topic",
]
