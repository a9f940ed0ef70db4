"""Who can edit which schools in the register."""

from .models import School


def own_schools(user):
    """Return the schools that `user` is an editor of."""
    return School.objects.filter(team__group__user=user).distinct()


def keeps_register(user) -> bool:
    """Return whether `user` can change every school, as a Listings manager can."""
    return user.has_perm("schools.change_school")
