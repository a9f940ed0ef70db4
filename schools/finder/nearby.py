"""Open schools in place of a closed one: the school that follows it, then the nearest of its level."""

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from schools.register import page_types
from toolkit.visibility import public

from .models import ListedProfile

MOST = 3


def open_near(school, lists) -> list[int]:
    """Return the keys of profiles of open schools near a closed one, in `lists`, a queryset. One query."""
    today = timezone.localdate()
    campus = school.campus
    rows = ListedProfile.objects.filter(list__in=lists, page__in=public(page_types.profiles()))
    rows = rows.filter(Q(closed__isnull=True) | Q(closed__gte=today), opened__lte=today)
    rows = rows.filter(Q(level=school.level) | Q(school=school.successor_id))
    order = [Case(When(school=school.successor_id, then=Value(0)), default=Value(1))]
    if campus.x is not None:
        apart = sum((F(axis) - getattr(campus, axis)) * (F(axis) - getattr(campus, axis)) for axis in "xyz")
        order.append(apart.asc(nulls_last=True))
    return list(rows.order_by(*order, "name").values_list("page", flat=True)[:MOST])
