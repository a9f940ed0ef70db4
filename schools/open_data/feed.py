"""The feeds of changes in Atom (RFC 4287): schools that opened, closed, or were renamed, and the required postings.

A school's events come from dates in the register: the first day, the last day, and the month when a source last used a
former name. A former name without this month is left out.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pages.feed import SteadyFeed
from schools.postings.models import Requirement
from schools.register.models import FormerName, School
from schools.states import current
from toolkit.dates import midnight
from toolkit.workbooks import printable

from .rows import profile_addresses
from .version import full_url

NEWEST = 100


@dataclass(frozen=True)
class Event:
    """One entry. `key` is unique among those of its `space` and never changes. `school` is a primary key, if any."""

    space: uuid.UUID
    key: str
    at: datetime
    title: str
    text: str
    school: int | None = None

    def id(self, language: str) -> str:
        """Return a stable ID. Each language has its own."""
        return uuid.uuid5(self.space, f"{self.key}:{language}").urn


def of_schools() -> list[Event]:
    """Return up to `NEWEST` events of schools, newest first. Three queries."""
    today = timezone.localdate()
    schools = School.objects.opened()
    former = FormerName.objects.filter(school__in=schools, last_seen__lte=today).select_related("school")
    result = [
        *map(_opened, schools.order_by("-opened", "name")[:NEWEST]),
        *map(_closed, schools.filter(closed__lt=today).order_by("-closed", "name")[:NEWEST]),
        *map(_renamed, former.order_by("-last_seen", "school__name", "sort_order", "pk")[:NEWEST]),
    ]
    return sorted(result, key=attrgetter("at"), reverse=True)[:NEWEST]


def _opened(school) -> Event:
    title = _("%(name)s opened") % {"name": school.name}
    text = _("Its first day was %(day)s.") % {"day": date_format(school.opened)}
    return Event(school.uid, "opened", midnight(school.opened), title, text, school.pk)


def _closed(school) -> Event:
    title = _("%(name)s closed") % {"name": school.name}
    text = _("Its last day was %(day)s.") % {"day": date_format(school.closed)}
    return Event(school.uid, "closed", midnight(school.closed), title, text, school.pk)


def _renamed(former) -> Event:
    title = _("%(former)s is now %(name)s") % {"former": former.name, "name": former.school.name}
    text = _("The old name was last used in %(month)s. The day of the change is not known.") % {
        "month": date_format(former.last_seen, "YEAR_MONTH_FORMAT")
    }
    if former.source:
        text = f"{text} {_('Source:')} {former.source}."
    key = f"renamed:{former.name}"
    return Event(former.school.uid, key, midnight(former.last_seen), title, text, former.school.pk)


def of_required_postings() -> list[Event]:
    """Return each entry of the list as it is now, the last changed first, also those no longer in use. One query."""
    return [_required(one) for one in Requirement.objects.order_by("-changed", "order", "code")]


def _required(requirement) -> Event:
    said = [requirement.authority, requirement.get_duty_display()]
    if not requirement.in_use:
        said.append(_("No longer on the list"))
    if requirement.checked_on:
        said.append(_("Law read on %(day)s") % {"day": date_format(requirement.checked_on)})
    said = [*said, requirement.checked_against, _("Not legal advice.")]
    text = " ".join(f"{part.rstrip('.')}." for part in said if part)
    space = uuid.uuid5(uuid.NAMESPACE_DNS, settings.WAGTAIL_SITE_NAME)
    return Event(space, requirement.code, requirement.changed, str(requirement.title), text)


@dataclass(frozen=True)
class Feed:
    """A feed. `name` is that of its file and its URL pattern; `title` has a place for the network's name."""

    name: str
    title: str
    content: str
    events: Callable[[], list[Event]]


FEEDS = {
    feed.name: feed
    for feed in (
        Feed(
            "changes.atom",
            gettext_lazy("%(network)s: changes of the school register"),
            gettext_lazy(
                "Schools that opened, closed, or were renamed, if the day or month is known. For feed readers."
            ),
            of_schools,
        ),
        Feed(
            "required-postings.atom",
            gettext_lazy("%(network)s: changes of the list of required postings"),
            gettext_lazy("Each entry of the list of required postings, the last changed first. For feed readers."),
            of_required_postings,
        ),
    )
    if current().key or feed.events != of_required_postings  # which the state's folder lists
}


def change_feed(feed: Feed, request, changed: datetime) -> SteadyFeed:
    """Return the contents of `feed`. Entries link to the school's profile, or to the data page if there is none."""
    name, language = settings.WAGTAIL_SITE_NAME, get_language()
    page, events = full_url(request, "data"), feed.events()
    atom = SteadyFeed(
        title=feed.title % {"network": name},
        link=page,
        description=feed.content,
        language=language,
        author_name=name,
        feed_url=full_url(request, feed.name),
        list_updated=changed,
    )
    addresses = profile_addresses(request, {event.school for event in events if event.school})
    for event in events:
        atom.add_item(
            title=printable(event.title),
            link=addresses.get(event.school, page),
            description=escape(printable(event.text)),  # Atom1Feed marks descriptions as HTML
            unique_id=event.id(language),
            pubdate=event.at,
            updateddate=event.at,
        )
    return atom
