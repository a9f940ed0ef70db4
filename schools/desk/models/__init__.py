from .confirmation import Confirmation, Part, Reminder
from .notice import SchoolNotice
from .profile_approval import ProfileApproval
from .proposal import Decision, Proposal

__all__ = [
    "Confirmation",
    "Decision",
    "Part",
    "ProfileApproval",
    "Proposal",
    "Reminder",
    "SchoolNotice",
]
