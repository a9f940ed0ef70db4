"""Makes a backup: database and files as they were at one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO

import django
import wagtail
from django.conf import settings
from django.core.files.storage import Storage
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from toolkit.backups import checks, encryption, postgres, tables

from .errors import BackupError
from .manifest import Entry, Manifest, entries_to_bytes
from .progress import Progress, size
from .sources import paths, sources
from .store import DUMP, FAILURES, LISTING, NAME, OBJECTS, FileChanged, Store

LOCK = 28_2006  # an arbitrary number, not the publisher's: one backup of a database at a time
ATTEMPTS = 3  # to read a file that is written to at the same time
Say = Callable[[str], None]


def make(store: Store, say: Say, why: str = "", anew: bool = False) -> Manifest:
    """Back up the site into `store`; raises BackupError, and what was there before stays as it was.

    `anew` writes every file again, in place of one that may have rotted in the store. Files are read once before the
    database and, where they changed, once after: whatever the dump names is among them, also if it is added or deleted
    in between.
    """
    keys = checks.keys()
    with alone() as own:
        found = postgres.programs(own)
        folders = store.folders()
        name = _free_name(folders)
        files = Files(store, keys, say, anew)
        try:
            files.collect()
            manifest = _database(own, found, store, name, keys, say)
            files.collect()
            manifest = _described(manifest, why, files, store)
            store.put_manifest(manifest)
        except BaseException:
            store.discard(name, files.added)
            raise
    return manifest


@contextmanager
def alone() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, on which no other backup or clearing up of this site runs."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise BackupError("Another backup of this site is being made.")
        yield own
    except DatabaseError as error:
        raise BackupError(f"The database: {' '.join(str(error).split())}.") from error
    finally:
        # Now, not when the server gets to know that the session ended: clearing up follows at once.
        with suppress(DatabaseError), own.cursor() as cursor:
            cursor.execute("ROLLBACK")
            cursor.execute("SELECT pg_advisory_unlock_all()")
        own.close()


def _free_name(taken: list[str]) -> str:
    moment = datetime.now(UTC)
    while moment.strftime(NAME) in taken:
        moment += timedelta(seconds=1)
    return moment.strftime(NAME)


def _database(
    own: BaseDatabaseWrapper, found: postgres.Programs, store: Store, name: str, keys: list[str], say: Say
) -> dict:
    """Dump the database and count its rows, both of one snapshot: what the manifest says of it."""
    with own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, version = cursor.fetchone()
        schema = tables.schema(cursor)
        made = datetime.now(UTC)
        say(f"Database {own.settings_dict['NAME']} (PostgreSQL {version}) with the programs of {found}")
        content = tables.content_of_backup(cursor, schema)
        with postgres.dumping(own, found, snapshot, schema) as stream:
            dump = store.put(f"{name}/{DUMP}{_suffix(keys)}", stream, keys)
        say(f"  {len(content)} tables, {sum(rows for rows, _digest in content.values()):,} rows: {size(dump.size)}")
        values = {
            "name": name,
            "made": made,
            "versions": {
                "release": settings.RELEASE,
                "django": django.get_version(),
                "wagtail": wagtail.__version__,
                "postgresql": version,
                "dump": str(found.major),
            },
            "database": {
                "name": own.settings_dict["NAME"],
                "schema": schema,
                "extensions": tables.extensions(cursor),
            },
            "migrations": tables.applied(cursor),
            "tables": content,
            "dump": dump,
            "recipients": keys,
        }
        cursor.execute("ROLLBACK")
    return values


def _described(values: dict, why: str, files: "Files", store: Store) -> Manifest:
    entries = files.entries()
    listing = BytesIO(entries_to_bytes(entries))
    part = store.put(f"{values['name']}/{LISTING}{_suffix(files.keys)}", listing, files.keys)
    return Manifest(
        **values,
        why=why,
        listing=part,
        files={"count": len(entries), "bytes": sum(entry.size for entry in entries)},
        objects=sorted({entry.object for entry in entries}),
    )


def _suffix(keys: list[str]) -> str:
    return encryption.SUFFIX if keys else ""


class Files:
    """The site's files, each put into the store if its content is not there yet."""

    def __init__(self, store: Store, keys: list[str], say: Say, anew: bool):
        self.store, self.keys, self.say = store, keys, say
        self.added: list[str] = []  # objects that no other backup has
        self._before = store.objects()
        self._there = set() if anew else {*self._before}
        self._found: dict[tuple[str, str], tuple[tuple, Entry]] = {}

    def entries(self) -> list[Entry]:
        return [entry for _key, (_mark, entry) in sorted(self._found.items())]

    def collect(self) -> None:
        """Read every file that was not read before, or changed since."""
        again = bool(self._found)
        progress = Progress(self.say, "Files looked through again" if again else "Files")
        for source, storage, folder in sources():
            try:
                for path in paths(storage, folder):
                    self._read(source, storage, path, progress)
            except FAILURES as error:
                raise BackupError(f"The files of the site ({source}) cannot be read: {error}.") from error
        progress.end("" if again else f"{len(self.added)} new in the store")

    def _read(self, source: str, storage: Storage, path: str, progress: Progress) -> None:
        try:
            mark = (storage.size(path), storage.get_modified_time(path))
            known = self._found.get((source, path))
            if not known or known[0] != mark:
                self._found[source, path] = mark, self._entry(source, storage, path)
            progress.add(mark[0])
        except FileNotFoundError:
            pass  # deleted while we looked: if it was read before, it stays among the files

    def _entry(self, source: str, storage: Storage, path: str) -> Entry:
        for _attempt in range(ATTEMPTS):
            with storage.open(path) as file:
                read = encryption.Hashed(file)
                while read.read(encryption.CHUNK):
                    pass
            name = encryption.object_name(read.sha256, self.keys)
            try:
                if name not in self._there:
                    self._put(name, storage, path, read.sha256)
            except FileChanged:
                continue
            return Entry(source, path, read.size, read.sha256, name)
        raise BackupError(f"{path} is written to all the time: it cannot be backed up.")

    def _put(self, name: str, storage: Storage, path: str, digest: str) -> None:
        with storage.open(path) as file:
            self.store.put(f"{OBJECTS}/{name}", file, self.keys, check=digest)
        self._there.add(name)
        if name not in self._before:
            self.added.append(name)
