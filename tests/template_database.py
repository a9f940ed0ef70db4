"""The database that every test database is copied from: migrated, with the site's first content loaded.

Making it takes many seconds, a copy a tenth of one. It is kept on the server until a migration, the
content or the project's code changes.
"""

import hashlib
import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from toolkit.backups import scratch

TEMPLATE = "template_of_tests_"
COPY = "test_of_process_"  # and the process's number: several runs at a time do not meet
KEPT = 3  # templates; another run may still use the one before
LOCK = 28_2004  # an arbitrary number, the same in every test process


def prepare() -> None:
    """Name this process's test database and its template; make the template if the server has none as of now."""
    template = TEMPLATE + sources_digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # other test processes wait; freed with the session
        cursor.execute("SELECT datname FROM pg_database ORDER BY oid DESC")
        names = [row[0] for row in cursor.fetchall()]
        templates = [name for name in names if name.startswith(TEMPLATE)]
        if template not in templates:
            unfinished = f"{template}_new"
            cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            fill(unfinished)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')
        killed = [name for name in names if name.startswith(COPY) and not alive(int(name.removeprefix(COPY)))]
        for old in killed + [name for name in templates if name != template][KEPT - 1 :]:
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
    connection.settings_dict["TEST"].update(NAME=f"{COPY}{os.getpid()}", TEMPLATE=template)


def alive(pid: int) -> bool:
    """Whether this machine has a process of that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True


def sources_digest() -> str:
    """16 hexadecimal digits that change with whatever could change the template."""
    digest = hashlib.sha256()
    files = list((settings.BASE_DIR / "content").rglob("*"))
    for app in apps.get_app_configs():
        own = Path(app.path).is_relative_to(settings.BASE_DIR) and ".venv" not in Path(app.path).parts
        files += Path(app.path).rglob("*.py") if own else Path(app.path, "migrations").glob("*.py")
    for path in sorted(path for path in files if path.is_file()):
        digest.update(f"{path.parent.name}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def fill(name: str) -> None:
    """Migrate and load the database `name` of the default connection's server."""
    connection.close()
    ordinary, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_site", verbosity=0)
    finally:
        connection.close()  # a database with a session on it cannot be copied
        connection.settings_dict["NAME"] = ordinary


def restore() -> None:
    """Make the test database anew from the template, after a test that committed."""
    name, template = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["TEMPLATE"]
    if not name.startswith(COPY):
        return  # after a process's last test its database is gone, and the name is the server's ordinary one again
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        scratch.drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
