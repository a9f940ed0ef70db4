"""The description that a backup holds of itself, and what people saved after it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from toolkit.activity_log.models import AuditEntry
from toolkit.backups import repository
from toolkit.backups.postgres import WITHOUT_ROWS

FORMAT = 2
NAME = "backup.json"  # in the root of a snapshot, beside the dump
DUMP = "database.dump"
TABLES = """
    SELECT relname, oid::regclass::text FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname
"""
LOG = AuditEntry._meta.db_table
NOT_CONTENT = r"^(audit|cdn|command|export|session|signin)\."  # actions that the lists of later changes leave out
SHOWN = 200  # later changes


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, and of what it was made."""

    release: str
    postgresql: str  # version of the server
    database: str
    migrations: list[list[str]]  # applied: [app, name]
    rows: dict[str, int]  # by table
    newest_entry: int  # key, of the activity log
    folders: dict[str, str] = field(default_factory=dict)  # where the snapshot has uploads and archive

    def to_json(self, folders: dict[str, str]) -> str:
        """Describe a backup that has these folders. It leaves out the rows of some tables."""
        rows = self.rows | {name: 0 for name in WITHOUT_ROWS if name in self.rows}
        values = asdict(self) | {"format": FORMAT, "folders": folders, "rows": rows}
        return json.dumps(values, indent=1, sort_keys=True)


def describe(source: BaseDatabaseWrapper) -> Manifest:
    """Describe the database of a connection as it is now."""
    with source.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version')")
        database, version = cursor.fetchone()
        rows = rows_of(cursor)
        newest = 0
        if LOG in rows:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {LOG}")  # noqa: S608 (a constant)
            (newest,) = cursor.fetchone()
    return Manifest(
        release=settings.RELEASE,
        postgresql=version,
        database=database,
        migrations=[list(one) for one in sorted(MigrationRecorder(source).applied_migrations())],
        rows=rows,
        newest_entry=newest,
    )


def rows_of(cursor: CursorWrapper) -> dict[str, int]:
    """Count the rows of each table."""
    cursor.execute(TABLES)
    rows = {}
    for name, quoted in cursor.fetchall():
        cursor.execute(f"SELECT count(*) FROM {quoted}")  # noqa: S608 (quoted by PostgreSQL)
        (rows[name],) = cursor.fetchone()
    return rows


def differences(here: dict[str, int], backup: dict[str, int]) -> list[str]:
    """Describe, in one line each, the tables that have more or fewer rows than in the backup."""
    return [
        f"{name}: {here.get(name, 'no')} rows here, {backup.get(name, 'no')} in the backup"
        for name in sorted(here | backup)
        if here.get(name) != backup.get(name)
    ]


def read(snapshot: repository.Snapshot) -> Manifest:
    with TemporaryDirectory(prefix="backup-") as folder:
        repository.copy(snapshot.id, NAME, Path(folder, NAME))
        values = json.loads(Path(folder, NAME).read_text())
    if values.pop("format") != FORMAT:
        raise repository.BackupError(f"{snapshot.id} was made by another release: install that one, then restore.")
    return Manifest(**values)


def saved_after(key: int, moment: datetime) -> list[str]:
    """Describe what was saved after the entry with this key, or after `moment`.

    The key finds what was saved while a backup was being made; the time, what has a lower key because the log itself
    was restored.
    """
    later = AuditEntry.objects.filter(Q(pk__gt=key) | Q(at__gt=moment))
    entries: QuerySet = later.exclude(action__regex=NOT_CONTENT).order_by("-pk")
    shown = [f"    {localtime(entry.at):%Y-%m-%d %H:%M} {entry}" for entry in entries[:SHOWN]]
    rest = entries.count() - len(shown)
    return shown + ([f"    and {rest:,} before that: see the activity log"] if rest > 0 else [])
