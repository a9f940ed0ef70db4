"""What is in a database, table by table: how many rows, and a digest of them.

The digest does not depend on the order of rows, nor on a session's way of writing dates and numbers.
"""

from django.db.backends.utils import CursorWrapper

PLAIN = """
    SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
"""
# 60 bits of each row's MD5: no protection against an attacker; restic's encryption is that.
CONTENT = "SELECT count(*), coalesce(sum(('x' || left(md5(_row::text), 15))::bit(60)::bigint), 0)::text FROM {} AS _row"
# What opens a session, counts tries, or is thrown away within days anyway: the tables are in a backup, without rows.
WITHOUT_ROWS = (
    "accounts_limits",
    "django_session",
    "usersessions_usersession",
    "visitor_limits",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
)
NO_ROWS = [0, "0"]  # as CONTENT says it
OURS = """
    SELECT c.oid::regclass::text, c.relname FROM pg_class c
    WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relname
"""


def schema(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_schema()")
    return cursor.fetchone()[0] or "public"


def extensions(cursor: CursorWrapper) -> list[list[str]]:
    """[name, schema] of each installed extension but PL/pgSQL, which every database has."""
    cursor.execute(
        "SELECT e.extname, n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname <> 'plpgsql' ORDER BY 1"
    )
    return [list(row) for row in cursor.fetchall()]


def content(cursor: CursorWrapper, schema: str) -> dict[str, list]:
    """[rows, digest] of each table in `schema`. Inside a transaction, whose settings it changes."""
    cursor.execute(PLAIN)
    cursor.execute(OURS, [schema])
    found = {}
    for quoted, name in cursor.fetchall():
        cursor.execute(CONTENT.format(quoted))
        found[name] = list(cursor.fetchone())
    return found


def content_of_backup(cursor: CursorWrapper, schema: str) -> dict[str, list]:
    """As `content`, of a backup that is made now."""
    found = content(cursor, schema)
    return found | {name: NO_ROWS for name in WITHOUT_ROWS if name in found}


def rows(cursor: CursorWrapper, schema: str) -> dict[str, int]:
    """How many rows each table has."""
    cursor.execute(OURS, [schema])
    found = {}
    for quoted, name in cursor.fetchall():
        cursor.execute(f"SELECT count(*) FROM {quoted}")  # noqa: S608 (quoted by PostgreSQL)
        found[name] = cursor.fetchone()[0]
    return found


def differences(wanted: dict[str, list], found: dict[str, list]) -> list[str]:
    """One line for each table that is not as it should be."""
    lines = []
    for name in sorted(wanted | found):
        if name not in found:
            lines.append(f"table {name}: missing, should have {wanted[name][0]} rows")
        elif name not in wanted:
            lines.append(f"table {name}: should not be there, has {found[name][0]} rows")
        elif wanted[name][0] != found[name][0]:
            lines.append(f"table {name}: {found[name][0]} rows, should be {wanted[name][0]}")
        elif wanted[name] != found[name]:
            lines.append(f"table {name}: {found[name][0]} rows as it should be, but their content differs")
    return lines


def applied(cursor: CursorWrapper) -> list[list[str]]:
    """The migrations that the database has had: [app, name]."""
    cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return []
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [list(row) for row in cursor.fetchall()]
