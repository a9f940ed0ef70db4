"""Keep the copy up to date: changed pages first, then everything else.

Only one publisher runs at a time (a PostgreSQL lock), and it renders after reading the changes. So an old rendering
never replaces a newer one: anything committed after a page was rendered is a later change and comes next.
"""

import errno
import logging
from collections import deque
from collections.abc import Callable, Collection
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DataError, connection, transaction
from django.db.models import Max, Min
from django.utils import timezone
from wagtail.models import Site

from toolkit.published_copy import archive, copy, purge, redirects
from toolkit.published_copy.dependencies import pages_showing

from .contents import LAST, Address, addresses, contents
from .models import WHOLE, Change, PublishedFile, PublishRun
from .render import Broken, NotPublic, clear_caches, document_files, render

logger = logging.getLogger(__name__)

LOCK = 28_2005  # key of the advisory lock, an arbitrary number
QUIET, PATIENCE = timedelta(seconds=0.3), timedelta(seconds=2)  # a sweep waits for a pause, but not long
RETRY = timedelta(minutes=1)  # until failed addresses are tried again
LONGEST_WAIT = 2 * RETRY  # a longer wait means that the clock was set back
CHECK, SWEEP = "check", "sweep"  # labels of requests for a full run
FAILED = "failed"  # the publisher's own request to retry; a check retries, too


class Busy(Exception):
    """Another process is publishing."""


class LostLock(Exception):
    """The database session that held the lock is gone; another publisher may be running."""


@contextmanager
def publishing():
    """Hold the publisher's lock and yield the `Publisher`. Raises Busy if another process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s), pg_backend_pid()", [LOCK])
        is_ours, session = cursor.fetchone()
    if not is_ours:
        raise Busy
    try:
        yield Publisher(session)
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@dataclass
class Publisher:
    """The publisher. `session` is the process ID of the database session that holds the lock."""

    session: int
    report: Callable[[str], None] = lambda path: None  # called with each address whose files changed
    queue: deque[Address] = field(default_factory=deque)  # addresses that the current sweep has left
    sweep_changes: list[int] = field(default_factory=list)  # keys of the changes that the current sweep completes
    sweep: PublishRun | None = None
    fresh: set[str] = field(default_factory=set)  # addresses that were rendered after the last change
    is_tidy: bool = False  # whether this publisher has checked all files of the copy

    def pending(self) -> list[tuple[int, str, str]]:
        """Return unpublished changes: (key, label, object key), oldest first."""
        return list(Change.objects.filter(is_shown=False).order_by("pk").values_list("pk", "label", "key"))

    def waiting(self) -> int:
        """Return the number of unpublished changes."""
        return Change.objects.filter(is_shown=False).count()

    def show(
        self,
        changes: list[tuple[int, str, str]],
        is_wanted: Callable[[], bool] = lambda: False,
    ) -> PublishRun:
        """Render new addresses and the pages that show `changes`; remove what is no longer public.

        Pages that only link to these are left to the sweep as soon as `is_wanted()` is true: a menu is on every page,
        and the next change should not wait for them all.
        """
        objects = [(label, key) for _pk, label, key in changes if label not in (CHECK, SWEEP, FAILED)]
        run = PublishRun.objects.create(reason=_reason(changes))
        batch = Batch(self, run)
        if any(label == CHECK for _pk, label, _key in changes):  # a restore asks for one
            batch.tidy(but={address.path for address in batch.addresses})
        first, linking_addresses = batch.showing(pages_showing(objects))
        for address in first:
            batch.update(address)
        self.fresh = {address.path for address in first}
        for address in linking_addresses:
            if is_wanted():
                break
            batch.update(address)
            self.fresh.add(address.path)
        batch.end()
        self.fresh -= batch.failed
        Change.objects.filter(pk__in=[pk for pk, _label, _key in changes]).update(is_shown=True)
        return run

    def until_sweep(self) -> float | None:
        """Return the seconds until the next sweep, at most 0 if due now; None if nothing changed since the last."""
        if self.queue:
            return 0
        times = Change.objects.filter(is_shown=True).aggregate(first=Min("at"), last=Max("at"))
        if not times["first"]:
            return None
        wait = min(times["last"] + QUIET, times["first"] + PATIENCE) - timezone.now()
        return 0 if wait > LONGEST_WAIT else wait.total_seconds()

    def sweep_on(self, is_wanted: Callable[[], bool] = lambda: False) -> PublishRun | None:
        """Render every address, continuing where it stopped. Return None if `is_wanted()` stops it before the end.

        A check comes after all else, so that files it corrects were really missed or failed before.
        """
        if self.sweep is None:
            requests = list(Change.objects.filter(is_shown=True).values_list("pk", "label", "key"))
            labels = {label for _pk, label, _key in requests}
            is_check = CHECK in labels <= {CHECK, FAILED}
            if not is_check:
                requests = [change for change in requests if change[1] != CHECK]
            self.sweep = PublishRun.objects.create(reason=f"{WHOLE}{_reason(requests)}"[:200], is_check=is_check)
            self.sweep_changes = [pk for pk, _label, _key in requests]
            batch = Batch(self, self.sweep)
            rendered = set() if is_check else self.fresh
            self.queue = deque(address for address in batch.addresses if address.path not in rendered)
        else:
            batch = Batch(self, self.sweep)
        while self.queue:
            batch.update(self.queue.popleft())
            if self.queue and is_wanted():
                batch.end(is_finished=False)
                return None
        if self.sweep.is_check or not self.is_tidy:
            batch.tidy()
            self.is_tidy = True
        batch.end()
        if self.sweep.is_check:
            self._tidy_archive(is_wanted)
        if self.sweep.is_check and self.sweep.written:
            logger.warning("The nightly check corrected %s addresses: %s", self.sweep.written, batch.changed)
        Change.objects.filter(pk__in=self.sweep_changes).delete()
        if self.sweep.failed:
            Change.objects.create(label=FAILED, key="last time", is_shown=True, at=timezone.now() + RETRY)
        finished_run, self.sweep = self.sweep, None
        return finished_run

    def _tidy_archive(self, is_wanted: Callable[[], bool]) -> None:
        """Delete contents that no edition names, as a restore leaves them, unless that restore can be undone.

        If `is_wanted()` stops it, the next night deletes the rest.
        """
        if contents().is_archive_needed():
            logger.info("Kept unused contents of past versions, because restore --undo may need them")
            return
        count = 0
        for names in archive.strays():
            self.fence()
            for name in names:
                copy.storage().delete(name)
            count += len(names)
            if is_wanted():
                break
        if count:
            logger.warning("The nightly check deleted %s unused contents of past versions", count)

    def fence(self) -> None:
        """Raise LostLock if the current database session is not the one that holds the lock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            if cursor.fetchone()[0] != self.session:
                raise LostLock


class Batch:
    """Some addresses of one run. Files that are no longer public are deleted before anything is rendered."""

    def __init__(self, publisher: Publisher, run: PublishRun):
        self.publisher, self.run = publisher, run
        clear_caches()
        self.site = Site.objects.select_related("root_page__locale").get(is_default_site=True)
        self.addresses = addresses(self.site)
        self.documents = document_files()
        self.manifest = {file.address: file for file in PublishedFile.objects.all()}
        self.gone = set(self.manifest) - {address.path for address in self.addresses}
        self.links = {path: set(file.links) for path, file in self.manifest.items()}
        self.changed: list[str] = []
        self.failed: set[str] = set()
        for path in self.gone:
            self._remove(path)

    def tidy(self, but: Collection[str] = ()) -> None:
        """Delete files that are not recorded, `but` not of these addresses, which are rendered again and recorded.

        A publisher that was killed may have written one and not recorded it, or it may be from after the backup that
        was restored. Nobody would take it down.
        """
        recorded = {form for path, file in self.manifest.items() for form in copy.forms(path, file.content_type)}
        strays = [name for name in copy.strays(recorded) if copy.address_of(name) not in but]
        if strays:
            self.publisher.fence()
            logger.warning("Deleted files that belong to no address: %s", strays)
        for name in strays:
            if copy.is_plain(name):
                purge.note(copy.address_of(name))
                self._report(copy.address_of(name))
            copy.storage().delete(name)

    def showing(self, pages: list[int]) -> tuple[list[Address], list[Address]]:
        """Return new addresses and those of `pages`, in order, but files last; then those that link to them, and files
        for programs."""
        page_order: dict[int | None, int] = {page: n for n, page in enumerate(pages)}
        new_addresses = [
            address for address in self.addresses if address.path not in self.manifest and address.depth != LAST
        ]
        page_addresses = sorted(
            (address for address in self.addresses if address.page in page_order),
            key=lambda address: (not address.path.endswith("/"), page_order[address.page]),
        )
        paths = {address.path for address in (*new_addresses, *page_addresses)} | self.gone
        linking_addresses = [
            address
            for address in self.addresses
            if address.depth != LAST and paths & self.links.get(address.path, set())
        ]
        whole_site_files = [address for address in self.addresses if address.depth == LAST and (page_order or paths)]
        first = dict.fromkeys([*new_addresses, *page_addresses])
        return list(first), [
            address for address in dict.fromkeys([*linking_addresses, *whole_site_files]) if address not in first
        ]

    def update(self, address: Address) -> None:
        """Bring the copy of an address up to date."""
        self.run.rendered += 1
        try:
            self._update(address.path)
        except NotPublic as reason:
            logger.info("Left out of the published copy: %s", reason)
            self._remove(address.path)
        except (Broken, DataError) as reason:  # keep the old file
            self._fail(address.path, reason)
        except OSError as reason:
            if reason.errno != errno.ENAMETOOLONG:  # for example a full disk, which is not about this address
                raise
            self._fail(address.path, reason)

    def _fail(self, path: str, reason: Exception) -> None:
        logger.error("Failed to publish %s: %s", path[:200], reason)
        self.failed.add(path)
        self.run.failed += 1

    def _update(self, path: str) -> None:
        rendered = self.documents.get(path) or render(self.site, path)
        file = self.manifest.get(path)
        if file and file.digest == rendered.digest and self._is_as_written(file, rendered.is_same):
            return
        self.publisher.fence()
        copy.write(path, rendered.body, rendered.content_type)
        if file and file.content_type != rendered.content_type:
            copy.remove(path, file.content_type)
        now = timezone.now()
        with transaction.atomic():  # all or nothing, in case the publisher dies here
            self.manifest[path], _is_new = PublishedFile.objects.update_or_create(
                address=path,
                defaults={
                    "digest": rendered.digest,
                    "size": len(rendered.body),
                    "content_type": rendered.content_type,
                    "written": now,
                    "version": self.run.pk,
                    "reason": self.run.reason,
                    "links": rendered.links,
                },
            )
            archive.keep(path, rendered.digest, rendered.content_type, lambda: rendered.body, rendered.since(now))
            purge.note(path)
        self.run.written += 1
        self._report(path)

    def _is_as_written(self, file: PublishedFile, is_same: Callable[[bytes | None], bool]) -> bool:
        """Return whether the files are as they were written.

        Reads them in a check and when a publisher starts: a killed one may have written other content and not recorded
        it. Otherwise only checks that they exist.
        """
        if not copy.is_whole(file.address, file.content_type, file.size):
            return False
        is_read = self.run.is_check or not self.publisher.is_tidy
        return not is_read or is_same(copy.read_file(copy.name(file.address, file.content_type)))

    def _remove(self, path: str) -> None:
        if file := self.manifest.pop(path, None):
            self.publisher.fence()
            copy.remove(path, file.content_type)
            with transaction.atomic():
                file.delete()
                archive.end(path, timezone.now())
                purge.note(path)
            self.run.removed += 1
            self._report(path)

    def _report(self, path: str) -> None:
        self.changed.append(path)
        self.publisher.report(path)

    def end(self, *, is_finished=True) -> None:
        """Write redirects and the site's own files, notify the CDN, and save the run."""
        self.publisher.fence()
        redirects.write(self.site)
        contents().end()
        purge.purge(self.site)
        self.run.finished = timezone.now() if is_finished else None
        self.run.save()


def _reason(changes: list[tuple[int, str, str]]) -> str:
    """Return the changes as text: "pages.figure 3, wagtailcore.page 12"."""
    names = dict.fromkeys(f"{label} {key}" for _pk, label, key in changes)
    text = ", ".join(names)
    return text if len(text) <= 150 else f"{len(names)} changes: {text[:120]}…"
