"""The database that every test database is copied from: migrated, with the site's first content loaded.

Making it takes many seconds, a copy a tenth of one. It stays on the server until something that it depends on changes:
a migration, the content, or code that ran while it was made. The names of those modules are its comment.
"""

import hashlib
import os
import sys
from contextlib import contextmanager
from inspect import CO_OPTIMIZED
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from toolkit.backups import databases

TEMPLATE = "template_of_tests_"
COPY = "test_of_process_"  # and the process's number: several runs at a time do not meet
KEPT = 3  # templates; another run may still use the one before
CONNECTING = {"apps", "models", "receivers", "wiring"}  # names of modules that decide what else runs
LOCK = 28_2004  # an arbitrary number, the same in every test process


def prepare() -> None:
    """Name this process's test database and its template; make the template if the server has none as of now."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # other test processes wait; freed with the session
        cursor.execute("SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database ORDER BY oid DESC")
        databases = dict(cursor.fetchall())
        templates = [name for name in databases if name.startswith(TEMPLATE)]
        modules = own_modules()
        digests = {path: hashlib.sha256(path.read_bytes()).digest() for path in modules + given_files()}
        template = next(
            (name for name in templates if name == named(digests, modules, (databases[name] or "").split())), None
        )
        if not template:
            unfinished = f"{TEMPLATE}new"
            cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            with running_modules(modules) as ran:
                fill(unfinished)
            template = named(digests, modules, ran)
            cursor.execute(f'COMMENT ON DATABASE "{unfinished}" IS %s', [" ".join(sorted(ran))])
            cursor.execute(f'DROP DATABASE IF EXISTS "{template}"')
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')
        copies = {name: int(name.removeprefix(COPY).partition("_")[0]) for name in databases if name.startswith(COPY)}
        killed = [name for name, process in copies.items() if not alive(process)]  # also what they kept for an undo
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


def own_modules() -> list[Path]:
    """The project's modules, without migrations."""
    own = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)]
    own = [path for path in own if ".venv" not in path.parts]
    return sorted(file for path in own for file in path.rglob("*.py") if file.parent.name != "migrations")


def given_files() -> list[Path]:
    """The content, and the migrations and SQL of all apps."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    files = [file for folder in folders for file in (*folder.glob("migrations/*.py"), *folder.glob("*.sql"))]
    return sorted(files + [path for path in settings.CONTENT.rglob("*") if path.is_file()])


def named(digests: dict[Path, bytes], modules: list[Path], ran: list[str] | set[str]) -> str:
    """The name of a template that `ran` (paths below the project) made. It changes with whatever could change it."""
    digest = hashlib.sha256()
    for path, content in digests.items():
        if path not in modules or label(path) in ran or has_no_functions(path) or path.stem in CONNECTING:
            digest.update(f"{path.parent.name}/{path.name}\n".encode() + content)
    return TEMPLATE + digest.hexdigest()[:16]


def has_no_functions(path: Path) -> bool:
    """Whether it has only values, which others read."""
    text = path.read_text(encoding="utf-8")
    return "def " not in text and "lambda" not in text


def label(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


@contextmanager
def running_modules(modules: list[Path]):
    """Yield a set that is filled with the labels of those modules of which a function runs."""
    labels = {str(path): label(path) for path in modules}
    if sys.version_info < (3, 12):
        yield set(labels.values())
        return
    ran = set()
    monitoring, tool = sys.monitoring, sys.monitoring.PROFILER_ID

    def started(code, _offset):
        if code.co_filename in labels and code.co_flags & CO_OPTIMIZED:  # not a module or class that is only defined
            ran.add(labels[code.co_filename])
        return monitoring.DISABLE  # hear of each function once

    monitoring.use_tool_id(tool, "template database")
    monitoring.register_callback(tool, monitoring.events.PY_START, started)
    monitoring.set_events(tool, monitoring.events.PY_START)
    try:
        yield ran
    finally:
        monitoring.set_events(tool, monitoring.events.NO_EVENTS)
        monitoring.free_tool_id(tool)


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
    name = connection.settings_dict["NAME"]
    if not name.startswith(COPY):
        return  # after a process's last test its database is gone, and the name is the server's ordinary one again
    connections.close_all()
    databases.drop(name)
    copy(name)


def copy(name: str) -> None:
    """Make a database from the template."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["TEST"]["TEMPLATE"]}"')
