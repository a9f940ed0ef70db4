"""Puts a backup in place of the site's data, and back again, and tells the publisher and the editor's home page.

Everything of the backup is prepared beside the present data, which stay until somebody deletes them.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.ui.components import Component

from toolkit.activity_log.events import record
from toolkit.activity_log.models import AuditEntry
from toolkit.backups import databases, files, manifest, postgres, repository
from toolkit.backups.manifest import Manifest
from toolkit.backups.repository import BackupError
from toolkit.backups.swap import Beside, refuse_if_half_done, swap
from toolkit.published_copy.models import Change
from toolkit.published_copy.publisher import CHECK

Say = Callable[[str], None]
RESTORED, UNDONE = "site.restored", "site.restore_undone"  # in the activity log
UNCHANGED = "The site's data are as they were."
SHOWN_FOR = timedelta(days=7)  # on the editor's home page


@dataclass
class Plan:
    """What a restore would do."""

    snapshot: repository.Snapshot
    manifest: Manifest
    now: Manifest
    files_now: int
    saved_since: list[str]  # one line each
    migrations: int  # that the backup has not had

    def lines(self) -> list[str]:
        then, now = self.manifest.rows, self.now.rows
        lines = [
            f"Backup {self.snapshot.id} of {self.snapshot.time:%Y-%m-%d %H:%M} ({self.manifest.database}) replaces:",
            f"  database {self.now.database}: {sum(now.values()):,} rows here, {sum(then.values()):,} in the backup",
            *(f"    {line}" for line in manifest.differences(now, then)),
            f"  uploads: {self.files_now:,} files here, {self.snapshot.files:,} in the backup, archive included",
        ]
        if self.saved_since:
            lines += ["  saved since that backup, and gone after this:", *self.saved_since]
        if self.migrations:
            lines.append(f"  then it is migrated to this release ({self.migrations} migrations)")
        if not files.folder_of(files.MEDIA):
            lines.append("The uploads are in a bucket, which stays as it is: see docs/backups.md.")
        return [*lines, "Into a fresh database, which then takes the name of the old one. The old one is kept."]


def plan(snapshot: repository.Snapshot) -> Plan:
    """Raises BackupError if the backup cannot be restored here."""
    databases.must_swap()
    refuse_if_half_done()
    found = manifest.read(snapshot)
    known = {*MigrationLoader(None).disk_migrations}
    had = {(app, name) for app, name in found.migrations}
    _refuse_newer(snapshot, found, known, had)
    now = manifest.describe(connection)
    return Plan(
        snapshot=snapshot,
        manifest=found,
        now=now,
        files_now=sum(1 for _path in files.paths(files.MEDIA)),
        saved_since=manifest.saved_after(found.newest_entry, snapshot.time) if now.newest_entry else [],
        migrations=len(known - had),
    )


def _refuse_newer(snapshot: repository.Snapshot, found: Manifest, known: set[tuple], had: set[tuple]) -> None:
    """Raise BackupError if this release lacks migrations of the backup that are no older than its own newest."""
    newest = {app: _number(name) for app, name in sorted(known)}
    unknown = [f"{app}.{name}" for app, name in sorted(had - known) if _number(name) >= newest.get(app, "")]
    if unknown:
        release = f" ({found.release})" if found.release else ""
        raise BackupError(
            f"{snapshot.id} comes from a newer release{release}: this one does not know its migrations "
            f"{', '.join(unknown[:5])}{' and others' if len(unknown) > 5 else ''}. "
            "Install that release, then restore. Nothing was changed."
        )


def _number(migration: str) -> str:
    return migration.partition("_")[0]


def restore(chosen: Plan, say: Say) -> Beside:
    """Do what `chosen` says. Return where the old data are. Raises BackupError, and then the old data are there."""
    moment = datetime.now(UTC)
    stamp = moment.strftime(databases.STAMP)
    with _prepared(chosen, stamp, say) as new:
        old = swap(new, stamp)
    with _failing(_swapped(old)):
        _after_swap(RESTORED, chosen.snapshot.time)
        if chosen.now.newest_entry and old.database:
            with databases.site_on(old.database):
                late = manifest.saved_after(chosen.now.newest_entry, moment)
            if late:
                say("\n".join(["Saved since the preview above, and only in the old database:", *late]))
    return old


@contextmanager
def _prepared(chosen: Plan, stamp: str, say: Say) -> Iterator[Beside]:
    """Prepare the backup's data beside the site's own. Delete them if that or the block fails."""
    media, archive = files.folder_of(files.MEDIA), files.folder_of(files.ARCHIVE)
    folder = media / f"{files.STAGED}{stamp}" if media else None
    with ExitStack() as stack, _failing(UNCHANGED):
        if archive:  # which loses nothing: the old database names its files
            _fetch_archive(chosen, archive)
        if folder:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            _fetch(chosen, files.MEDIA, folder)
        say("Database: restoring beside the old one")
        name = stack.enter_context(databases.fresh(stamp))
        load(chosen.snapshot, chosen.manifest, name)
        with databases.site_on(name):
            bring_up()
        yield Beside(stamp, name, folder)


@contextmanager
def _failing(state: str) -> Iterator[None]:
    """Say after any failure in which state the data are."""
    try:
        yield
    except Exception as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise BackupError(f"{reason}. {state}") from error


def _swapped(old: Beside) -> str:
    return f"The data HAVE been swapped; the old data are kept: {old}. To go back: manage.py restore --undo."


def _fetch(chosen: Plan, source: str, target: Path) -> None:
    """Add the files that the backup has of `source` to the folder `target`."""
    target.mkdir(parents=True, exist_ok=True)
    if folder := chosen.manifest.folders.get(source):
        repository.fetch(chosen.snapshot.id, folder, target)
    os.sync()  # a power cut after the swap finds them whole


def _fetch_archive(chosen: Plan, archive: Path) -> None:
    """Add the files that `archive` lacks: whole ones, and young ones, which the publisher leaves alone."""
    staged = archive.with_name(f"{files.STAGED}{files.ARCHIVE}")
    shutil.rmtree(staged, ignore_errors=True)  # of a restore that was killed
    try:
        _fetch(chosen, files.ARCHIVE, staged)
        for path in sorted(staged.rglob("*")):
            target = archive / path.relative_to(staged)
            if path.is_file() and not target.exists():
                path.touch()
                target.parent.mkdir(parents=True, exist_ok=True)
                path.rename(target)
        os.sync()
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def load(snapshot: repository.Snapshot, found: Manifest, name: str) -> None:
    """Restore the dump of a backup into the empty database `name`. Raises BackupError if rows are missing."""
    with TemporaryDirectory(prefix="backup-") as folder:
        dump = Path(folder, manifest.DUMP)
        repository.copy(snapshot.id, manifest.DUMP, dump)
        postgres.load(connection, dump, name)
    with databases.cursor(name) as cursor:
        cursor.execute("ANALYZE")  # else the first visitors wait for plans made without knowing the tables
        if faults := manifest.differences(manifest.rows_of(cursor), found.rows):
            raise BackupError(f"{snapshot.id} is not what was backed up: {'; '.join(faults)}.")


def verify(snapshot: repository.Snapshot, say: Say) -> None:
    """Read everything in the repository, and restore the dump. Raises BackupError if something is not right."""
    say("Reading and checking everything in the repository")
    repository.check()
    databases.must_swap()
    found = manifest.read(snapshot)
    with databases.fresh(datetime.now(UTC).strftime(databases.STAMP)) as name:
        say(f"Restoring into the database {name}")
        load(snapshot, found, name)
    databases.drop(name)
    say(f"Tables compared: {len(found.rows)}, {sum(found.rows.values()):,} rows")


def bring_up() -> None:
    """Bring the tables up to this release. A backup has no rights of accounts: what follows migrations gives them."""
    call_command("migrate", verbosity=0, interactive=False)


def undo(last: Beside) -> None:
    """Swap the data that a restore replaced with the present ones. Raises BackupError."""
    then = datetime.strptime(last.stamp, databases.STAMP).replace(tzinfo=UTC)
    stamp = max(datetime.now(UTC), then + timedelta(seconds=1)).strftime(databases.STAMP)  # it is newer
    with _failing(UNCHANGED):
        if last.database:
            with databases.site_on(last.database):
                bring_up()
        old = swap(last, stamp)
    with _failing(_swapped(old)):
        _after_swap(UNDONE, then)


def _after_swap(action: str, state: datetime) -> None:
    """Log `action` for the panel of the editor's home page: the data are of the moment `state`. Tell the publisher.

    Before it compares every file with the site, it takes down what was published after the backup, which is in the
    copy, but not in the restored list of what is there.
    """
    record(action, state=state.isoformat())
    Change.objects.create(label=CHECK, key="after a restore")
    forget_derived()


def forget_derived() -> None:
    """Clear what was derived from the old data, in this process and in shared caches."""
    ContentType.objects.clear_cache()
    for alias in settings.CACHES.keys() - {"limits", "visitor_limits"}:  # they are counted, not derived
        caches[alias].clear()


class RestoredPanel(Component):
    """Empty unless the site's data were swapped within the last days."""

    name = "restored"
    template_name = "wagtailadmin/home/restored.html"
    order = 40  # above the state of publishing

    def get_context_data(self, parent_context):
        swaps = AuditEntry.objects.filter(action__in=(RESTORED, UNDONE), at__gt=timezone.now() - SHOWN_FOR)
        if (entry := swaps.order_by("-pk").first()) is None:
            return {}
        return {"at": entry.at, "state": parse_datetime(entry.detail["state"]), "is_undone": entry.action == UNDONE}
