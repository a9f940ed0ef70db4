"""Probes for machines: is the process up, can it take requests, and its metrics.

An application without its database, or with a database older than its code, cannot answer: `/readyz` returns 503 and
the load balancer skips it. Other problems are reported with 200, because pages can be served without the worker. For an
uptime service, which should report those too, `/readyz?strict` returns 503 for each.
"""

import secrets
import tempfile
from functools import cache

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse

from toolkit.backups import repository
from toolkit.monitoring import host
from toolkit.monitoring.status import Trouble, briefly
from toolkit.worker import health

NOT_KEPT = {"Cache-Control": "no-store"}


def alive(request) -> HttpResponse:
    """Answer that the process is up. Makes no query."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NOT_KEPT)


def database():
    with briefly() as cursor:
        cursor.execute("SELECT 1")


@cache
def migrations_of_the_code() -> dict:
    """Return the code's migrations, each with those it replaces."""
    return {key: migration.replaces for key, migration in MigrationLoader(None).disk_migrations.items()}


def migrations():
    with briefly():
        applied = MigrationRecorder(connection).applied_migrations()
    missing = sum(
        key not in applied and not (replaced and all(old in applied for old in replaced))
        for key, replaced in migrations_of_the_code().items()
    )
    if missing:
        raise Trouble("not all applied", missing=missing)


@briefly()
def worker():
    now = health.state()
    if now.silent:
        raise Trouble("never ran" if now.age is None else "silent", age=now.age, waiting=now.waiting)
    return {"age": now.age, "waiting": now.waiting}


@briefly()
def publishing():
    now = health.state()
    if now.late:
        raise Trouble("late", age=now.lag, changes=now.changes)
    if now.failed:
        raise Trouble("some pages failed", failed=now.failed, changes=now.changes)
    return {"age": now.lag, "changes": now.changes}


def published_copy():
    if not settings.PUBLISH or not isinstance(storages["published"], FileSystemStorage):
        return
    try:
        with tempfile.TemporaryFile(dir=settings.PUBLISHED_ROOT) as file:  # an unnamed file, so it is never served
            file.write(b"0")
    except OSError as error:
        raise Trouble(error.strerror or "not writable") from None


def backups():
    declined = repository.is_declined()
    if settings.BACKUP_REQUIRED and not declined and repository.fault():
        raise Trouble("BACKUP_REPOSITORY or BACKUP_PASSWORD_FILE is not set, or the file cannot be read")
    return {"declined": declined}


REQUIRED = {"database": database, "migrations": migrations}
WARNINGS = {  # a site may add checks that make no query
    "worker": worker,
    "publishing": publishing,
    "published_copy": published_copy,
    "backups": backups,
    **host.WARNINGS,
}
OF_THE_DATABASE = {"migrations", "worker", "publishing"}


def outcomes() -> dict[str, dict]:
    """Return each check with its outcome: `ok`, whether it is `needed`, and `why` if it failed."""
    checks: dict[str, dict] = {}
    for name, check in (REQUIRED | WARNINGS).items():
        is_unknown = not checks.get("database", {"ok": True})["ok"] and name in OF_THE_DATABASE
        checks[name] = {"needed": name in REQUIRED, **(NO_DATABASE if is_unknown else outcome(check))}
    return checks


NO_DATABASE = {"ok": False, "why": "unknown without the database"}


def outcome(check) -> dict:
    """Return whether a check is `ok`, with its details; `why` not, if it raises Trouble or an error of the database."""
    try:
        return {"ok": True, **(check() or {})}
    except Trouble as trouble:
        return {"ok": False, "why": str(trouble), **trouble.details}
    except Error:
        return {"ok": False, "why": "no answer"}


def ready(request) -> JsonResponse:
    """Return each check with its outcome; 503 if a required one failed, with `?strict` if any did."""
    checks = outcomes()
    is_ready = all(check["ok"] for check in checks.values() if check["needed"])
    warnings = [name for name, check in checks.items() if not check["ok"] and not check["needed"]]
    body = {"ready": is_ready, "release": settings.RELEASE, "warnings": warnings, "checks": checks}
    is_well = is_ready and not (warnings and "strict" in request.GET)
    return JsonResponse(body, status=200 if is_well else 503, headers=NOT_KEPT)


def metrics(request) -> HttpResponse:
    """Return Prometheus text to clients with the token; 404 if no token is set."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404, headers=NOT_KEPT)
    offered = request.headers.get("Authorization", "").encode()
    if not secrets.compare_digest(offered, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers=NOT_KEPT | {"WWW-Authenticate": "Bearer"})
    # Imported here, because only a site with a token has the folder of the counts.
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

    from toolkit.monitoring.metrics import exposition

    return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4, headers=NOT_KEPT)


PROBES = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}
