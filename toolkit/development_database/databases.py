"""The site's database: the server in DATABASE_URL, or the embedded PostgreSQL."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.exceptions import InconsistentMigrationHistory
from psycopg2 import errorcodes

from toolkit.development_database import folders

EMBEDDED = "toolkit.development_database"  # with its `base`
EXAMPLE = "postgres://user:password@localhost:5432/site"
# For test databases, which every run creates again: a power cut may destroy them.
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

OTHER_TABLES = {
    errorcodes.DUPLICATE_COLUMN,
    errorcodes.DUPLICATE_TABLE,
    errorcodes.UNDEFINED_COLUMN,
    errorcodes.UNDEFINED_TABLE,
}


def databases(url: str, var: Path, *, durable: bool = True) -> dict:
    """Return Django's DATABASES.

    `url` is the value of DATABASE_URL; if empty, the embedded PostgreSQL is used, with its data in `var`/postgres.
    Nothing is started or written here: the server starts at the first connection.
    `durable=False` makes the embedded server faster but unsafe in a power cut.

    Raises ImproperlyConfigured, in one sentence that never repeats the URL (it holds a password).
    """
    return {"default": _named(url.strip()) if url.strip() else _embedded(var, durable)}


def _named(url: str) -> dict:
    try:
        scheme = urlsplit(url).scheme
        if scheme not in {"postgres", "postgresql"}:
            raise _wrong(f"starts with '{scheme}:', not 'postgres:'" if scheme else "does not start with 'postgres:'")
        config = environ.Env.db_url_config(url)
    except ValueError:
        raise _wrong("is not a valid URL (the port must be a number)") from None
    if not config["NAME"]:
        raise _wrong("has no database name after the host")
    # A persistent connection saves the handshake on each request; it is checked before reuse.
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **config}


def _wrong(reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"DATABASE_URL {reason}. Write it like {EXAMPLE} (encode special characters in the password: %40 for @, "
        "%2F for /, %23 for #), or unset it to use the embedded PostgreSQL."
    )


def _embedded(var: Path, durable: bool) -> dict:
    data = folders.default_data_folder(var / "postgres")
    return {
        "ENGINE": EMBEDDED,
        "NAME": folders.DATABASE,
        "USER": folders.SUPERUSER,
        "HOST": str(folders.socket_folder(data)),
        "PORT": folders.PORT,
        "PGDATA": data,
        "PGSETTINGS": {} if durable else FAST_AND_FORGETFUL,
    }


def is_embedded(config: dict) -> bool:
    """Return whether an entry of DATABASES is the embedded PostgreSQL."""
    return config["ENGINE"] == EMBEDDED


def require_server() -> None:
    """Raise ImproperlyConfigured if a WSGI process would run on the embedded PostgreSQL, which is for developers."""
    from django.conf import settings

    if is_embedded(settings.DATABASES["default"]):
        raise ImproperlyConfigured(
            f"DATABASE_URL is not set. Set it to your PostgreSQL server, for example DATABASE_URL={EXAMPLE}"
        )


def time_out(config: dict, seconds: int) -> None:
    """Set a statement timeout of `seconds` in an entry of DATABASES, for processes that serve requests.

    Also turn off just-in-time compilation (`jit`). On new tables it takes seconds for the wide joins of the search.
    """
    options = config.setdefault("OPTIONS", {})
    existing_options = [options["options"]] if options.get("options") else []
    options["options"] = " ".join(["-c jit=off", *existing_options, f"-c statement_timeout={seconds}s"])


def is_of_other_tables(error: Exception) -> bool:
    """Return whether an error of the database is about tables or columns that this code expects otherwise."""
    return getattr(error.__cause__, "pgcode", None) in OTHER_TABLES or isinstance(error, InconsistentMigrationHistory)


def other_tables(error: Exception) -> str:
    """Return one line that says that the tables are those of other code (`error`) and what to do."""
    return (
        f"The tables of the database do not fit this code: {str(error).splitlines()[0].rstrip('.')}. On your own "
        "machine, `make reset` deletes the data and `make run` starts over. On a server, run the release that the "
        "database belongs to, or restore a backup of this one. --traceback shows where it failed."
    )


def unreachable(error: Exception) -> str:
    """Return one line that says why the database did not answer (`error`) and what to do."""
    message = " ".join(str(error).split())
    if isinstance(error, folders.EmbeddedServerError):
        return message
    return (
        f"The database did not answer: {message.rstrip('.?')}. Check the host, port, user, password, and database name "
        "in DATABASE_URL, or unset it to use the embedded PostgreSQL."
    )
