"""The events as an Atom feed (RFC 4287)."""

from datetime import datetime

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.feed import SteadyFeed, xml_text
from toolkit.dates import midnight

from .addresses import full_url
from .events import Event
from .rows import profile_addresses


def change_feed(events: list[Event], request, changed: datetime) -> SteadyFeed:
    """Return the feed of `events`. Entries link to the school's profile, or to the data page if there is none."""
    name, language = settings.WAGTAIL_SITE_NAME, get_language()
    page = full_url(request, "data")
    feed = SteadyFeed(
        title=_("%(network)s: changes of the school register") % {"network": name},
        link=page,
        description=_("Schools that opened, closed, or were renamed, where the day or month is known."),
        language=language,
        author_name=name,
        feed_url=full_url(request, "data_changes"),
        list_updated=changed,
    )
    addresses = profile_addresses(request, {event.school.pk for event in events})
    for event in events:
        day = midnight(event.day)
        feed.add_item(
            title=xml_text(event.title),
            link=addresses.get(event.school.pk, page),
            description=escape(xml_text(event.text)),  # Atom1Feed marks descriptions as HTML
            unique_id=event.id(language),
            pubdate=day,
            updateddate=day,
        )
    return feed
