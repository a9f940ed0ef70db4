"""The stories as an Atom feed (RFC 4287), for feed readers and other sites."""

import uuid

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from toolkit.dates import midnight
from toolkit.workbooks import printable


class SteadyFeed(Atom1Feed):
    """An Atom feed whose date changes only when its content does."""

    def latest_post_date(self):
        """Return the date of the newest change; without entries, that of the story list (`list_updated`)."""
        return (not self.items and self.feed["list_updated"]) or super().latest_post_date()


def empty_feed(page, request) -> SteadyFeed:
    """Return the feed of a page with a `feed_url`, without entries; all its addresses are absolute."""
    name = settings.WAGTAIL_SITE_NAME
    return SteadyFeed(
        title=printable(f"{name}: {page.title}"),
        link=page.get_full_url(request),
        description=printable(page.description),
        language=page.locale.language_code,
        author_name=name,
        feed_url=page.feed_url(request),
        list_updated=page.last_published_at,
    )


def story_feed(index, stories, request) -> SteadyFeed:
    """Return the feed of the story list `index` with `stories`, newest first."""
    feed = empty_feed(index, request)
    for story in stories:
        day = midnight(story.date)
        feed.add_item(
            title=printable(story.title),
            link=story.get_full_url(request),
            description=escape(printable(story.description)),  # Atom1Feed declares it as HTML
            # The same after the story is moved or renamed; different for each translation.
            unique_id=uuid.uuid5(story.translation_key, index.locale.language_code).urn,
            pubdate=day,
            updateddate=story.last_published_at or day,
        )
    return feed
