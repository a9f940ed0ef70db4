from .confirmation import Confirmation, Part
from .notice import SchoolNotice
from .profile_approval import ProfileApproval
from .proposal import Decision, Proposal

__all__ = [
    "Confirmation",
    "Decision",
    "Part",
    "ProfileApproval",
    "Proposal",
    "SchoolNotice",
]
