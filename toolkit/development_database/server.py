"""Start the embedded PostgreSQL for the first process that needs it and stop it after the last.

Two empty files next to the data folder carry kernel locks (`flock`), which vanish with the process that holds them,
however it ends:

- `<data>.lock`   held by one process while it creates, starts, or stops the server
- `<data>.users`  shared by every process that uses the server; a process that can lock it exclusively is the last

If processes were killed and left a server running, the next one uses it and then stops it.
"""

import atexit
import contextlib
import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

from . import folders
from .folders import EmbeddedServerError

UNQUOTABLE = {*'$`"\\'}  # pg_ctl passes the path to a shell in double quotes

_used: dict[Path, int] = {}  # data folder -> descriptor of its .users file, locked by this process
_threads = threading.RLock()


def ensure(data: Path, settings: dict[str, str], *, check: bool = False) -> None:
    """Keep the server of the folder `data` running until this process ends; create it if needed.

    `settings` are PostgreSQL's, used if the server is started here. Later calls cost nothing; `check` looks again
    (after a refused connection). Raises EmbeddedServerError.
    """
    with _threads:
        if data in _used and not check:
            return
        with _readable_errors(data):
            _make_parents(data)
            with _locked(data):
                if not _running(data):
                    _start(data, settings)
                if data not in _used:
                    _used[data] = _open(data, "users")
                    fcntl.flock(_used[data], fcntl.LOCK_SH)


def stop(data: Path) -> bool:
    """Stop the server now, even if processes use it (they restart it when they connect). Return False if none ran."""
    with _readable_errors(data):
        if not data.exists():
            return False
        with _locked(data):
            return _running(data) and _stop(data)


def in_use(data: Path) -> bool:
    """Return whether any process, including this one, uses the server."""
    if not data.parent.exists():
        return False
    with _readable_errors(data), _locked(data):
        users = _open(data, "users")
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(users)
        return False


@atexit.register
def _release_all() -> None:
    while _used:
        data, users = _used.popitem()
        with contextlib.suppress(OSError), _locked(data):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails if other processes still use it
            if data.exists():
                _stop(data)


def _forget() -> None:
    """In a forked child, drop the parent's locks; the child takes its own when it connects."""
    global _threads
    _threads = threading.RLock()
    while _used:
        os.close(_used.popitem()[1])


os.register_at_fork(after_in_child=_forget)


@contextlib.contextmanager
def _readable_errors(data: Path):
    try:
        yield
    except OSError as error:
        raise EmbeddedServerError(
            f"The embedded PostgreSQL cannot use the folder {data} ({error.strerror or error}). Set "
            "DATA_ROOT to a folder that you own, or DATABASE_URL to a PostgreSQL server."
        ) from error


def _make_parents(data: Path) -> None:
    if not data.parent.exists():
        data.parent.parent.mkdir(parents=True, exist_ok=True)
        # The server may run as another account, which must be able to traverse this folder.
        folders.make_private(data.parent, folders.Account(os.geteuid(), os.getegid()), 0o755)


def _open(data: Path, suffix: str) -> int:
    # Read-only is enough for a lock and lets root and the folder's owner share the file.
    return os.open(f"{data}.{suffix}", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


@contextlib.contextmanager
def _locked(data: Path):
    lock = _open(data, "lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _run(data: Path, program: str, *arguments: str, stdin: str = "") -> tuple[int, str]:
    """Run one of PostgreSQL's programs as the server's account; return its exit code and output."""
    as_owner: dict[str, Any] = {}
    if os.geteuid() == folders.ROOT:
        uid, gid = folders.account(data)
        as_owner = {"user": uid, "group": gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # Files, not pipes: the server inherits them and would keep a pipe open forever.
    with tempfile.TemporaryFile("w+") as stdin_file, tempfile.TemporaryFile("w+", errors="replace") as output_file:
        stdin_file.write(stdin)
        stdin_file.seek(0)
        process = subprocess.run(  # noqa: S603 (programs of the package)
            [folders.binaries(data) / program, *arguments],
            stdin=stdin_file,
            stdout=output_file,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**environment, "LC_ALL": "C"},
            **as_owner,
        )
        output_file.seek(0)
        return process.returncode, output_file.read()


def _running(data: Path) -> bool:
    if not (data / "postmaster.pid").exists():
        return False
    socket = str(folders.socket_folder(data))
    answers, _ = _run(data, "pg_isready", "-q", "-h", socket, "-p", folders.PORT)
    return answers == 0 and _run(data, "pg_ctl", "status", "-D", str(data))[0] == 0


def _create(data: Path) -> None:
    """Create the data folder with an empty database; leave nothing behind if interrupted."""
    unfinished = data.with_name(data.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    folders.make_private(unfinished, folders.account(data))
    # The builtin locale is the same on every system. Files are synced only once the server runs.
    exit_code, output = _run(
        *(data, "initdb", "-D", str(unfinished), "-U", folders.SUPERUSER, "--auth=trust", "--no-sync"),
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    )
    if exit_code == 0:
        exit_code, output = _run(
            *(data, "postgres", "--single", "-D", str(unfinished), "-c", "exit_on_error=true", "postgres"),
            stdin=f'CREATE DATABASE "{folders.DATABASE}"\n',
        )
    if exit_code != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise EmbeddedServerError(f"The embedded PostgreSQL could not create its folder {data}: {_reason(output)}.")
    unfinished.rename(data)


def _start(data: Path, settings: dict[str, str]) -> None:
    if UNQUOTABLE & {*str(data)}:
        raise OSError(f"a path for pg_ctl must not contain {' '.join(sorted(UNQUOTABLE))}")
    if not data.exists() or not any(data.iterdir()):
        _create(data)
    if os.geteuid() != folders.ROOT and data.stat().st_uid != os.geteuid():
        raise PermissionError("it belongs to another account")
    socket = folders.socket_folder(data)
    if socket != data:
        folders.make_private(socket, folders.account(data))
    _clear_stale(data, socket)
    log = data / "log"
    log.unlink(missing_ok=True)
    options = {
        "listen_addresses": "",
        "port": folders.PORT,
        "unix_socket_directories": f'"{socket}"',
        "unix_socket_permissions": "0700",
        **settings,
    }
    arguments = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    exit_code, output = _run(
        data, "pg_ctl", "start", "-w", "-t", "60", "-D", str(data), "-l", str(log), "-o", arguments
    )
    if exit_code != 0:
        with contextlib.suppress(OSError):
            output = log.read_text(errors="replace")
        raise EmbeddedServerError(f"The embedded PostgreSQL in {data} did not start: {_reason(output)}.")


def _stop(data: Path) -> bool:
    return _run(data, "pg_ctl", "stop", "-w", "-m", "fast", "-D", str(data))[0] == 0


def _clear_stale(data: Path, socket: Path) -> None:
    """Remove the files of a killed server. Their process ID may belong to another program by now, or to a zombie."""
    for stale_file in (data / "postmaster.pid", socket / f".s.PGSQL.{folders.PORT}.lock"):
        if not stale_file.exists():
            continue
        proc_folder = Path("/proc") / stale_file.read_text().partition("\n")[0].strip()
        if proc_folder.exists() and os.fsencode(data) in (proc_folder / "cmdline").read_bytes():
            _stop(data)  # it is running but does not answer
        elif Path("/proc/self/cmdline").exists():
            stale_file.unlink(missing_ok=True)  # without /proc, rely on PostgreSQL's own check


def _reason(output: str) -> str:
    """Return the first error in a program's output, or its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL:" in line or "error:" in line or "ERROR:" in line]
    detail = [line for line in lines if "DETAIL:" in line][:1]
    return " ".join(errors[:1] + detail if errors else lines[-1:]).rstrip(".") or "no reason given"
