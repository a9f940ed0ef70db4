"""Two application hosts behind one nginx, both through PgBouncer; one worker, the same uploads and published copy.

The hosts are two gunicorns on this machine. The worker and all commands connect to PostgreSQL itself.
"""

import shutil
import signal
import time
from pathlib import Path

from deploy.nginx.server import free_port, listens
from deploy.stack.postgres import NAME, OWNER
from deploy.stack.stack import WAIT, Stack
from deploy.stack.supervisor import Process
from quality.stack import until

CONFIGURATION = Path(__file__).with_name("pgbouncer.ini")
OUT = "1s"  # how long nginx asks the other host only, after one did not answer
POOL = 4  # connections to PostgreSQL for all gunicorn workers


class TwoHosts(Stack):
    """A stack with the processes "gunicorn" and "gunicorn-2", which answer at the addresses in `hosts`."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.hosts = {"gunicorn": self.application, "gunicorn-2": f"127.0.0.1:{free_port()}"}
        self.pooler = free_port()

    def _add(self, name: str, command: list[str]) -> None:
        if name == "gunicorn":
            super()._add("pgbouncer", self._pgbouncer())
            until(lambda: listens(self.pooler), WAIT)
            for host, address in self.hosts.items():
                self._add_host(host, command, address)
            return
        if name == "nginx":
            self._balance()
        super()._add(name, command)

    def _add_host(self, name: str, command: list[str], address: str) -> None:
        url = self.environment["DATABASE_URL"].replace(str(self.database.port), str(self.pooler))
        pooled = {"DATABASE_URL": f"{url}?DISABLE_SERVER_SIDE_CURSORS=true", "BIND": address}
        environment = {**self.environment, **pooled}
        self.processes[name] = Process(command, environment=environment, log=self.logs / f"{name}.log")
        self.processes[name].start()

    def _pgbouncer(self) -> list[str]:
        """Write PgBouncer's configuration, and return its command."""
        folder, account = self.folder / "pgbouncer", self.database.account
        folder.mkdir(exist_ok=True)
        values = {"name": NAME, "port": self.database.port, "listen": self.pooler, "pool": POOL, "folder": folder}
        values["user"] = f"user = {account}" if account else ""
        users = folder / "users"
        users.touch(mode=0o600)
        users.write_text(f'"{OWNER}" "{self.database.password}"\n')
        (folder / "pgbouncer.ini").write_text(CONFIGURATION.read_text().format(**values))
        if account:
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
