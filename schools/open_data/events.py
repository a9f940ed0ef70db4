"""Events in the schools' history: opened, closed, or renamed.

Events come from dates in the register: the first day, the last day, and the month when a source last used a former
name. A former name without this month is left out.
"""

import uuid
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.register.models import FormerName, School

NEWEST = 100


@dataclass(frozen=True)
class Event:
    """One event. `key` is unique per school and never changes. For a former name, `day` is the first of the month."""

    school: School
    key: str
    day: date
    title: str
    text: str

    def id(self, language: str) -> str:
        """Return a stable ID. Each language has its own."""
        return uuid.uuid5(self.school.uid, f"{self.key}:{language}").urn


def events() -> list[Event]:
    """Return up to `NEWEST` events, newest first. Three queries."""
    today = timezone.localdate()
    schools = School.objects.opened()
    former = FormerName.objects.filter(school__in=schools, last_seen__lte=today).select_related("school")
    result = [
        *map(_opened, schools.order_by("-opened", "name")[:NEWEST]),
        *map(_closed, schools.filter(closed__lt=today).order_by("-closed", "name")[:NEWEST]),
        *map(_renamed, former.order_by("-last_seen", "school__name", "sort_order", "pk")[:NEWEST]),
    ]
    return sorted(result, key=attrgetter("day"), reverse=True)[:NEWEST]


def _opened(school) -> Event:
    title = _("%(name)s opened") % {"name": school.name}
    text = _("Its first day was %(day)s.") % {"day": date_format(school.opened)}
    return Event(school, "opened", school.opened, title, text)


def _closed(school) -> Event:
    title = _("%(name)s closed") % {"name": school.name}
    text = _("Its last day was %(day)s.") % {"day": date_format(school.closed)}
    return Event(school, "closed", school.closed, title, text)


def _renamed(former) -> Event:
    title = _("%(former)s is now %(name)s") % {"former": former.name, "name": former.school.name}
    text = _("The old name was last used in %(month)s. The day of the change is not known.") % {
        "month": date_format(former.last_seen, "YEAR_MONTH_FORMAT")
    }
    if former.source:
        text = f"{text} {_('Source:')} {former.source}."
    return Event(former.school, f"renamed:{former.name}", former.last_seen, title, text)
