"""Who can write and end which school's notices. Every view checks here."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from schools.register.models import School
from schools.register.permissions import own_schools

CHANGE = "schools.change_schoolnotice"


def keeps_all(user) -> bool:
    """Return whether `user` can change the notices of every school, as Communications and the office can."""
    return user.has_perm(CHANGE)


def school_of(user, slug: str, lock: bool = False) -> School:
    """Return the school `slug`, locked for a change if `lock`.

    Raises PermissionDenied if `user` cannot change its notices. School editors get the same error for a school that
    does not exist.
    """
    schools = School.objects.all()
    if not keeps_all(user):
        schools = schools.filter(pk__in=own_schools(user).values("pk"))
        if not schools.filter(slug=slug).exists():
            raise PermissionDenied
    return get_object_or_404(schools.select_for_update(of=("self",)) if lock else schools, slug=slug)
