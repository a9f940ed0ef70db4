"""An emergency notice on every published page while the site itself is down, and its way back into the site.

It is written into the files of the copy, so any web server shows it. A note of it stays beside them: when the site is
back, the notice becomes an announcement like any other, and staff take it down in the editor. If it was taken off
before, those of the editor are taken down, too.
"""

import json
import logging
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from wagtail.models import Locale

from alliance_site.publishing import outage_page
from alliance_site.publishing.outage_page import BEGIN, END
from pages.models import Announcement, HomePage
from pages.models.announcement import Kind
from toolkit.published_copy import copy
from toolkit.published_copy.models import Change
from toolkit.published_copy.publisher import SWEEP, Busy, publishing

logger = logging.getLogger(__name__)

# {"texts": {"en": "text", "es": "texto"}, "at": "2026-11-25T09:30:00+00:00", "over": when all before it were taken off}
NOTE = "emergency.json"
STALE = timedelta(days=1)  # a note of yesterday is no emergency of today
OLD = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
# Of the editor, as components/announcement.html marks them, and the element around them once it is empty.
ANNOUNCED = re.compile("<!-- announced emergency -->.*?<!-- /announced emergency -->", re.DOTALL)
EMPTY = re.compile(r'<aside class="announcements"[^>]*>\s*</aside>')
PLACE = "<header"  # the notice stands before it, as announcements do
HTML = "text/html; charset=utf-8"


def site_answers() -> bool:
    """Whether the database is there, so that the notice can be an announcement at once."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def announce(texts: dict[str, str]) -> list[Announcement]:
    """Publishes `texts`, by language, as emergencies: one for each language that has pages, if need be in English."""
    made = []
    shown = set(Announcement.objects.shown().values_list("locale", "text"))
    for locale in Locale.objects.filter(pk__in=HomePage.objects.live().values("locale")):
        text = texts.get(locale.language_code) or texts["en"]
        if (locale.pk, text) in shown:
            continue
        announcement = Announcement(kind=Kind.EMERGENCY, text=text, locale=locale, live=False)
        announcement.save()
        announcement.save_revision(log_action=True).publish()
        made.append(announcement)
    return made


def withdraw(before: datetime | None = None) -> list[Announcement]:
    """Takes down every emergency, or those that were published `before`; which."""
    shown = Announcement.objects.shown().filter(kind=Kind.EMERGENCY)
    shown = list(shown.filter(last_published_at__lt=before) if before else shown)
    for announcement in shown:
        announcement.unpublish()
    return shown


def publish() -> int | None:
    """Where no worker publishes, does it at once: how many files it wrote. None where one does, or none is needed."""
    if not settings.PUBLISH:
        return None
    try:
        with publishing() as publisher:
            first = publisher.show(publisher.pending())
            rest = publisher.sweep_on()
    except Busy:
        return None
    return first.written + rest.written


def write(texts: dict[str, str]) -> int:
    """Puts `texts` on every page of the copy, in its language or in English; how many. Asks no database."""
    now = timezone.now().isoformat()
    note = {"texts": texts, "at": now, "over": _over() if texts else now}
    copy.put(NOTE, json.dumps(note).encode(), "application/json")
    return _rewrite(texts)


def clear() -> int:
    """Takes every emergency off the pages of the copy while nobody publishes, those of the editor, too; off how many.

    The note of it stays: else the site would publish its own again when it is back.
    """
    return write({})


def forget_note() -> None:
    """Has the publisher take off what was written: it alone writes while the site is up."""
    copy.storage().delete(NOTE)
    Change.objects.create(label=SWEEP, key="an emergency is over")


def take_over() -> None:
    """Makes an announcement of what was written while the site was down, once, before pages are rendered again. If all
    were taken off, takes down what was announced before."""
    if (content := copy.read_file(NOTE)) is None:
        return
    try:
        note = json.loads(content)
        texts, written = note["texts"], datetime.fromisoformat(note["at"])
        if over := note.get("over"):
            withdraw(before=datetime.fromisoformat(over))
        if texts and timezone.now() - written < STALE:
            announce(texts)
        elif texts:
            logger.warning("An emergency notice of %s was not announced again: %s", written, texts)
    except (ValueError, KeyError, TypeError):
        logger.exception("The note of an emergency cannot be read and is deleted")
    copy.storage().delete(NOTE)


def _over() -> str | None:
    """When all were taken off while the site was down: that stays true of them if another is written afterwards."""
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
            before = file.read().decode()
        language = re.search(r'<html lang="(\w+)', before)
        notice = _notice(texts, language[1] if language else "en")
        page = OLD.sub("", before)
        page = page.replace(PLACE, notice + PLACE, 1)
        if not texts:
            page = EMPTY.sub("", ANNOUNCED.sub("", page))
        if page != before:
            copy.write(copy.address_of(name), page.encode(), HTML)
            changed += 1
    if before := copy.read_file(outage_page.NAME):
        copy.put(outage_page.NAME, outage_page.with_emergency(before.decode(), texts.items()).encode(), HTML)
    return changed


def _notice(texts: dict[str, str], language: str) -> str:
    text = texts.get(language) or texts.get("en", "")
    if not text:
        return ""
    request = RequestFactory().get("/")
    request._announcements = [Announcement(kind=Kind.EMERGENCY, text=text)]
    with translation.override(language):
        return BEGIN + render_to_string("components/announcement.html", {"request": request}) + END
