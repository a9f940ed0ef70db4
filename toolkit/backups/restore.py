"""Puts a backup in place of the site's data, and back again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from toolkit.backups import database_swap, media_swap, published_copy, scratch, tables
from toolkit.backups.creation import make
from toolkit.backups.reader import Reader
from toolkit.backups.verification import SCRATCH

from .errors import BackupError
from .manifest import Manifest
from .sources import KEPT, STAGED, paths
from .store import Store

Say = Callable[[str], None]


@dataclass
class Plan:
    """What a restore would do."""

    manifest: Manifest
    in_place: bool  # inside the site's own database
    rows_now: dict[str, int]
    files_now: int
    missing: list[list[str]]  # migrations that the backup has not had
    backup_first: bool  # what is there would be lost but for a backup

    def lines(self) -> list[str]:
        manifest, now = self.manifest, self.rows_now
        name = connection.settings_dict["NAME"]
        lines = [
            f"Backup {manifest.name} of the database {manifest.database['name']} replaces:",
            f"  database {name}: {sum(now.values()):,} rows in {len(now)} tables "
            f"by {manifest.rows:,} in {len(manifest.tables)}",
        ]
        lines += self._tables()
        lines.append(f"  uploads: {self.files_now:,} files by those of the backup ({manifest.files['count']:,} in all)")
        if self.missing:
            lines.append(f"  then it is migrated to this release ({len(self.missing)} migrations)")
        if self.in_place:
            lines.append("In one transaction inside the database: if anything fails, nothing has happened.")
        else:
            lines.append("Into a fresh database, which then takes the name of the old one. The old one is kept.")
        if self.backup_first:
            lines.append("A backup of what is there now is made first.")
        return lines

    def _tables(self) -> list[str]:
        """What becomes of the tables that are there now."""
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


def plan(manifest: Manifest, in_place: bool = False, without_backup: bool = False) -> Plan:
    """`in_place` where another way would do. Raises BackupError if this release cannot run on the backup."""
    try:
        with connection.cursor() as cursor:
            now = tables.rows(cursor, tables.schema(cursor))
            applied = {(app, name) for app, name in tables.applied(cursor)}
    except DatabaseError as error:
        raise BackupError(f"The database: {' '.join(str(error).split())}.") from error
    in_place = in_place or not database_swap.may_swap()
    local = isinstance(storages["default"], FileSystemStorage)
    return Plan(
        manifest=manifest,
        in_place=in_place,
        rows_now=now,
        files_now=sum(1 for _path in paths(storages["default"])),
        missing=_missing_migrations(manifest, applied),
        backup_first=bool(now) and (in_place or not local) and not without_backup,
    )


def _missing_migrations(manifest: Manifest, now: set[tuple]) -> list[list[str]]:
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
        release = manifest.versions["release"]
        raise BackupError(
            f"{manifest.name} comes from a newer release{f' ({release})' if release else ''}: this one does not know "
            f"its migrations {', '.join(unknown[:5])}{' and others' if len(unknown) > 5 else ''}. "
            "Install that release, then restore. Nothing was changed."
        )
    return [list(one) for one in sorted(known - had)]


def _number(migration: str) -> str:
    return migration.partition("_")[0]


def restore(store: Store, chosen: Plan, secrets: list, say: Say) -> str:
    """Do what `chosen` says; how to get back, in one sentence. Raises BackupError, and then the old data are there."""
    stamp = datetime.now(UTC).strftime(database_swap.STAMP)
    manifest = chosen.manifest
    reader = Reader(store, manifest, secrets)
    entries = reader.entries()  # which tries the key, too
    back = ""
    if chosen.backup_first:
        before = make(store, say, why=f"before restoring {manifest.name}")
        back = f"manage.py restore {before.name} brings back what was there."
    media = media_swap.of_the_site(stamp)
    fresh = None
    try:
        with reader.dump() as dump:
            media.stage(reader, entries, say)
            media_swap.add_archive(reader, entries, say)
            if not chosen.in_place:
                say("Database: restoring beside the old one")
                fresh = database_swap.prepare(manifest, dump, stamp, migrate=bool(chosen.missing))
            media.swap()
            if chosen.in_place:
                say("Database: restoring in place")
                database_swap.replace(manifest, dump)
            else:
                old = database_swap.swap(fresh, stamp)
                back = f"The old database is kept as {old}: manage.py restore --undo exchanges them again."
    except BaseException as error:
        media.undo()
        if fresh:
            with suppress(DatabaseError, BackupError), scratch.server() as cursor:
                scratch.drop(cursor, fresh)
        if isinstance(error, OSError | DatabaseError):
            said = " ".join(str(error).split())
            raise BackupError(f"{said}. The site's data are as they were.") from error
        raise
    media.finish(saved=chosen.in_place and chosen.backup_first)
    forget_what_was_known()
    if chosen.in_place and chosen.missing:
        _migrate(say, back)
    published_copy.note()
    return back


def _migrate(say: Say, back: str) -> None:
    say("Database: migrating to this release")
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except Exception as error:
        raise BackupError(f"The backup is restored, but this release cannot migrate it: {error}. {back}") from error


def forget_what_was_known() -> None:
    """Nothing that was derived from the old data is used again in this process or in a shared cache."""
    ContentType.objects.clear_cache()
    for alias in settings.CACHES.keys() - {"limits"}:  # tries to sign in are counted, not derived
        caches[alias].clear()


@dataclass(frozen=True)
class Kept:
    """What a restore put aside: a database, a folder of uploads, or both."""

    stamp: str
    database: str | None
    folder: Path | None

    def __str__(self):
        parts = [f"database {self.database}"] if self.database else []
        parts += [f"uploads {self.folder}"] if self.folder else []
        return " and ".join(parts)


def kept() -> list[Kept]:
    """What restores have put aside and nobody has deleted, oldest first."""
    return _aside(database_swap.KEPT, KEPT)


def left() -> list[Kept]:
    """What restores and verifications that were killed have left; or what one that runs now is at."""
    return _aside(database_swap.FRESH, STAGED) + _aside(SCRATCH, None)


def _aside(infix: str, prefix: str | None) -> list[Kept]:
    databases, folders = {}, {}
    with suppress(BackupError), scratch.server() as cursor:
        for name in scratch.like(cursor, connection.settings_dict["NAME"], infix):
            databases[name.rpartition(infix)[2]] = name
    storage = storages["default"]
    if prefix and isinstance(storage, FileSystemStorage):
        for folder in Path(storage.location).glob(f"{prefix}*"):
            folders[folder.name.removeprefix(prefix)] = folder
    return [Kept(stamp, databases.get(stamp), folders.get(stamp)) for stamp in sorted({*databases, *folders})]


def undo(last: Kept) -> None:
    """Exchange what is there with what a restore put aside, which then is kept in turn. Raises BackupError."""
    then = datetime.strptime(last.stamp, database_swap.STAMP).replace(tzinfo=UTC)
    stamp = max(datetime.now(UTC), then + timedelta(seconds=1)).strftime(database_swap.STAMP)  # it is newer
    media = media_swap.InFolder(Path(storages["default"].location), stamp)
    try:
        if last.folder:
            last.folder.rename(media.staged)
            media.swap()
        if last.database:
            database_swap.swap(last.database, stamp)
    except (OSError, BackupError) as error:
        if last.folder:
            media.back()
            media.staged.rename(last.folder)
        raise BackupError(f"{error} Nothing was changed.") from error
    forget_what_was_known()
    published_copy.note()


def forget(one: Kept) -> None:
    """Delete what a restore put aside or left."""
    if one.database:
        with scratch.server() as cursor:
            scratch.drop(cursor, one.database)
    if one.folder:
        media_swap.delete_folder(one.folder)
