"""Puts the database of a backup in place of the site's own.

There are two ways. Where our account may make and rename databases, the backup is restored into a fresh one, and one
transaction exchanges the names: the old database stays, under a name with `_before_`. Elsewhere (many hosted databases)
one transaction drops the site's tables, restores, compares, and commits: after any failure nothing has changed.
"""

import time
from pathlib import Path

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from psycopg2.extensions import QuotedString

from . import postgres, scratch, tables
from .errors import BackupError
from .manifest import Manifest

STAMP = "%Y%m%dt%H%M%S"
FRESH, KEPT = "_restoring_", "_before_"
DIFFERS = "table % has % rows after restoring, or other ones: the backup says %"
CHANGED = (
    "somebody saved after the present data were backed up (table % has % rows, or other ones than the % then), so "
    "nothing was changed: stop the application and the worker, and restore again"
)
BUSY = (
    "others use the tables all the time, so nothing was changed: stop the application and the worker, and restore again"
)
LOCK_WAIT, LOCK_ATTEMPTS = 200, 300  # milliseconds; about a minute
ATTEMPTS, PAUSE = 20, 0.25  # seconds; while others connect again and again

# Only those of this account and of its roles, such as the public door's: a plain owner cannot end others.
END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname IN ({names}) AND backend_type = 'client backend' AND pid <> pg_backend_pid()
        AND pg_has_role(usesysid, 'USAGE')
"""
# Drops tables, views, sequences, functions, and types of a schema, but not what belongs to an extension. psql runs each
# row; what went with an earlier one is no longer there.
EMPTY = """
SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name) FROM (
    SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
            WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
        oid::regclass::text, 'pg_class'::regclass, oid, relkind = 'S'
    FROM pg_class WHERE relnamespace = {schema}::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL SELECT 'ROUTINE', oid::regprocedure::text, 'pg_proc'::regclass, oid, true
    FROM pg_proc WHERE pronamespace = {schema}::regnamespace
    UNION ALL SELECT 'TYPE', oid::regtype::text, 'pg_type'::regclass, oid, true
    FROM pg_type WHERE typnamespace = {schema}::regnamespace AND typtype IN ('e', 'd', 'r')
) AS everything (kind, name, catalog, number, is_later)
WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = catalog AND objid = number AND deptype = 'e')
ORDER BY is_later \\gexec
"""
# Nobody else reads or writes until the end of the transaction. Somebody who holds one table may ask for the next: each
# wait is shorter than the server's for a deadlock, and gives all tables back, so that a save that began can end.
# Sessions that wait at the end are ended, or their requests would do one half before and the other half after.
LOCK = """
DO $lock$
DECLARE
    every text := (
        SELECT string_agg(oid::regclass::text, ', ' ORDER BY oid)
        FROM pg_class WHERE relnamespace = {schema}::regnamespace AND relkind IN ('r', 'p')
    );
BEGIN
    IF every IS NULL THEN RETURN; END IF;
    PERFORM set_config('lock_timeout', '{wait}ms', true);
    FOR attempt IN 1..{attempts} LOOP
        BEGIN
            EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', every);
            PERFORM set_config('lock_timeout', '0', true);
            RETURN;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(0.05 * random());
        END;
    END LOOP;
    RAISE EXCEPTION {busy};
END $lock$;
"""
# Every table must have the rows and the digest that a manifest says.
COMPARE = """
DO $compare$
DECLARE one record; has bigint; hash text;
BEGIN
    FOR one IN SELECT * FROM (VALUES {wanted}) AS wanted (name, rows, digest) LOOP
        EXECUTE format({content}, one.name) INTO has, hash;
        IF (has, hash) IS DISTINCT FROM (one.rows, one.digest) THEN
            RAISE EXCEPTION {otherwise}, one.name, has, one.rows;
        END IF;
    END LOOP;
END
$compare$;
"""


def fill(manifest: Manifest, dump: Path, name: str, *, present: dict[str, list] | None = None) -> None:
    """Restore `dump` into the database `name`: all of it, compared with `manifest`, or nothing. Raises BackupError.

    With `present`, it first drops what the schema holds, if its tables still have that content. Missing extensions are
    made, others left as they are: a plain owner may not touch those of the server.
    """
    schema, quote = manifest.schema, scratch.quoted
    before = [f"CREATE SCHEMA IF NOT EXISTS {quote(schema)};"]
    if present is not None:
        before += [
            f"SET LOCAL search_path = {quote(schema)};",
            LOCK.format(schema=_text(schema), wait=LOCK_WAIT, attempts=LOCK_ATTEMPTS, busy=_text(BUSY)),
            f"{END_SESSIONS.format(names=_text(name))};",
            _comparison(schema, {table: present[table] for table in present.keys() - {*tables.WITHOUT_ROWS}}, CHANGED),
            EMPTY.format(schema=_text(schema)),
        ]
    before += [
        f"CREATE EXTENSION IF NOT EXISTS {quote(extension)} SCHEMA {quote(place)};"
        for extension, place in manifest.extensions
    ]
    postgres.load(connection, dump, name, "\n".join(before), _comparison(schema, manifest.tables, DIFFERS))
    with scratch.cursor(name) as cursor:
        cursor.execute("ANALYZE")  # else the first visitors wait for plans made without knowing the tables


def _comparison(schema: str, content: dict[str, list], otherwise: str) -> str:
    """SQL that raises `otherwise` unless the tables have this content."""
    if not content:
        return ""
    wanted = ", ".join(
        f"({_text(f'{scratch.quoted(schema)}.{scratch.quoted(name)}')}, {int(rows)}::bigint, {_text(digest)})"
        for name, (rows, digest) in content.items()
    )
    query = tables.CONTENT.format("%s")
    return tables.PLAIN + COMPARE.format(wanted=wanted, content=_text(query), otherwise=_text(otherwise))


def _text(value: str) -> str:
    quoted = QuotedString(value)
    quoted.encoding = "utf-8"
    return quoted.getquoted().decode()


def may_swap() -> bool:
    """Whether our account may rename the site's database, and make the one that takes its place."""
    if not scratch.may_create():
        return False
    with scratch.server() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, datdba, 'USAGE') FROM pg_database WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
        return cursor.fetchone()[0]


def prepare(manifest: Manifest, dump: Path, stamp: str, migrate: bool) -> str:
    """The name of a fresh database with the backup in it, brought up to this release."""
    site = connection.settings_dict["NAME"]
    name = scratch.name_beside(site, FRESH + stamp)
    with scratch.server() as cursor:
        scratch.create(cursor, name, site)
        try:
            fill(manifest, dump, name)
            with scratch.site_on(name):
                bring_up(migrate)
        except BaseException:
            scratch.drop(cursor, name)
            raise
    return name


def bring_up(migrate: bool) -> None:
    """Bring the tables up to this release. A backup has no rights of accounts: what follows migrations gives them."""
    if migrate:
        call_command("migrate", verbosity=0, interactive=False)
    else:
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def swap(fresh: str, stamp: str) -> str:
    """Swap `fresh` in under the name of the site's database, in one transaction. Return the new name of the old one."""
    site = connection.settings_dict["NAME"]
    old = scratch.name_beside(site, KEPT + stamp)
    connection.close()
    with scratch.server() as cursor:
        _copy_settings(cursor, site, fresh)
        for attempt in range(ATTEMPTS):
            try:
                cursor.execute(END_SESSIONS.format(names="%s, %s"), [site, fresh])
                cursor.execute(
                    f"BEGIN; ALTER DATABASE {scratch.quoted(site)} RENAME TO {scratch.quoted(old)}; "
                    f"ALTER DATABASE {scratch.quoted(fresh)} RENAME TO {scratch.quoted(site)}; COMMIT"
                )
            except DatabaseError as error:
                cursor.execute("ROLLBACK")
                if attempt == ATTEMPTS - 1:
                    said = " ".join(str(error).split())
                    raise BackupError(
                        f"The databases cannot change names ({said}): end what uses {site}, or restore --in-place. "
                        "The site's database is as it was."
                    ) from error
                time.sleep(PAUSE)
            else:
                connection.close()  # END_SESSIONS closed it if anything had opened it again
                return old
    raise AssertionError("unreachable")


def kept() -> list[str]:
    """The databases that restores have put aside and nobody has deleted, oldest first."""
    with connection.cursor() as cursor:
        return scratch.like(cursor, connection.settings_dict["NAME"], KEPT)


def _copy_settings(cursor: CursorWrapper, source: str, target: str) -> None:
    """What was set by ALTER DATABASE … SET stays with the name."""
    cursor.execute(
        "SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase "
        "WHERE s.setrole = 0 AND d.datname = %s",
        [source],
    )
    for (setting,) in cursor.fetchall():
        name, _, value = setting.partition("=")
        quoted = value if name == "search_path" else _text(value)  # a list of names, quoted already
        cursor.execute(f"ALTER DATABASE {scratch.quoted(target)} SET {scratch.quoted(name)} TO {quoted}")


def replace(manifest: Manifest, dump: Path, present: dict[str, list]) -> None:
    """The second way: everything inside the site's own database, if that has the content `present`."""
    try:
        fill(manifest, dump, connection.settings_dict["NAME"], present=present)
    finally:
        connection.close()  # it was ended with all others
