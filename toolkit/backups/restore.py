"""Puts a backup in place of the site's data, and back again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from toolkit.activity_log.record import record

from . import creation, database_swap, later_changes, media_swap, published_copy, repository, scratch, tables
from .errors import BackupError
from .files import KEPT, STAGED, STORE_FAILURES, paths
from .manifest import DUMP, Manifest, read
from .verification import SCRATCH

Say = Callable[[str], None]
RESTORED = "site.restored"  # in the activity log


@dataclass
class Plan:
    """What a restore would do."""

    snapshot: repository.Snapshot
    manifest: Manifest
    in_place: bool  # inside the site's own database
    rows_now: dict[str, int]
    files_now: int
    saved_since: list[str]  # one line each
    newest: int  # the activity log's newest entry
    missing: list[list[str]]  # migrations that the backup has not had
    backup_first: bool  # else the present data would be lost

    def lines(self) -> list[str]:
        manifest, now = self.manifest, self.rows_now
        name = connection.settings_dict["NAME"]
        lines = [
            f"Backup {self.snapshot.id} of {self.snapshot.time:%Y-%m-%d %H:%M} ({manifest.database}) replaces:",
            f"  database {name}: {sum(now.values()):,} rows in {len(now)} tables, "
            f"then {manifest.rows:,} in {len(manifest.tables)}",
        ]
        lines += self._tables()
        if self.saved_since:
            lines += ["  saved since that backup, and gone after this:", *self.saved_since]
        lines.append(f"  uploads: {self.files_now:,} files; the backup has {self.snapshot.files:,}, archive included")
        if self.missing:
            lines.append(f"  then it is migrated to this release ({len(self.missing)} migrations)")
        if self.in_place:
            lines.append("In one transaction inside the database: if anything fails, nothing changes.")
        else:
            lines.append("Into a fresh database, which then takes the name of the old one. The old one is kept.")
        if self.backup_first:
            lines.append("A backup of the present data is made first.")
        return lines

    def _tables(self) -> list[str]:
        """Lines about tables that would have other rows."""
        now, then = self.rows_now, {name: rows for name, (rows, _digest) in self.manifest.tables.items()}
        lines = []
        for name in sorted(now):
            if name not in then:
                lines.append(f"    {name}: {now[name]:,} rows, then no such table")
            elif now[name] != then[name]:
                lines.append(f"    {name}: {now[name]:,} rows, then {then[name]:,}")
        new = len(then.keys() - now)
        if new:
            lines.append(f"    {new} tables that are not there now")
        return lines or ["    as many rows in every table"]


def plan(
    snapshot: repository.Snapshot, manifest: Manifest, in_place: bool = False, without_backup: bool = False
) -> Plan:
    """`in_place` where another way would do. Raises BackupError if this release cannot run on the backup."""
    try:
        with connection.cursor() as cursor:
            now = tables.rows(cursor, tables.schema(cursor))
            applied = {(app, name) for app, name in tables.applied(cursor)}
        newest = 0
        saved_since: list[str] = []
        if later_changes.TABLE in now:
            newest = later_changes.newest()
            saved_since = later_changes.missing_from_backup(
                manifest.tables.get(later_changes.TABLE, [0])[0], snapshot.time
            )
    except DatabaseError as error:
        raise BackupError(f"The database: {' '.join(str(error).split())}.") from error
    in_place = in_place or not database_swap.may_swap()
    return Plan(
        snapshot=snapshot,
        manifest=manifest,
        in_place=in_place,
        rows_now=now,
        files_now=sum(1 for _path in paths(storages["default"])),
        saved_since=saved_since,
        newest=newest,
        missing=_missing_migrations(snapshot, manifest, applied),
        backup_first=bool(now) and (in_place or not media_swap.is_folder(storages["default"])) and not without_backup,
    )


def _missing_migrations(snapshot: repository.Snapshot, manifest: Manifest, now: set[tuple]) -> list[list[str]]:
    """Those that this release has and the backup has not had; `now` are those of the site's database."""
    known = {*MigrationLoader(None).disk_migrations}
    newest: dict[str, str] = {}
    for app, name in known:
        newest[app] = max(newest.get(app, ""), _number(name))
    had = {(app, name) for app, name in manifest.migrations}
    # What is older than ours was squashed away since; what the site's database has had comes from no newer release.
    unknown = [
        f"{app}.{name}" for app, name in sorted(had - known - now) if app not in newest or _number(name) >= newest[app]
    ]
    if unknown:
        release = f" ({manifest.release})" if manifest.release else ""
        raise BackupError(
            f"{snapshot.id} comes from a newer release{release}: this one does not know "
            f"its migrations {', '.join(unknown[:5])}{' and others' if len(unknown) > 5 else ''}. "
            "Install that release, then restore. Nothing was changed."
        )
    return [list(one) for one in sorted(known - had)]


def _number(migration: str) -> str:
    return migration.partition("_")[0]


def restore(chosen: Plan, say: Say) -> str:
    """Do what `chosen` says; how to get back, in one sentence. Raises BackupError, and then the old data are there."""
    stamp = datetime.now(UTC).strftime(database_swap.STAMP)
    snapshot, manifest = chosen.snapshot.id, chosen.manifest
    back, fresh, old = "", None, ""
    present: dict[str, list] = {}
    if chosen.backup_first:
        before = creation.make(say, repository.BEFORE_RESTORE)
        present = read(before).tables
        back = f"To go back: manage.py restore {before.id}."
    media = media_swap.of_the_site(stamp)
    try:
        with NamedTemporaryFile(prefix="backup-") as dump:
            repository.copy(snapshot, f"/{DUMP}", dump)
            media.stage(snapshot, manifest, say)
            media_swap.add_archive(snapshot, manifest)
            if not chosen.in_place:
                say("Database: restoring beside the old one")
                fresh = database_swap.prepare(manifest, Path(dump.name), stamp, migrate=bool(chosen.missing))
            media.swap()
            if fresh:
                old = database_swap.swap(fresh, stamp)
                back = f"The old database is kept as {old}. To go back: manage.py restore --undo."
            else:
                say("Database: restoring in place")
                database_swap.replace(manifest, Path(dump.name), present)
    except BaseException as error:
        media.undo()
        if fresh:
            with suppress(DatabaseError, BackupError), scratch.server() as cursor:
                scratch.drop(cursor, fresh)
        if isinstance(error, (*STORE_FAILURES, DatabaseError)):
            reason = " ".join(str(error).split())
            raise BackupError(f"{reason}. The site's data are as they were.") from error
        raise
    media.finish(is_saved=chosen.in_place and chosen.backup_first)
    forget_what_was_known()
    if chosen.in_place:
        _migrate(say, back, migrate=bool(chosen.missing))
    published_copy.note()
    tell(chosen.snapshot.time)
    if old and (late := _saved_meanwhile(old, chosen)):
        for line in ("Saved since the preview above, and only in the old database:", *late):
            say(line)
    return back


def _saved_meanwhile(old: str, chosen: Plan) -> list[str]:
    if not chosen.newest:
        return []  # the old database had no log
    with scratch.site_on(old):
        return later_changes.saved_after(chosen.newest)


def _migrate(say: Say, back: str, *, migrate: bool) -> None:
    if migrate:
        say("Database: migrating to this release")
    try:
        database_swap.bring_up(migrate)
    except Exception as error:
        raise BackupError(f"The backup is restored, but this release cannot migrate it: {error}. {back}") from error


def tell(state: datetime) -> None:
    """Tell the people who edit: the panel of the editor's home page reads it in the activity log."""
    record(RESTORED, state=state.isoformat())


def forget_what_was_known() -> None:
    """Clear what was derived from the old data, in this process and in shared caches."""
    ContentType.objects.clear_cache()
    for alias in settings.CACHES.keys() - {"limits", "visitor_limits"}:  # they are counted, not derived
        caches[alias].clear()


@dataclass(frozen=True)
class Kept:
    """Data that a restore put aside: a database, a folder of uploads, or both."""

    stamp: str
    database: str | None
    folder: Path | None

    def __str__(self):
        parts = [f"database {self.database}"] if self.database else []
        parts += [f"uploads {self.folder}"] if self.folder else []
        return " and ".join(parts)


def kept() -> list[Kept]:
    """Data that restores have put aside and nobody has deleted, oldest first."""
    return _aside(database_swap.KEPT, KEPT)


def left() -> list[Kept]:
    """Data that killed restores and verifications have left, or that one is working on now."""
    return _aside(database_swap.FRESH, STAGED) + _aside(SCRATCH, None)


def _aside(infix: str, prefix: str | None) -> list[Kept]:
    databases, folders = {}, {}
    with suppress(BackupError), scratch.server() as cursor:
        for name in scratch.like(cursor, connection.settings_dict["NAME"], infix):
            databases[name.rpartition(infix)[2]] = name
    storage = storages["default"]
    if prefix and media_swap.is_folder(storage):
        for folder in Path(storage.location).glob(f"{prefix}*"):
            folders[folder.name.removeprefix(prefix)] = folder
    return [Kept(stamp, databases.get(stamp), folders.get(stamp)) for stamp in sorted({*databases, *folders})]


def undo(last: Kept) -> None:
    """Exchange the present data with those a restore put aside; they are kept in turn. Raises BackupError."""
    then = datetime.strptime(last.stamp, database_swap.STAMP).replace(tzinfo=UTC)
    stamp = max(datetime.now(UTC), then + timedelta(seconds=1)).strftime(database_swap.STAMP)  # it is newer
    folder = last.folder.with_name(f"{KEPT}{stamp}") if last.folder else None
    try:
        if last.folder and folder:
            media_swap.exchange(last.folder.parent, last.folder, folder)
        if last.database:
            database_swap.swap(last.database, stamp)
    except (OSError, BackupError) as error:
        if last.folder and folder and folder.exists():
            media_swap.exchange(folder.parent, folder, last.folder)
        raise BackupError(f"{error} Nothing was changed.") from error
    forget_what_was_known()
    published_copy.note()
    tell(then)


def forget(one: Kept) -> None:
    """Delete data that a restore put aside or left."""
    if one.database:
        with scratch.server() as cursor:
            scratch.drop(cursor, one.database)
    if one.folder:
        media_swap.delete_folder(one.folder)
