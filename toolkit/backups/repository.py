"""The restic repository that keeps the backups: https://restic.readthedocs.io."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import PIPE
from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.core.management.base import CommandError
from django.template.defaultfilters import filesizeformat

TAG = "backup"
LATEST = "latest"
DECLINED = "none"  # of BACKUP_REPOSITORY: this site keeps no backups, on purpose
INCOMPLETE, MISSING, WRONG_PASSWORD = 3, 10, 12  # restic's exit codes


class BackupError(CommandError):
    """A backup or restore that cannot go on. The text is one line for a person and holds no password."""


@dataclass(frozen=True)
class Snapshot:
    """One backup in the repository."""

    id: str
    time: datetime
    files: int  # uploads and archive
    size: int  # bytes, with the dump

    def __str__(self):
        return f"{self.id}  {self.time:%Y-%m-%d %H:%M}  {self.files:>6,} files  {size(self.size):>9}"


def size(count: int) -> str:
    return filesizeformat(count).replace("\xa0", " ")


def is_declined() -> bool:
    return settings.BACKUP_REPOSITORY.lower() == DECLINED


def fault() -> str:
    """Return why the settings allow no backup, or nothing if they do."""
    if is_declined():
        return "BACKUP_REPOSITORY is none: this site keeps no backups."
    if not settings.BACKUP_REPOSITORY:
        return (
            "BACKUP_REPOSITORY is not set: name a folder or another place that restic knows, such as "
            "s3:https://HOST/BUCKET, or set it to none if this site should keep no backups."
        )
    if not settings.BACKUP_PASSWORD_FILE:
        return "BACKUP_PASSWORD_FILE is not set: name a file that holds the password of the backups."
    password = Path(settings.BACKUP_PASSWORD_FILE)
    if not settings.BACKUP_REQUIRED and not password.exists():
        return _none_yet()
    try:
        return "" if password.read_text().strip() else f"BACKUP_PASSWORD_FILE: {password} is empty."
    except (OSError, UnicodeDecodeError):
        return f"BACKUP_PASSWORD_FILE: {password} is not there, or cannot be read."


def _none_yet() -> str:
    return f"There is no backup in {place()} yet: `manage.py backup` makes the first one."


def place() -> str:
    """Return where the backups are: the folder, or of an address its scheme and host. A password may hold @ and /."""
    return re.sub(r"//(.*@)?([^/]*).*", r"//\2", settings.BACKUP_REPOSITORY)


def _location() -> str:
    """The repository as restic finds it from any folder."""
    chosen = settings.BACKUP_REPOSITORY
    return chosen if re.match(r"\w+:", chosen) else str(Path(chosen).expanduser().absolute())


def prepare() -> None:
    """Make the repository unless it exists; in development its password, too. Raises BackupError."""
    password = Path(settings.BACKUP_PASSWORD_FILE)
    if not settings.BACKUP_REQUIRED and not is_declined() and not password.exists():
        password.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{secrets.token_urlsafe(40)}\n")
    if not _restic("cat", "config", allowed=(0, MISSING), stdout=PIPE, stderr=PIPE):
        _restic("init")


def snapshots(**options: Any) -> list[Snapshot]:
    """Return all backups, oldest first. Raises BackupError."""
    found = json.loads(_restic("snapshots", "--json", "--no-lock", f"--tag={TAG}", stdout=PIPE, **options))
    return sorted(map(_snapshot, found), key=lambda one: one.time)


def _snapshot(values: dict) -> Snapshot:
    summary = values.get("summary") or {}
    return Snapshot(
        id=values["short_id"],
        time=datetime.fromisoformat(values["time"]).astimezone(),
        files=max(0, summary.get("total_files_processed", 0) - 2),
        size=summary.get("total_bytes_processed", 0),
    )


def find(name: str) -> Snapshot:
    """Return the backup whose ID begins with `name`, or the latest one. Raises BackupError."""
    every = snapshots()
    matches = every[-1:] if name == LATEST else [one for one in every if one.id.startswith(name[: len(one.id)])]
    if len(matches) != 1:
        which = "backup" if name == LATEST else f"backup {name}"
        raise BackupError(f"There is no {which} in {place()}; `manage.py restore` lists them.")
    return matches[0]


def save(folder: Path, targets: list[Path | str]) -> Snapshot:
    """Back up `targets`, of which relative ones are in `folder`.

    Files that could not be read are left out: compare with `paths`.
    """
    options = (f"--tag={TAG}", "--group-by=tags", "--exclude=.restoring-*", "--exclude=.before-*")
    _restic("backup", *options, "--", *map(str, targets), allowed=(0, INCOMPLETE), cwd=folder)
    return find(LATEST)


def paths(identity: str) -> set[str]:
    """Return the path of every file in a snapshot."""
    nodes = map(json.loads, _restic("ls", "--json", identity, stdout=PIPE).splitlines())
    return {node["path"] for node in nodes if node.get("type") == "file"}


def copy(identity: str, name: str, target: Path) -> None:
    """Write one file in the root of a snapshot to `target`."""
    _restic("dump", f"--target={target}", identity, f"/{name}")


def fetch(identity: str, folder: str, target: Path) -> None:
    """Write every file below `folder` of a snapshot into the folder `target`."""
    _restic("restore", f"--target={target}", f"{identity}:{folder}")


def remove(identity: str) -> None:
    _restic("forget", identity)


def forget(*, dry_run: bool) -> None:
    """Delete backups that BACKUPS_KEPT does not keep, and the data that only they had."""
    keep = [f"--keep-{period}={number}" for period, number in settings.BACKUPS_KEPT.items()]
    rule = ("--group-by=tags", "--keep-last=1", "--keep-within=1d", *keep, f"--tag={TAG}")
    _restic("forget", "--dry-run" if dry_run else "--prune", *rule)


def check() -> None:
    """Read everything in the repository. Raises BackupError if something is damaged."""
    _restic("check", "--read-data")


def _restic(*arguments: str, allowed: tuple[int, ...] = (0,), see: str = "what it says above", **options: Any) -> str:
    """Run restic, which says itself what it does and what is wrong. Return its output if that goes to a pipe."""
    if problem := fault():
        raise BackupError(problem)
    program = shutil.which("restic")
    if not program:
        raise BackupError("restic is not installed: apt-get install restic (Debian), or see https://restic.net.")
    try:
        done = subprocess.run([program, *arguments], env=_environment(), text=True, check=False, **options)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise BackupError(f"{place()} did not answer within {error.timeout:.0f} seconds.") from None
    if done.returncode not in allowed:
        sys.stderr.write(done.stderr or "")
        reasons = {
            MISSING: _none_yet(),
            WRONG_PASSWORD: f"The password in {settings.BACKUP_PASSWORD_FILE} does not open {place()}.",
        }
        otherwise = f"`restic {arguments[0]}` failed with {place()}: see {see}."
        raise BackupError(reasons.get(done.returncode, otherwise))
    return done.stdout or ""


def _environment() -> dict[str, str]:
    own = ("RESTIC_REPOSITORY", "RESTIC_PASSWORD")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)} | {
        "RESTIC_REPOSITORY": _location(),
        "RESTIC_PASSWORD_FILE": str(Path(settings.BACKUP_PASSWORD_FILE).absolute()),
        "RESTIC_PROGRESS_FPS": "0.3",
        "LC_ALL": "C",
    }


@register(Tags.security, deploy=True)
def check_settings(app_configs=None, **kwargs) -> list[Warning]:
    """Warn in `check --deploy` if no backup can be made."""
    if not settings.BACKUP_REQUIRED:
        return []
    if is_declined():
        hint = "If nothing else backs up the database and the uploads, set BACKUP_REPOSITORY to a place for backups."
        return [Warning("This site keeps no backups.", hint=hint, id="site.W005")]
    if problem := fault():
        return [Warning("No backup can be made.", hint=problem, id="site.W004")]
    return []
