"""Permissions for postings, per school. Every view and list uses these functions.

Listings managers can edit all postings. School editors can edit those of their school.
"""

from django.db.models import QuerySet

from schools.register.models import School
from schools.register.permissions import own_schools

from .models import Posting

VIEW, CHANGE, DELETE = "schools.view_posting", "schools.change_posting", "schools.delete_posting"


def sees_network(user) -> bool:
    """Whether `user` can see the postings of the network and of all schools."""
    return user.has_perm(VIEW) or user.has_perm(CHANGE)


def may_look(user) -> bool:
    """Whether `user` can see any part of the tracker."""
    return sees_network(user) or bool(_own(user))


def schools_of(user) -> QuerySet[School]:
    """Return the schools whose postings `user` can see."""
    return School.objects.all() if sees_network(user) else own_schools(user)


def may_keep(user, school: School | None) -> bool:
    """Whether `user` can post for `school`, or for the network (None)."""
    return user.has_perm(CHANGE) or _is_own(user, school)


def may_delete(user, posting: Posting) -> bool:
    """Whether `user` can delete `posting`. School editors can delete only what they posted, such as a wrong file."""
    return user.has_perm(DELETE) or (posting.posted_by_id == user.pk and _is_own(user, posting.school))


def _is_own(user, school: School | None) -> bool:
    return school is not None and school.pk in _own(user)


def _own(user) -> set[int]:
    """Return the keys of the schools that `user` edits. Cached on the user, so once per request."""
    if not hasattr(user, "_own_schools"):
        user._own_schools = set(own_schools(user).values_list("pk", flat=True))
    return user._own_schools
