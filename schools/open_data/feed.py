"""The feeds of changes in Atom (RFC 4287)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pages.feed import SteadyFeed, xml_text
from schools.states import current

from .addresses import full_url
from .events import Event, of_required_postings, of_schools
from .rows import profile_addresses


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
            _("%(network)s: changes of the school register"),
            _("Schools that opened, closed, or were renamed, if the day or month is known. For feed readers."),
            of_schools,
        ),
        Feed(
            "required-postings.atom",
            _("%(network)s: changes of the list of required postings"),
            _("Each entry of the list of required postings, the last changed first. For feed readers."),
            of_required_postings,
        ),
    )
    if current().key or feed.events != of_required_postings  # which the state's package lists
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
            title=xml_text(event.title),
            link=addresses.get(event.school, page),
            description=escape(xml_text(event.text)),  # Atom1Feed marks descriptions as HTML
            unique_id=event.id(language),
            pubdate=event.at,
            updateddate=event.at,
        )
    return atom
