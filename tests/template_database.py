"""The database that every test database is copied from: migrated, with the site's first content loaded.

Making it takes many seconds, a copy a tenth of one. It is kept on the server until a migration, the
content or the project's code changes.
"""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

PREFIX = "template_of_tests_"
LOCK = 28_2004  # an arbitrary number, the same in every test process


def template_database() -> str:
    """The name of the template; makes it first if the server has none of the present sources."""
    name = PREFIX + sources_digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # other test processes wait; freed with the session
        cursor.execute("SELECT datname FROM pg_database WHERE left(datname, %s) = %s", [len(PREFIX), PREFIX])
        present = {row[0] for row in cursor.fetchall()}
        if name not in present:
            for old in present:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            unfinished = f"{name}_new"
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            fill(unfinished)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def sources_digest() -> str:
    """16 hexadecimal digits that change with whatever could change the template."""
    digest = hashlib.sha256()
    files = list((settings.BASE_DIR / "content").rglob("*"))
    for app in apps.get_app_configs():
        own = Path(app.path).parent == settings.BASE_DIR
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
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
