"""Whose postings somebody may see and keep. Every view and every list asks here, school by school.

Whoever keeps the listings has them all, and the network's; the editors of a school have those of their school.
"""

from django.db.models import QuerySet

from schools.register.models import School
from schools.register.permissions import own_schools

from .models import Posting

VIEW, CHANGE, DELETE = "schools.view_posting", "schools.change_posting", "schools.delete_posting"


def sees_network(user) -> bool:
    """Whether `user` sees the network's, and every school's."""
    return user.has_perm(VIEW) or user.has_perm(CHANGE)


def may_look(user) -> bool:
    """Whether any of the tracker is theirs."""
    return sees_network(user) or bool(_own(user))


def schools_of(user) -> QuerySet[School]:
    """The schools whose postings `user` may see."""
    return School.objects.all() if sees_network(user) else own_schools(user)


def may_keep(user, school: School | None) -> bool:
    """Whether `user` may post for `school`, or for the network (None)."""
    return user.has_perm(CHANGE) or _is_own(user, school)


def may_delete(user, posting: Posting) -> bool:
    """A school deletes what it posted itself, such as the wrong file; the rest is the office's."""
    return user.has_perm(DELETE) or (posting.posted_by_id == user.pk and _is_own(user, posting.school))


def _is_own(user, school: School | None) -> bool:
    return school is not None and school.pk in _own(user)


def _own(user) -> set[int]:
    """The keys of the schools that `user` is an editor of, asked once a request."""
    if not hasattr(user, "_own_schools"):
        user._own_schools = set(own_schools(user).values_list("pk", flat=True))
    return user._own_schools
