"""Whose postings somebody may see and keep. Every view and every list asks here, school by school."""

from django.db.models import QuerySet

from schools.models import School

VIEW, CHANGE = "schools.view_posting", "schools.change_posting"


def may_look(user) -> bool:
    """Whether the tracker is theirs at all."""
    return user.has_perm(VIEW) or user.has_perm(CHANGE)


def schools_of(user) -> QuerySet[School]:
    """The schools whose postings `user` may see."""
    return School.objects.all() if may_look(user) else School.objects.none()


def sees_network(user) -> bool:
    return may_look(user)


def may_keep(user, school: School | None) -> bool:
    """Whether `user` may post for `school`, or for the network (None)."""
    return user.has_perm(CHANGE)
