"""Who can open which school desk, and write which school's notices. All views of the desk ask here."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from schools.register.models import School
from schools.register.permissions import keeps_register, own_schools


def schools_of(user):
    """Return the schools whose desks `user` can open."""
    return School.objects.all() if keeps_register(user) else own_schools(user)


def keeps_notices(user) -> bool:
    """Return whether `user` can change the notices of every school, as Communications and the office can."""
    return user.has_perm("schools.change_schoolnotice")


def desk_school(user, slug: str, *, lock: bool = False, keeps_all=keeps_register) -> School:
    """Return the school `slug`, locked for a change if `lock`.

    Raises PermissionDenied if `user` neither `keeps_all` schools nor edits this one. School editors get the same error
    for a school that does not exist.
    """
    schools = School.objects.all()
    if not keeps_all(user):
        schools = schools.filter(pk__in=own_schools(user).values("pk"))
        if not schools.filter(slug=slug).exists():
            raise PermissionDenied
    schools = schools.select_for_update(of=("self",)) if lock else schools.select_related("campus")
    return get_object_or_404(schools, slug=slug)
