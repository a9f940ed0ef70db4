"""Whose desk is whose. The one place that says so."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from schools.models import School


def own_schools(user):
    """The schools that `user` is an editor of."""
    return School.objects.filter(team__group__user=user).distinct()


def keeps_register(user) -> bool:
    """Whether `user` decides for every school, as the Listings manager does."""
    return user.has_perm("schools.change_school")


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
