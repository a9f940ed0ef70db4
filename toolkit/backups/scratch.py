"""Databases beside the site's own, on the same server."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, ProgrammingError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg2.errors import InsufficientPrivilege

from .errors import BackupError

MAINTENANCE = ("postgres", "template1")  # databases from which others can be made and renamed
PATIENCE = 30  # seconds
LONGEST_NAME = 63  # bytes, PostgreSQL's limit


def wrapper(database: str) -> BaseDatabaseWrapper:
    """A separate connection to another database of the site's server."""
    other = connection.copy()
    other.settings_dict["NAME"] = database
    return other


@contextmanager
def cursor(database: str) -> Iterator[CursorWrapper]:
    other = wrapper(database)
    try:
        with other.cursor() as opened:
            yield opened
    finally:
        other.close()


@contextmanager
def server() -> Iterator[CursorWrapper]:
    """A cursor outside the site's database. Raises BackupError if the server lets us into no other."""
    for database in MAINTENANCE:
        other = wrapper(database)
        try:
            other.ensure_connection()
        except DatabaseError:
            continue
        try:
            with other.cursor() as opened:
                yield opened
        finally:
            other.close()
        return
    raise BackupError("The server lets this account into no database but the site's own.")


def name_beside(name: str, suffix: str) -> str:
    return name.encode()[: LONGEST_NAME - len(suffix)].decode(errors="ignore") + suffix


def may_create() -> bool:
    """Return whether our account can create databases and connect to the server to do so."""
    try:
        with server() as opened:
            opened.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            return opened.fetchone()[0]
    except BackupError:
        return False


def create(opened: CursorWrapper, name: str, like: str) -> None:
    """Make the empty database `name`, with the encoding and sorting of `like`."""
    opened.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider, "
        "coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') FROM pg_database d WHERE datname = %s",
        [like],
    )
    encoding, collate, ctype, provider, locale = opened.fetchone()
    named = {"c": "libc", "i": "icu", "b": "builtin"}[provider]
    sql = f"CREATE DATABASE {quoted(name)} TEMPLATE template0 LOCALE_PROVIDER {named}"
    sql += " ENCODING %s LC_COLLATE %s LC_CTYPE %s"
    values = [encoding, collate, ctype]
    if provider != "c":
        sql += f" {'ICU_LOCALE' if provider == 'i' else 'BUILTIN_LOCALE'} %s"
        values.append(locale)
    opened.execute(sql, values)


def drop(opened: CursorWrapper, name: str) -> None:
    """Drop a database even if it has connections. Only a superuser can end the server's own cleanup, so wait for it."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            opened.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        except ProgrammingError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege) or time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def like(opened: CursorWrapper, name: str, infix: str) -> list[str]:
    """The databases beside `name` whose suffix begins with `infix`, oldest first."""
    pattern = re.compile(re.escape(name_beside(name, infix + "0" * 15).removesuffix("0" * 15)) + r"\d{8}t\d{6}")
    opened.execute("SELECT datname FROM pg_database ORDER BY 1")
    return [found for (found,) in opened.fetchall() if pattern.fullmatch(found)]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


@contextmanager
def site_on(name: str) -> Iterator[None]:
    """Point the site's connection to the database `name`, for commands that use only that connection."""
    connection.close()
    ordinary, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ordinary
