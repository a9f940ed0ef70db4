"""Whose notices somebody may write and end. Every view asks here, school by school."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from schools.register.models import School
from schools.register.permissions import own_schools

CHANGE = "schools.change_schoolnotice"


def keeps_all(user) -> bool:
    """Whether `user` keeps the notices of every school, as Communications and the office do."""
    return user.has_perm(CHANGE)


def school_of(user, slug: str, lock: bool = False) -> School:
    """The school `slug`, if `user` keeps its notices, held for whoever changes them if `lock`. Says the same of others'
    schools and of those that do not exist."""
    found = School.objects.all()
    if not keeps_all(user):
        found = found.filter(pk__in=own_schools(user).values("pk"))
        if not found.filter(slug=slug).exists():
            raise PermissionDenied
    return get_object_or_404(found.select_for_update(of=("self",)) if lock else found, slug=slug)
