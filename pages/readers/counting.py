"""Count how often each page is read, from the web server's log (setting ACCESS_LOG; `deploy/nginx`).

The log has the address, the day, and one word about the reader: “robot”, “site” for one who comes from another page of
this site, or “elsewhere”. It has neither visitors' IP addresses nor their browsers, and the site sets them no cookie.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from pages.readers.models import PageReads
from toolkit.visibility import public

READ = {"200", "304"}  # 304: the browser has the page, and shows it again


def count() -> None:
    """Count the days that are over and not counted yet: those in the log and in the one before it was rotated.

    Does nothing without a log, such as where it goes to standard output. Raises OSError for one that cannot be read.
    """
    if not settings.ACCESS_LOG or not (log := Path(settings.ACCESS_LOG)).is_file():
        return
    newest = PageReads.objects.order_by("-day").values_list("day", flat=True).first() or date.min
    listed = public(Page.objects.select_related("locale"))
    pages = {parts[2]: page.pk for page in listed if (parts := page.get_url_parts())}
    read: Counter[tuple[int, date]] = Counter()
    from_elsewhere: Counter[tuple[int, date]] = Counter()
    for day, path, reader in _entries(log.with_name(f"{log.name}.1"), log):
        if newest < day < timezone.localdate() and path in pages and reader != "robot":
            read[pages[path], day] += 1
            from_elsewhere[pages[path], day] += reader == "elsewhere"
    PageReads.objects.bulk_create(
        PageReads(page_id=page, day=day, count=number, from_elsewhere=from_elsewhere[page, day])
        for (page, day), number in read.items()
    )


def _entries(*logs: Path) -> Iterator[tuple[date, str, str]]:
    """Yield the day, the path, and the kind of reader of each page that was sent."""
    for log in logs:
        if not log.is_file():
            continue
        with log.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if entry := _entry(line):
                    yield entry


def _entry(line: str) -> tuple[date, str, str] | None:
    """Return what `_entries` yields for a line, or None for another request, or a line that is cut off."""
    try:
        entry = json.loads(line)
        if entry["method"] == "GET" and entry["status"] in READ:
            return date.fromisoformat(entry["time"][:10]), entry["path"], entry["reader"]
    except (ValueError, KeyError, TypeError):
        pass
    return None
