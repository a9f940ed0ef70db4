"""The page types that show schools, for packages that cannot import `schools.profiles`."""

from typing import Any

from django.apps import apps
from wagtail.query import PageQuerySet


def profiles() -> PageQuerySet:
    """Return all profiles, public or not. Use the queryset's `at` to find one by its address."""
    profile: Any = apps.get_model("schools.SchoolPage")
    return profile.objects.all()


def has_public_profile(school) -> bool:
    """Return whether families see changes of `school`."""
    return profiles().live().public().filter(school=school).exists()


def school_lists() -> PageQuerySet:
    """Return all school lists, public or not."""
    school_list: Any = apps.get_model("schools.SchoolIndexPage")
    return school_list.objects.all()
