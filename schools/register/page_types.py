"""The pages that show schools, for rooms that may not know them: `schools.profiles` registers its page types here."""

from wagtail.models import Page
from wagtail.query import PageQuerySet

_types: dict[str, type[Page]] = {}


def register(*, profile: type[Page], school_list: type[Page]) -> None:
    _types.update(profile=profile, school_list=school_list)


def profiles() -> PageQuerySet:
    """All profiles, public or not. Their querysets find the one `at` an address."""
    return _types["profile"].objects.all()


def school_lists() -> PageQuerySet:
    """All lists of schools, public or not."""
    return _types["school_list"].objects.all()
