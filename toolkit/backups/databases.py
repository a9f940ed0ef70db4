"""Databases beside the site's own, on the same server."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from .repository import BackupError

LONGEST_NAME = 63  # bytes, PostgreSQL's limit
STAMP = "%Y%m%dt%H%M%S"
FRESH, KEPT = "_restoring_", "_before_"
# Only those of this account and of its roles, such as the public door's: a plain owner cannot end others.
END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = ANY(%s) AND backend_type = 'client backend' AND pid <> pg_backend_pid()
        AND pg_has_role(usesysid, 'USAGE')
"""
# A new database with the encoding and sorting of another one.
CREATE = """
    SELECT format(
        'CREATE DATABASE %%I TEMPLATE template0 ENCODING %%L LC_COLLATE %%L LC_CTYPE %%L LOCALE_PROVIDER ',
        %s, pg_encoding_to_char(encoding), datcollate, datctype
    ) || CASE datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu ICU_LOCALE ' ELSE 'builtin BUILTIN_LOCALE ' END
    || coalesce(quote_literal(coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')), '')
    FROM pg_database d WHERE datname = %s
"""
MAY_SWAP = """
    SELECT (rolcreatedb OR rolsuper) AND pg_has_role(current_user, datdba, 'USAGE')
    FROM pg_roles, pg_database WHERE rolname = current_user AND datname = %s
"""


@contextmanager
def cursor(database: str) -> Iterator[CursorWrapper]:
    """Open a separate connection to another database of the site's server."""
    other = connection.copy()
    other.settings_dict["NAME"] = database
    try:
        with other.cursor() as opened:
            yield opened
    finally:
        other.close()


def server() -> AbstractContextManager[CursorWrapper]:
    """Open a connection outside the site's database, from where databases can be made and renamed."""
    return cursor("postgres")


def site() -> str:
    """Return the name of the site's database."""
    return connection.settings_dict["NAME"]


def name_beside(suffix: str) -> str:
    """Return the name of the site's database with `suffix`, as long as PostgreSQL allows."""
    return site().encode()[: LONGEST_NAME - len(suffix)].decode(errors="ignore") + suffix


def beside(infix: str) -> dict[str, str]:
    """Return the databases beside the site's own whose suffix begins with `infix`, by their stamp."""
    pattern = re.compile(re.escape(name_beside(infix + "0" * 15)[:-15]) + r"(\d{8}t\d{6})")
    with connection.cursor() as opened:
        opened.execute("SELECT datname FROM pg_database ORDER BY 1")
        found = [pattern.fullmatch(name) for (name,) in opened.fetchall()]
    return {match[1]: match[0] for match in found if match}


def must_swap() -> None:
    """Raise BackupError unless our account may create databases and rename the site's own."""
    try:
        with server() as opened:
            opened.execute(MAY_SWAP, [site()])
            (may_swap,) = opened.fetchone()
    except DatabaseError:
        may_swap = False
    if not may_swap:
        raise BackupError(
            f"{connection.settings_dict['USER'] or 'This account'} may not create a database beside {site()}: "
            "use the account that owns the tables, or allow it (ALTER ROLE … CREATEDB). On a managed database, use the "
            "restore of its provider. Nothing was changed."
        )


@contextmanager
def fresh(stamp: str) -> Iterator[str]:
    """Create a database with the encoding and sorting of the site's own. Drop it if the block fails."""
    name = name_beside(FRESH + stamp)
    with server() as opened:
        opened.execute(CREATE, [name, site()])
        opened.execute(opened.fetchone()[0])
    try:
        yield name
    except BaseException:
        drop(name)
        raise


def drop(name: str) -> None:
    """Drop a database, also while others use it. PostgreSQL itself waits for its own processes there."""
    with server() as opened:
        opened.execute(END_SESSIONS, [[name]])
        opened.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")


@contextmanager
def site_on(name: str) -> Iterator[None]:
    """Point the site's connection to the database `name`, for commands that use only that connection."""
    connection.close()
    ordinary, connection.settings_dict["NAME"] = site(), name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ordinary
