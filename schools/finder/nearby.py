"""Open schools in place of a closed one: the school that follows it, then the nearest of its level."""

from django.db.models import Case, Exists, F, Q, Subquery, Value, When
from django.utils import timezone
from wagtail.models import PageViewRestriction

from schools.register.models import School
from toolkit.visibility import public

from .models import ListedProfile

MOST = 3


def open_near(pages: list[int], lists) -> list[int]:
    """Return the keys of profiles of open schools in `lists`, a queryset, near the first of the profiles `pages`.

    None if one of `pages` is of an open school. One query.
    """
    today = timezone.localdate()
    is_open = Q(closed__isnull=True) | Q(closed__gte=today)
    first = ListedProfile.objects.filter(page=pages[0])
    successor = Subquery(School.objects.filter(pk__in=first.values("school")).values("successor")[:1])
    # Profiles are listed if they are live. Asking each of 10,000 whether it is public would take most of the time.
    rows = ListedProfile.objects.filter(is_open, list__in=public(lists))
    rows = rows.exclude(page__in=PageViewRestriction.objects.values("page"))
    rows = rows.filter(~Exists(ListedProfile.objects.filter(is_open, page__in=pages)), opened__lte=today)
    rows = rows.filter(Q(level=Subquery(first.values("level"))) | Q(school=successor))
    apart = [F(axis) - Subquery(first.values(axis)) for axis in "xyz"]
    follows = Case(When(school=successor, then=Value(0)), default=Value(1))
    rows = rows.order_by(follows, sum(one * one for one in apart).asc(nulls_last=True), "name")
    return list(rows.values_list("page", flat=True)[:MOST])
