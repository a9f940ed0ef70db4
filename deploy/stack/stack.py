"""Set up and run PostgreSQL, gunicorn for each door, the worker and nginx."""

import fcntl
import hashlib
import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from deploy import static_files
from deploy.nginx.server import Nginx, free_port, listens
from deploy.stack.postgres import PUBLIC_ROLE, Database
from deploy.stack.supervisor import Process, Supervisor, until

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "stack"
WAIT = 90  # seconds for a process to answer
WORKERS_OF_NGINX = "www-data"  # if root starts it
PRODUCTION = "alliance_site.settings.production"
SOURCES = ("alliance_site", "schools", "pages", "media", "toolkit", "content")  # of static files


class Stack:
    """`with Stack(folder) as stack: stack.url`. All its data is in `folder` and kept for the next run. If root starts
    it, PostgreSQL and nginx's workers run as other users, who must be able to enter `folder`.

    `processes` has "public", "editor", "worker" and "nginx", each with `pid`, `signal`, `stop` and `start`; `database`
    has `stop` and `start`. `doors` has the addresses of the first two. The settings are those of production. `say` is
    called with progress messages.
    """

    def __init__(self, folder: Path = FOLDER, *, port: int = 0, say: Callable[[str], None] = lambda line: None):
        self.folder = Path(folder).absolute()
        self.say = say
        self.published, self.static, self.media, self.mail, self.logs = (
            self.folder / name for name in ("published", "static", "media", "mail", "logs")
        )
        for path in (self.published, self.static, self.media, self.mail, self.logs):
            path.mkdir(parents=True, exist_ok=True)
        generated = self._load_secrets()
        self.database = Database(self.folder / "postgres", port=generated["port"], password=generated["password"])
        self.doors = {door: f"127.0.0.1:{free_port()}" for door in ("public", "editor")}
        self.nginx = Nginx(
            self.folder / "nginx",
            data=self.folder,
            **self.doors,
            port=port,
            user=WORKERS_OF_NGINX if os.geteuid() == 0 else "",
            headers=lambda folder: self.manage("nginx_headers", str(folder)),
        )
        self.url = self.nginx.url
        backup_password = self.folder / "backup-password"
        backup_password.touch(mode=0o600)
        backup_password.write_text(generated["password"])
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": PRODUCTION,
            "ALERTS_TO": "it@localhost",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "BACKUP_PASSWORD_FILE": str(backup_password),
            "BACKUP_REPOSITORY": str(self.folder / "backups"),
            "BASE_URL": self.url,
            "DATA_ROOT": str(self.folder),
            "DATABASE_URL": self.database.url,
            "DEFAULT_FROM_EMAIL": "site@localhost",
            "EMAIL_URL": f"filemail:///{self.mail}",
            "PROXIES": "1",
            "PUBLIC_ROLE": PUBLIC_ROLE,
            "SECRET_KEY": generated["secret"],
        }
        self.supervisor = Supervisor(also=self._reload_redirects)
        self.processes = self.supervisor.processes
        self._loaded_maps = self._redirect_maps()

    def start(self) -> None:
        """Start everything. Raises RuntimeError if a process does not start, CalledProcessError if a command fails."""
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError(f"Another stack is running in {self.folder}. Stop it first.") from None
        try:
            self._prepare()
            self._start_processes()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.supervisor.stop()
        self.database.stop()
        self._lock.close()

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` with these arguments in the stack's environment, and return its output."""
        command = [sys.executable, "manage.py", *arguments]
        options = {"cwd": ROOT, "env": self.environment, "stdout": subprocess.PIPE, "check": True, "text": True}
        process = subprocess.run(command, **options)  # noqa: S603 (our manage.py)
        return process.stdout

    def wait_until_answered(self, address: str) -> None:
        """Wait until `address` answers with a status below 500. Raises RuntimeError."""
        if not until(lambda: answers(address), WAIT):
            raise RuntimeError(f"{address} did not respond within {WAIT} seconds. See {self.logs}")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

    def _prepare(self) -> None:
        self.say(f"Database: PostgreSQL in {self.database.folder}")
        self.database.start()
        self.say("Tables")
        self.manage("migrate", "--verbosity", "0")
        self.say("Content")
        self.manage("load_site")
        self.say("Static files")
        self._collect()

    def _collect(self) -> None:
        """Collect and compress static files if their sources changed. This takes a minute."""
        collected = ROOT / "static"
        stamp, now = collected / "made-from", sources_of_static_files()
        if not stamp.exists() or stamp.read_text() != now:
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
            stamp.write_text(now)
        static_files.add(collected, self.static)

    def _start_processes(self) -> None:
        self.say("gunicorn for visitors and for staff, worker, nginx")
        config = str(ROOT / "deploy" / "gunicorn.conf.py")
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", config, "--chdir", str(ROOT), "alliance_site.wsgi"]
        for door, address in self.doors.items():
            self._add(door, gunicorn, SERVES=door, BIND=address, DATABASE_URL=self.database.url_of(door))
        self._add("worker", [sys.executable, str(ROOT / "manage.py"), "worker"])
        self.nginx.write()
        self._add("nginx", self.nginx.command)
        self.supervisor.start()
        for address in self.doors.values():
            self.wait_until_answered(f"http://{address}/healthz")
        until(lambda: listens(self.nginx.port) or self.processes["nginx"].restarts > 3, WAIT)
        if not listens(self.nginx.port):
            raise RuntimeError(f"nginx did not start: {(self.logs / 'nginx.log').read_text()[-2000:]}")

    def _add(self, name: str, command: list[str], **environment: str) -> None:
        process = Process(command, environment=self.environment | environment, log=self.logs / f"{name}.log")
        process.start()
        self.processes[name] = process

    def _load_secrets(self) -> dict:
        """Return the secrets and the database's port, generated on the first run."""
        file = self.folder / "secrets.json"
        if not file.exists():
            generated = {"secret": secrets.token_urlsafe(60), "password": secrets.token_hex(24), "port": free_port()}
            file.touch(mode=0o600)
            file.write_text(json.dumps(generated))
        return json.loads(file.read_text())

    def _redirect_maps(self) -> list[tuple[str, int]]:
        return sorted((str(file), file.stat().st_mtime_ns) for file in (self.published / "nginx").glob("*.map"))

    def _reload_redirects(self) -> None:
        """Reload nginx when the redirect maps change. If they are invalid, nginx keeps the old ones."""
        try:
            now = self._redirect_maps()
        except FileNotFoundError:
            return  # a file is being replaced right now
        if now != self._loaded_maps and "nginx" in self.processes and (master := self.processes["nginx"].pid):
            self._loaded_maps = now
            os.kill(master, signal.SIGHUP)


def answers(address: str) -> bool:
    """Return whether `address` answers with a status below 500."""
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 (only our own stack, over HTTP)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def sources_of_static_files() -> str:
    """Return a digest that changes with the sources of static files: code, map data and packages."""
    digest = hashlib.sha256()
    for lock in ("requirements.txt", "requirements-build.txt"):
        digest.update((ROOT / lock).read_bytes())
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()
