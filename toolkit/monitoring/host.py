"""What only the host knows: failed units, silent doors, free disk space, and the age of the newest backup.

`manage.py alerts` reads it every few minutes and keeps it in a file, from which `/readyz` and `/metrics` answer. So a
probe starts no program and opens no repository, and the account of the public door needs neither.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from toolkit.atomic_files import replacing
from toolkit.backups import repository
from toolkit.monitoring.status import Trouble

PREFIX = os.environ.get("UNITS") or settings.NETWORK.slug  # how the names of the site's units begin; they say it
UNITS = (f"{PREFIX}-*", "nginx*", "postgresql*", "certbot*")
SYSTEMD = Path("/run/systemd/system")  # exists where systemd runs
DISKS = ("/", "/var/lib/postgresql")  # in addition to the site's own folders
FREE, ROOMY = 0.1, 0.12  # of a disk, below which it is nearly full; above which it is no longer
HOUR = 3600
DAILY, OLDEST = 24 * HOUR, 26 * HOUR  # from when on the repository is asked again; from when on a backup is too old
SILENT = 900  # seconds without a look
DOOR_SECONDS = 10  # for a door to answer
SIZE = 16_384  # bytes of the file, at least
PATIENCE = 60  # seconds for the repository to answer: systemd ends a look after four minutes


def states_of_units() -> dict[str, tuple[str, int]]:
    """Return the state of each systemd unit, and how often systemd has restarted it."""
    program = shutil.which("systemctl")
    if not program:
        return {}
    command = [program, "show", "--property=Id,ActiveState,NRestarts", "--no-pager", *UNITS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (a fixed program)
    if done.returncode and SYSTEMD.exists():
        return {"systemctl, which does not answer": ("failed", 0)}
    units = [dict(line.split("=", 1) for line in one.splitlines()) for one in done.stdout.split("\n\n") if one.strip()]
    return {unit["Id"]: (unit["ActiveState"], int(unit.get("NRestarts", 0))) for unit in units}


def silent_doors() -> list[str]:
    """Return the sockets of the site's doors on this machine, as nginx finds them, that do not answer."""
    silent = []
    for address in (os.environ.get("PUBLIC", ""), os.environ.get("EDITOR", "")):
        if not address.startswith("unix:"):
            continue
        answer = b""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as door:
            door.settimeout(DOOR_SECONDS)
            door.connect(address.removeprefix("unix:"))
            door.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            answer = door.recv(64)
        if b" 200 " not in answer:
            silent.append(f"{address} (no answer)")
    return silent


def free_space() -> dict[str, float]:
    """Return the free share of each disk that the site needs, by folder."""
    own = [settings.VAR, settings.BASE_DIR, Path(settings.BACKUP_REPOSITORY)]
    disks: dict[int, tuple[str, float]] = {}  # by device
    for folder in [*own, *map(Path, DISKS)]:
        if folder.is_dir():
            usage = shutil.disk_usage(folder)
            disks.setdefault(folder.stat().st_dev, (str(folder), usage.free / (usage.free + usage.used)))
    return dict(disks.values())


def newest_backup(known: float | None) -> float | None:
    """Return when the newest backup was made (Unix time): `known`, if less than a day ago. Raises BackupError."""
    if known and time.time() - known < DAILY:
        return known
    snapshots = repository.snapshots(timeout=PATIENCE, see=f"journalctl -u {PREFIX}-alerts")
    return max((one.time.timestamp() for one in snapshots), default=None)


def examine(before: dict[str, Any]) -> dict[str, Any]:
    """Return what the host says now; `before` is what it said last. JSON: numbers, lists, and texts."""
    states = states_of_units()
    restarts = {unit: number for unit, (_state, number) in states.items() if number}
    earlier = before.get("restarts", restarts)
    restarted = {unit for unit, number in restarts.items() if number > earlier.get(unit, 0)}
    facts: dict[str, Any] = {
        "at": time.time(),
        "units": [
            *(unit for unit, (state, _number) in states.items() if state == "failed" or unit in restarted),
            *silent_doors(),
        ],
        "restarts": restarts,
        "disks": free_space(),
        "was_full": list(_full(before)),
    }
    if not repository.is_declined():
        try:
            facts["backup"] = newest_backup(before.get("backup"))
        except repository.BackupError as error:
            facts |= {"backup": before.get("backup"), "backup_error": str(error)}
    return facts


def check_units(facts: dict[str, Any]) -> None:
    if facts["units"]:
        raise Trouble(f"failed or restarted: {', '.join(facts['units'])}")


def _full(facts: dict[str, Any]) -> dict[str, float]:
    """Return the free share of each disk that is nearly full."""
    was = facts.get("was_full", ())
    return {
        folder: share for folder, share in facts.get("disks", {}).items() if share < (ROOMY if folder in was else FREE)
    }


def check_disk(facts: dict[str, Any]) -> None:
    if full := _full(facts):
        raise Trouble(", ".join(f"{share:.0%} free on the disk of {folder}" for folder, share in full.items()))


def check_backup(facts: dict[str, Any]) -> None:
    if "backup" not in facts:
        return
    if error := facts.get("backup_error"):
        raise Trouble(error)
    if facts["backup"] is None:
        raise Trouble("no backup was made yet")
    if (age := time.time() - facts["backup"]) > OLDEST:
        raise Trouble(f"the newest backup is {age / HOUR:.0f} hours old")


CHECKS = {"units": check_units, "disk": check_disk, "newest_backup": check_backup}


def file() -> Path:
    return Path(settings.VAR) / "alerts.json"


def read() -> dict[str, Any]:
    """Return what the last look saw: facts of the host, what failed, what was mailed, and when. Empty without one."""
    try:
        return json.loads(file().read_text())
    except (FileNotFoundError, ValueError):
        return {}


def save(seen: dict[str, Any]) -> None:
    """Keep what was seen. On a full disk, overwrite the padded file, or each look would send the same mail."""
    text = json.dumps(seen, indent=1).ljust(SIZE)
    try:
        with replacing(file()) as fresh:
            fresh.write_text(text)
    except OSError:
        with file().open("r+") as last:
            last.write(text)
            last.truncate()


def _of_last_look(check=None) -> None:
    """Call `check` with what the last look saw of the host, if that was recently. Raises Trouble if one is missed."""
    seen = read().get("facts", {})
    age = int(time.time() - seen.get("at", 0))
    if age <= SILENT:
        if check:
            check(seen)
    elif settings.ALERTS_TO:  # otherwise something else may watch the site
        raise Trouble("silent", age=age) if seen else Trouble("never ran")


WARNINGS = {"alerts": _of_last_look, **{name: partial(_of_last_look, check) for name, check in CHECKS.items()}}


def gauges():
    """Yield name, help, labels, and value of the host's metrics, as of the last look."""
    last = read()
    seen = last.get("facts", {})
    if seen or settings.ALERTS_TO:
        yield "site_alerts_age_seconds", "Time since the last look for alerts", {}, time.time() - seen.get("at", 0)
    if not seen:
        return
    for name in last.get("checks", ()):
        yield "site_check_failing", "1 if the check failed, else 0", {"check": name}, int(name in last["failing"])
    yield "site_units_failed", "Units of systemd that have failed or were restarted", {}, len(seen["units"])
    for folder, share in seen["disks"].items():
        yield "site_disk_free_ratio", "Free share of a disk", {"folder": folder}, share
    if seen.get("backup"):
        yield "site_backup_age_seconds", "Time since the newest backup", {}, time.time() - seen["backup"]
