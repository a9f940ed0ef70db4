"""The pages that visitors can see."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func
from wagtail.models import PageViewRestriction


class BeginsWithAny(Func):
    """Whether a text begins with any text of an array. PostgreSQL builds the array once for all rows."""

    template = "(%(expressions)s))"
    arg_joiner = " ^@ ANY("
    arity = 2
    output_field = BooleanField()


def public(pages):
    """Return the live pages of the queryset `pages` without a view restriction on them or above them.

    The same pages as Wagtail's `.live().public()`, which first runs a query for all restrictions.
    """
    return pages.live().exclude(BeginsWithAny("path", ArraySubquery(PageViewRestriction.objects.values("page__path"))))
