"""Whose desk is whose. The one place that says so."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from schools.register.models import School
from schools.register.permissions import keeps_register, own_schools


def schools_of(user):
    """The schools whose desk is open to `user`."""
    return School.objects.all() if keeps_register(user) else own_schools(user)


def desk_school(user, slug: str, lock: bool = False) -> School:
    """The school `slug`, if its desk is open to `user`, held for whoever changes it if `lock`. Says the same of
    others' schools and of those that do not exist."""
    if keeps_register(user):
        found = School.objects.all()
    else:
        found = School.objects.filter(pk__in=own_schools(user).values("pk"))
        if not found.filter(slug=slug).exists():
            raise PermissionDenied
    found = found.select_for_update(of=("self",)) if lock else found.select_related("campus")
    return get_object_or_404(found, slug=slug)
