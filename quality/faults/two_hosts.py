"""Two application hosts behind one nginx, all through PgBouncer; one worker, the same uploads and published copy.

A host is two gunicorns on this machine, one for each door. The worker and all commands connect to PostgreSQL itself.
"""

import re
import shutil
import signal
import time
from pathlib import Path

from deploy.nginx.server import free_port, listens
from deploy.stack.postgres import NAME, OWNER, PUBLIC_ROLE
from deploy.stack.stack import WAIT, Stack
from quality.stack import until

CONFIGURATION = Path(__file__).with_name("pgbouncer.ini")
OUT = "1s"  # how long nginx asks the other host only, after one did not answer
POOL = 4  # connections to PostgreSQL for all gunicorn workers of a door


class TwoHosts(Stack):
    """A stack with the processes "public", "editor", "public-2", and "editor-2". `hosts` has the names and addresses of
    each host."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.hosts = [self.doors, {f"{door}-2": f"127.0.0.1:{free_port()}" for door in self.doors}]
        self.pooler = free_port()

    def _add(self, name: str, command: list[str], **environment: str) -> None:
        if name not in self.doors:
            if name == "nginx":
                self._balance()
            super()._add(name, command, **environment)
            return
        if "pgbouncer" not in self.processes:
            super()._add("pgbouncer", self._pgbouncer())
            until(lambda: listens(self.pooler), WAIT)
        url = environment["DATABASE_URL"].replace(str(self.database.port), str(self.pooler))
        environment["DATABASE_URL"] = f"{url}?DISABLE_SERVER_SIDE_CURSORS=true"
        for host, door in zip(self.hosts, (name, f"{name}-2"), strict=True):
            super()._add(door, command, **environment | {"BIND": host[door]})

    def _pgbouncer(self) -> list[str]:
        """Write PgBouncer's configuration, and return its command."""
        folder, account = self.folder / "pgbouncer", self.database.account
        folder.mkdir(exist_ok=True)
        values = {"name": NAME, "port": self.database.port, "listen": self.pooler, "pool": POOL, "folder": folder}
        values["user"] = f"user = {account}" if account else ""
        users = folder / "users"
        users.touch(mode=0o600)
        users.write_text("".join(f'"{role}" "{self.database.password}"\n' for role in (OWNER, PUBLIC_ROLE)))
        (folder / "pgbouncer.ini").write_text(CONFIGURATION.read_text().format(**values))
        if account:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, account)
        return ["pgbouncer", str(folder / "pgbouncer.ini")]

    def _balance(self) -> None:
        """Give nginx both hosts. By default, it would leave out for ten seconds each one that answered late once."""
        file = self.nginx.folder / "conf" / "nginx.conf"
        text = file.read_text()
        for first, second in zip(*(host.values() for host in self.hosts), strict=True):
            servers = r"\1 fail_timeout={OUT};\n        server {second}\2 fail_timeout={OUT};"
            servers = servers.format(OUT=OUT, second=second)
            text = re.sub(rf"(server {first}(.*));", servers, text)
        file.write_text(text)

    def wait_for(self, host: dict[str, str]) -> None:
        for address in host.values():
            self.wait_until_answered(f"http://{address}/healthz")


def host(trial):
    """One of two application hosts is killed (kill -9), stays away, and comes back."""
    processes = [trial.stack.processes[door] for door in trial.stack.hosts[1]]
    for process in processes:
        process.should_run = False
        process.signal(signal.SIGKILL)
    time.sleep(10)
    for process in processes:
        process.start()


def rolled_release(trial):
    """A release is rolled over two hosts: each is stopped and started again while the other one answers."""
    for host in trial.stack.hosts:
        processes = [trial.stack.processes[door] for door in host]
        for process in processes:
            process.stop()
        number = trial.change()
        for process in processes:
            process.start()
        trial.stack.wait_for(host)
        trial.expect_published(number)


def pooler(trial):
    """PgBouncer is killed (kill -9) and started again."""
    trial.stack.processes["pgbouncer"].signal(signal.SIGKILL)
