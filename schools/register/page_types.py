"""The page types that show schools, for packages that cannot import `schools.profiles`."""

from typing import Any

from django.apps import apps
from wagtail.models import Page
from wagtail.query import PageQuerySet

from pages.content_cache import memoized
from toolkit.visibility import public


def profiles() -> PageQuerySet:
    """Return all profiles, public or not. Use the queryset's `at` to find one by its address."""
    profile: Any = apps.get_model("schools.SchoolPage")
    return profile.objects.all()


def has_public_profile(school) -> bool:
    """Return whether families see changes of `school`."""
    return profiles().live().public().filter(school=school).exists()


@memoized
def school_list(language: str) -> Page | None:
    """Return the public school list in `language`, or None. Requests share it: ask it for no address without theirs."""
    model: Any = apps.get_model("schools.SchoolIndexPage")
    return public(model.objects.filter(locale__language_code=language)).first()
