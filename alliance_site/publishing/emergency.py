"""Emergency notices on every published page, even while the site is down.

While the site is down, the notice is written into the files of the published copy. A note saved next to them makes it
an announcement once the site is back, so staff can take it down in the editor. If all notices were cleared while the
site was down, the editor's emergencies are taken down too.
"""

import json
import logging
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from alliance_site.publishing import outage_page
from alliance_site.publishing.outage_page import BEGIN, END
from pages.announcements.models import Kind
from pages.models import Announcement
from toolkit.published_copy import copy
from toolkit.published_copy.models import Change
from toolkit.published_copy.publisher import SWEEP, Busy, publishing

logger = logging.getLogger(__name__)

# {"texts": {"en": "text", "es": "texto"}, "english_only": "why a language is missing", "at":
# "2026-11-25T09:30:00+00:00", "over": when all were last cleared}
NOTE = "emergency.json"
STALE = timedelta(days=1)  # an older note is not announced again
OLD = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
# The editor's emergencies, as components/announcement.html marks them, and the element around them once it is empty.
ANNOUNCED = re.compile("<!-- announced emergency -->.*?<!-- /announced emergency -->", re.DOTALL)
EMPTY = re.compile(r'<aside class="announcements"[^>]*>\s*</aside>')
PLACE = "<header"  # the notice goes before it, like announcements
HTML = "text/html; charset=utf-8"
LOCK = 28_2007  # key of the advisory lock, an arbitrary number


def site_answers() -> bool:
    """Return whether the database is up, so that the notice can be an announcement."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def announce(texts: dict[str, str], english_only: str = "") -> Announcement | None:
    """Publish `texts`, by language, as one emergency and return it, or None if it is already shown."""
    announcement = _emergency(texts, english_only)
    return announcement if put_up(announcement) else None


@transaction.atomic
def put_up(announcement: Announcement, user=None) -> bool:
    """Save and publish a new announcement. Return whether that was done: not if the same is already shown."""
    with connection.cursor() as cursor:  # a second click waits, then finds the announcement of the first
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if Announcement.objects.shown().filter(kind=announcement.kind, text=announcement.text).exists():
        return False
    announcement.live = False
    announcement.save()
    announcement.save_revision(user=user, log_action=True).publish(user=user)
    return True


def _emergency(texts: dict[str, str], english_only: str = "") -> Announcement:
    return Announcement(kind=Kind.EMERGENCY, text=texts, english_only=english_only)


def withdraw(before: datetime | None = None) -> list[Announcement]:
    """Take down every emergency, or those published `before`, and return them."""
    emergencies = Announcement.objects.shown().filter(kind=Kind.EMERGENCY)
    emergencies = list(emergencies.filter(last_published_at__lt=before) if before else emergencies)
    for announcement in emergencies:
        announcement.unpublish()
    return emergencies


def publish() -> int | None:
    """Publish now if no worker is running, and return how many files were written. Return None if a worker publishes,
    or if the site has no published copy."""
    if not settings.PUBLISH:
        return None
    try:
        with publishing() as publisher:
            first = publisher.show(publisher.pending())
            rest = publisher.sweep_on()
    except Busy:
        return None
    return first.written + rest.written


def write(texts: dict[str, str], english_only: str = "") -> int:
    """Put `texts` on every page of the copy, in its language or in English, without using the database. Return how many
    pages changed.

    Without texts, take every emergency, the editor's too, off the pages. The note stays, or the site would publish the
    editor's emergencies again once it is back.
    """
    now = timezone.now().isoformat()
    over = _last_cleared() if texts else now
    note = {"texts": texts, "english_only": english_only, "at": now, "over": over}
    copy.put(NOTE, json.dumps(note).encode(), "application/json")
    return _rewrite(texts)


def forget_note() -> None:
    """Delete the note and have the publisher rewrite the pages: only the publisher writes them while the site is up."""
    copy.storage().delete(NOTE)
    Change.objects.create(label=SWEEP, key="emergency cleared")


def take_over() -> None:
    """Announce the notice that was written while the site was down, once, before pages are rendered again. If all
    notices were cleared, take down the emergencies that were announced before."""
    if (content := copy.read_file(NOTE)) is None:
        return
    try:
        note = json.loads(content)
        texts, written_at = note["texts"], datetime.fromisoformat(note["at"])
        if cleared_at := note.get("over"):
            withdraw(before=datetime.fromisoformat(cleared_at))
        if texts and timezone.now() - written_at < STALE:
            announce(texts, note.get("english_only", ""))
        elif texts:
            logger.warning("Did not announce the emergency notice of %s, which is too old: %s", written_at, texts)
    except (ValueError, KeyError, TypeError):
        logger.exception("Deleted the file of an emergency notice, because it cannot be read")
    copy.storage().delete(NOTE)


def _last_cleared() -> str | None:
    """Return when all notices were last cleared, from the current note, so that a new note keeps it."""
    try:
        return json.loads(copy.read_file(NOTE) or b"{}").get("over")
    except (ValueError, AttributeError):
        return None


def _rewrite(texts: dict[str, str]) -> int:
    changed = 0
    for name in copy.every_file():
        if not name.endswith(".html"):
            continue
        with copy.storage().open(name) as file:
            content = file.read().decode()
        language = re.search(r'<html lang="(\w+)', content)
        notice = _notice(texts, language[1] if language else settings.LANGUAGE_CODE)
        page = OLD.sub("", content)
        page = page.replace(PLACE, notice + PLACE, 1)
        if not texts:
            page = EMPTY.sub("", ANNOUNCED.sub("", page))
        if page != content:
            copy.write(copy.address_of(name), page.encode(), HTML)
            changed += 1
    for name in outage_page.names().values():
        if content := copy.read_file(name):
            copy.put(name, outage_page.with_emergency(content.decode(), texts.items()).encode(), HTML)
    return changed


def _notice(texts: dict[str, str], language: str) -> str:
    if not texts:
        return ""
    request = RequestFactory().get("/")
    request._announcements = [_emergency(texts)]
    with translation.override(language):
        return BEGIN + render_to_string("components/announcement.html", {"request": request}) + END
