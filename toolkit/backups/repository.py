"""The restic repository that keeps the backups: https://restic.readthedocs.io."""

import json
import os
import re
import secrets
import shutil
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import PIPE
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings

from .errors import BackupError
from .processes import running
from .progress import size

Say = Callable[[str], None]
BACKUP, BEFORE_RESTORE = "backup", "before-restore"  # tags: an ordinary backup, and what a restore replaced
LATEST = "latest"
DECLINED = "none"  # of BACKUP_REPOSITORY: this site keeps no backups, on purpose
IN_MEMORY = 8 * 1024 * 1024  # bytes of a file that is being restored
INCOMPLETE, MISSING, LOCKED, WRONG_PASSWORD = 3, 10, 11, 12  # restic's exit codes


class Damaged(BackupError):
    """Data in the repository is not what was backed up, in restic's own words."""


@dataclass(frozen=True)
class Snapshot:
    """One backup in the repository."""

    id: str
    time: datetime
    tags: tuple[str, ...]
    files: int  # uploads and archive
    size: int  # bytes, with the dump

    def __str__(self):
        remark = "  before a restore" if BEFORE_RESTORE in self.tags else ""
        return f"{self.id}  {self.time:%Y-%m-%d %H:%M}  {self.files:>6,} files  {size(self.size):>9}{remark}"


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
    try:
        return "" if password.read_text().strip() else f"BACKUP_PASSWORD_FILE: {password} is empty."
    except FileNotFoundError:
        if not settings.BACKUP_REQUIRED:
            return _none_yet()
        return f"BACKUP_PASSWORD_FILE: there is no {password}."
    except (OSError, UnicodeDecodeError) as error:
        return f"BACKUP_PASSWORD_FILE: {password} cannot be read ({getattr(error, 'strerror', 'it is not text')})."


def _none_yet() -> str:
    return f"There is no backup in {place()} yet: `manage.py backup` makes the first one."


def place() -> str:
    """Return where the backups are, without the password that an address may hold."""
    return re.sub(r"//[^/@]*@", "//", settings.BACKUP_REPOSITORY)


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
    if _output("cat", "config", allowed=(0, MISSING)) == "":
        _output("init")


def snapshots() -> list[Snapshot]:
    """Return all backups, oldest first."""
    found = [_snapshot(one) for one in json.loads(_output("snapshots", "--json", *_tagged()))]
    return sorted(found, key=lambda one: one.time)


def find(name: str) -> Snapshot:
    """Return the backup whose ID begins with `name`, or the latest ordinary one. Raises BackupError."""
    every = snapshots()
    if name == LATEST:
        matches = [one for one in every if BACKUP in one.tags][-1:]
    else:
        matches = [one for one in every if one.id.startswith(name[: len(one.id)])]
    if len(matches) != 1:
        which = "backup" if name == LATEST else f"backup {name}"
        raise BackupError(f"There is no {which} in {place()}; `manage.py restore` lists them.")
    return matches[0]


def save(folder: Path, targets: list[Path | str], tag: str, say: Say) -> str:
    """Back up `targets`, of which relative ones are in `folder`, and return the ID of the snapshot.

    Files that could not be read are left out: compare with `paths`.
    """
    options = ("--json", f"--tag={tag}", "--group-by=tags", "--exclude=.restoring-*", "--exclude=.before-*")
    command, identity = ("backup", *options, "--", *map(str, targets)), ""
    with _running(*command, allowed=(0, INCOMPLETE), stdout=PIPE, cwd=folder) as process:
        for message in map(json.loads, process.stdout):
            if message["message_type"] == "status":
                done, of = message.get("bytes_done", 0), message.get("total_bytes", 0)
                say(f"  {message['percent_done']:.0%} ({size(done)} of {size(of)})")
            elif message["message_type"] == "summary":
                identity = message["snapshot_id"]
                new = size(message["data_added_packed"])
                say(f"  {message['total_files_processed']:,} files with the dump, {new} added to {place()}")
    return identity


def paths(identity: str) -> set[str]:
    """Return the path of every file in a snapshot."""
    with _running("ls", "--json", identity, stdout=PIPE) as process:
        nodes = map(json.loads, process.stdout)
        return {node["path"] for node in nodes if node.get("type") == "file"}


def copy(identity: str, path: str, target: IO[bytes]) -> None:
    """Write one file of a snapshot to `target`, a real file."""
    with _running("dump", identity, path, stdout=target):
        pass


def files(identity: str, folder: str | None) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield each file below `folder` of a snapshot: its path there, and its content while it is the current one."""
    if not folder:
        return
    with _running("dump", f"{identity}:{folder}", "/", stdout=PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isfile() else None
                if not source:
                    continue
                with SpooledTemporaryFile(IN_MEMORY) as content:  # which storages may read again, unlike the stream
                    shutil.copyfileobj(source, content)
                    content.seek(0)
                    yield member.name, content
        process.stdout.read()  # the rest of the archive: without it restic would fail


def remove(identity: str) -> None:
    _output("forget", identity)


def forget(dry_run: bool, say: Say) -> list[Snapshot]:
    """Delete backups that BACKUPS_KEPT does not keep, and the data that only they had. Return them."""
    keep = [f"--keep-{period}={number}" for period, number in settings.BACKUPS_KEPT.items()]
    rule = ("--group-by=tags", "--keep-last=1", "--keep-within=1d", *keep, *_tagged())
    with _running("forget", "--json", "--dry-run" if dry_run else "--prune", *rule, stdout=PIPE) as process:
        groups = json.loads(process.stdout.readline() or b"[]") or []
        for line in process.stdout:
            if b"100.00%" not in line and b"%" in line:
                say(f"  {line.decode().strip()}")
    return [_snapshot(one) for group in groups for one in group["remove"] or []]


def check(say: Say) -> list[str]:
    """Read everything in the repository, and return what is damaged, one line each."""
    try:
        with _running("check", "--read-data", stdout=PIPE) as process:
            for line in process.stdout:
                say(f"  {line.decode().strip()}")
    except Damaged as error:
        packs = dict.fromkeys(re.findall(r"^pack (\w+)", str(error), re.MULTILINE))
        return [_damage(pack) for pack in packs] or [str(error).strip().partition("\n")[0]]
    return []


def _damage(pack: str) -> str:
    found = []
    with suppress(BackupError):  # restic cannot read which files they are, either
        found = re.findall(r"in file (.+)", _output("find", "--pack", pack))
    names = ", ".join([*dict.fromkeys(found)][:5]) or "files that restic cannot name"
    return f"Data in {place()} is damaged or missing: pack {pack[:8]}, with parts of {names}."


def _tagged() -> tuple[str, str]:
    return f"--tag={BACKUP}", f"--tag={BEFORE_RESTORE}"


def _snapshot(values: dict) -> Snapshot:
    summary = values.get("summary") or {}
    return Snapshot(
        id=values["short_id"],
        time=datetime.fromisoformat(values["time"]).astimezone(),
        tags=tuple(values.get("tags") or ()),
        files=max(0, summary.get("total_files_processed", 0) - 2),
        size=summary.get("total_bytes_processed", 0),
    )


@contextmanager
def _running(*arguments: str, allowed=(0,), **pipes) -> Iterator:
    if problem := fault():
        raise BackupError(problem)
    if not shutil.which("restic"):
        raise BackupError("restic is not installed: apt-get install restic (Debian), or see https://restic.net.")
    ours = ("RESTIC_REPOSITORY", "RESTIC_PASSWORD")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "RESTIC_REPOSITORY": _location(),
        "RESTIC_PASSWORD_FILE": str(Path(settings.BACKUP_PASSWORD_FILE).absolute()),
        "RESTIC_PROGRESS_FPS": "0.3",
        "LC_ALL": "C",
    }
    with running(["restic", *arguments], env, _error, allowed, _hear, **pipes) as process:
        yield process


def _hear(line: str) -> None:
    """Pass on that restic is retrying: it waits up to 15 minutes for a store that does not answer."""
    if "retrying after" in line:
        sys.stderr.write(f"{_message(line).strip()}\n")


def _output(*arguments: str, allowed=(0,)) -> str:
    with _running(*arguments, allowed=allowed, stdout=PIPE) as process:
        return process.stdout.read().decode()


def _error(code: int, text: str) -> BackupError:
    known = {
        MISSING: _none_yet(),
        LOCKED: f"{place()} is locked by another restic. Try again when it has finished. If it was killed, "
        f"`restic -r {place()} -p {settings.BACKUP_PASSWORD_FILE} unlock` removes its lock.",
        WRONG_PASSWORD: f"The password in {settings.BACKUP_PASSWORD_FILE} does not open {place()}.",
    }
    if code in known:
        return BackupError(known[code])
    if "repository contains errors" in text:
        return Damaged(text)
    if "no space left" in text or "disk quota exceeded" in text:
        return BackupError(f"{place()} cannot be written: the disk is full.")
    lines = [_message(line) for line in text.splitlines() if line.strip()]
    fatal = [line.removeprefix("Fatal: ") for line in lines if line.startswith("Fatal: ")]
    return BackupError(f"{place()}: {(fatal or lines or ['restic ended without a reason'])[-1].strip().rstrip('.')}.")


def _message(line: str) -> str:
    """The words of a line that may be JSON."""
    try:
        return json.loads(line)["message"]
    except (ValueError, KeyError, TypeError):
        return line
