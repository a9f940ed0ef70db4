"""Whose records are whose: the schools that somebody edits, and who keeps them all."""

from .models import School


def own_schools(user):
    """The schools that `user` is an editor of."""
    return School.objects.filter(team__group__user=user).distinct()


def keeps_register(user) -> bool:
    """Whether `user` decides for every school, as the Listings manager does."""
    return user.has_perm("schools.change_school")
