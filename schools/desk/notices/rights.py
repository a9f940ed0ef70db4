"""Who can write and end which school's notices. Every view checks here."""

from schools.desk import access
from schools.register.models import School

CHANGE = "schools.change_schoolnotice"


def keeps_all(user) -> bool:
    """Return whether `user` can change the notices of every school, as Communications and the office can."""
    return user.has_perm(CHANGE)


def school_of(user, slug: str, lock: bool = False) -> School:
    """Return the school `slug`, if `user` can change its notices (`access.school_for`)."""
    return access.school_for(user, slug, keeps_all=keeps_all(user), lock=lock)
