"""Two application hosts behind one nginx, both through PgBouncer; one worker, the same uploads and published copy.

The hosts are two gunicorns on this machine. The worker and all commands connect to PostgreSQL itself.
"""

import os
import shutil
import signal
import time

from deploy.nginx.server import free_port, listens
from deploy.stack.postgres import ACCOUNTS, NAME, OWNER
from deploy.stack.stack import Stack
from deploy.stack.supervisor import Process
from quality.faults.shared import shared

OUT = "1s"  # how long nginx asks the other host only, after one did not answer
POOL = 4  # connections to PostgreSQL for all gunicorn workers
PGBOUNCER = """
[databases]
{name} = host=127.0.0.1 port={port} dbname={name} connect_query='SET statement_timeout = 3000; SET jit = off'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
ignore_startup_parameters = options
default_pool_size = {pool}
max_client_conn = 200
{user}
"""


class TwoHosts(Stack):
    """A stack with the processes "gunicorn" and "gunicorn-2", which answer at the addresses in `hosts`."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        if not shutil.which("pgbouncer"):
            raise FileNotFoundError("pgbouncer is not installed. Run `apt-get install pgbouncer`.")
        self.hosts = {"gunicorn": self.application, "gunicorn-2": f"127.0.0.1:{free_port()}"}
        self.pooler = free_port()

    def _add(self, name: str, command: list[str]) -> None:
        if name == "gunicorn":
            super()._add("pgbouncer", self._pgbouncer())
            while not listens(self.pooler):
                time.sleep(0.05)
            for host, address in self.hosts.items():
                self._add_host(host, command, address)
            return
        if name == "nginx":
            self._balance()
        super()._add(name, command)

    def _add_host(self, name: str, command: list[str], address: str) -> None:
        url = self.database.url.replace(str(self.database.port), str(self.pooler))
        pooled = {"DATABASE_URL": f"{url}?DISABLE_SERVER_SIDE_CURSORS=true"}
        environment = {**self.environment, **pooled, "BIND": address}
        self.processes[name] = Process(command, environment=environment, log=self.logs / f"{name}.log")
        self.processes[name].start()

    def _pgbouncer(self) -> list[str]:
        """Write PgBouncer's configuration, and return its command."""
        folder, account = self.folder / "pgbouncer", ACCOUNTS[0]
        folder.mkdir(exist_ok=True)
        user = f"user = {account}" if os.geteuid() == 0 else ""
        values = {"name": NAME, "port": self.database.port, "listen": self.pooler, "pool": POOL, "user": user}
        (folder / "pgbouncer.ini").write_text(PGBOUNCER.format(folder=folder, **values))
        (folder / "users").touch(mode=0o600)
        (folder / "users").write_text(f'"{OWNER}" "{self.database.password}"\n')
        if user:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, account)
        return ["pgbouncer", str(folder / "pgbouncer.ini")]

    def _balance(self) -> None:
        """Give nginx both hosts. By default, it would leave out for ten seconds each one that answered late once."""
        file = self.nginx.folder / "conf" / "nginx.conf"
        first, second = self.hosts.values()
        lines = file.read_text().splitlines(keepends=True)
        servers = [line.replace(";", f" fail_timeout={OUT};") if f"server {first}" in line else line for line in lines]
        file.write_text("".join(line + line.replace(first, second) if first in line else line for line in servers))


def host(trial):
    """One of two application hosts is killed (kill -9), stays away, and comes back."""
    process = trial.stack.processes["gunicorn-2"]
    process.should_run = False
    process.signal(signal.SIGKILL)
    time.sleep(10)
    process.start()


def rolled_release(trial):
    """A release is rolled over two hosts: each is stopped and started again while the other one answers."""
    for name, address in trial.stack.hosts.items():
        trial.stack.processes[name].stop()
        number = trial.change()
        trial.stack.processes[name].start()
        trial.stack.wait_until_answered(f"http://{address}/healthz")
        trial.expect_published(number)


def pooler(trial):
    """PgBouncer is killed (kill -9) and started again."""
    trial.stack.processes["pgbouncer"].signal(signal.SIGKILL)


FAULTS = {one.__name__: one for one in (host, rolled_release, pooler, shared)}
