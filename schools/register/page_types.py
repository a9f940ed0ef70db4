"""The page types that show schools, for packages that cannot import `schools.profiles`.

`schools.apps` registers them.
"""

from wagtail.models import Page
from wagtail.query import PageQuerySet

from pages.content_cache import memoized
from toolkit.visibility import public

_types: dict[str, type[Page]] = {}


def register(*, profile: type[Page], school_list: type[Page]) -> None:
    _types.update(profile=profile, school_list=school_list)


def profiles() -> PageQuerySet:
    """Return all profiles, public or not. Use the queryset's `at` to find one by its address."""
    return _types["profile"].objects.all()


def has_public_profile(school) -> bool:
    """Return whether families see changes of `school`."""
    return profiles().live().public().filter(school=school).exists()


@memoized
def school_list(language: str) -> Page | None:
    """Return the public school list in `language`, or None."""
    return public(_types["school_list"].objects.filter(locale__language_code=language)).first()
