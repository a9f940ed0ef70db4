"""A PostgreSQL server with its cluster in a folder."""

import os
import pwd
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2

from toolkit.development_database.folders import binaries

ACCOUNTS = ("postgres", "nobody")  # PostgreSQL refuses to run as root
WAIT = 60  # seconds
OWNER = NAME = "site"
PUBLIC_ROLE = "site_public"  # the account of the public door (alliance_site/public_role.py)


def programs(data: Path) -> Path:
    """Return the folder of the programs of the system's newest PostgreSQL, or else of the embedded one."""
    initdbs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    initdbs = initdbs or [Path(path) for path in [shutil.which("initdb")] if path]
    return initdbs[-1].parent if initdbs else binaries(data)


class Database:
    """A cluster in `folder`, kept between runs. The owner of the site's database is not a superuser."""

    def __init__(self, folder: Path, *, port: int, password: str):
        self.folder, self.port, self.password = folder, port, password
        self.data = folder / "data"
        self.settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        names = {account.pw_name for account in pwd.getpwall()}
        self.account = next((name for name in ACCOUNTS if name in names), None) if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """The value for DATABASE_URL."""
        return f"postgres://{OWNER}:{self.password}@127.0.0.1:{self.port}/{NAME}"

    def url_of(self, door: str) -> str:
        """The value for DATABASE_URL at a door: the public one has an account of its own."""
        return self.url.replace(f"//{OWNER}:", f"//{PUBLIC_ROLE}:") if door == "public" else self.url

    def start(self) -> None:
        """Start the server, creating the cluster if there is none. Raises RuntimeError with the end of its log."""
        if self.is_running:
            return
        is_new = not (self.data / "PG_VERSION").exists()
        try:
            if is_new:
                self._create_cluster()
            self._control("start", "-l", self.folder / "log", "-o", self._options)
        except subprocess.CalledProcessError:
            raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}") from None
        if is_new:
            self._create_database()
        if not self.administer("SELECT 1 FROM pg_roles WHERE rolname = %s", PUBLIC_ROLE):
            self.administer(f"CREATE ROLE {PUBLIC_ROLE} LOGIN PASSWORD %s", self.password)
            self.administer(f"GRANT {PUBLIC_ROLE} TO {OWNER}")  # so that a restore can end its sessions

    def stop(self, mode: str = "fast") -> None:
        """Stop the server. The mode `immediate` acts like a crash."""
        if self.is_running:
            self._control("stop", "-m", mode)

    @property
    def is_running(self) -> bool:
        return (self.data / "PG_VERSION").exists() and self._control("status", check=False).returncode == 0

    @property
    def _options(self) -> str:
        return " ".join(f"-c {name}={value}" for name, value in self.settings.items())

    def _create_cluster(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        if self.account:
            log = self.folder / "log"
            log.touch()
            for path in (self.folder, password, log):
                shutil.chown(path, self.account)
        rights = ["-U", "admin", "--auth=scram-sha-256", f"--pwfile={password}"]
        self._run("initdb", "-D", self.data, *rights, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        password.unlink()

    def _create_database(self) -> None:
        self.administer(f"CREATE ROLE {OWNER} LOGIN PASSWORD %s", self.password)
        self.administer(f"CREATE DATABASE {NAME} OWNER {OWNER}")

    def administer(self, statement: str, *values) -> list[tuple]:
        """Execute a statement as the cluster's superuser, outside the site's database."""
        place = {"host": "127.0.0.1", "port": self.port, "user": "admin", "password": self.password}
        with closing(psycopg2.connect(dbname="postgres", **place)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def _control(self, action: str, *options, check=True) -> subprocess.CompletedProcess:
        return self._run("pg_ctl", "-D", self.data, "-w", "-t", WAIT, *options, action, check=check)

    def _run(self, program: str, *arguments, check=True) -> subprocess.CompletedProcess:
        command = [str(programs(self.data) / program), *map(str, arguments)]
        account = {}
        if self.account:
            account = {"user": self.account, "group": pwd.getpwnam(self.account).pw_gid, "extra_groups": []}
        with (self.folder / "log").open("ab") as log:
            return subprocess.run(  # noqa: S603 (the server's own programs)
                command,
                cwd="/",
                check=check,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,  # so that Ctrl-C goes to the stack only
                **account,
            )
