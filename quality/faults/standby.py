"""A database server with a standby, as a provider of managed PostgreSQL runs them: the standby takes over.

The replication is PostgreSQL's own, and synchronous: a commit is acknowledged when both servers have written it.
"""

import contextlib
import shutil
import threading
import time

import psycopg2

from deploy.nginx.server import free_port
from deploy.stack.postgres import Database
from deploy.stack.stack import Stack

RECEIVER = "walreceiver"  # how a standby names itself, by default


class Pair:
    """A server and its standby, in place of a stack's one `Database`. When they stop, the first has all data."""

    def __init__(self, primary: Database):
        self.primary = primary
        folder = primary.folder.with_name("standby")
        self.standby = Database(folder, port=free_port(), password=primary.password, copy_of=primary)
        self.folder, self.url = primary.folder, self.through(primary.url)

    def url_of(self, door: str) -> str:
        return self.through(self.primary.url_of(door))

    def through(self, url: str) -> str:
        """Return a DATABASE_URL of the primary so that it leads to the server that takes writes."""
        both = f"127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}"
        return url.replace(f"127.0.0.1:{self.primary.port}", both) + "?target_session_attrs=read-write"

    def start(self) -> None:
        shutil.rmtree(self.standby.data, ignore_errors=True)  # of a run that was ended
        for standbys in ("", RECEIVER):  # first alone; then each commit waits for the standby
            self.primary.stop()
            self.primary.settings["synchronous_standby_names"] = standbys
            self.primary.start()
            self.standby.start()

    def promote(self) -> None:
        self.standby.promote()

    def stop(self) -> None:
        is_promoted = self.standby.is_running and not (self.standby.data / "standby.signal").exists()
        self.standby.stop()
        self.primary.stop()
        if is_promoted:
            shutil.rmtree(self.primary.data)
            self.standby.data.rename(self.primary.data)


class WithStandby(Stack):
    """A stack whose processes and commands know both servers, as `DATABASE_URL` names them."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.database = Pair(self.database)
        self.environment["DATABASE_URL"] = self.database.url


def standby(trial, seconds=5):
    """The database's server crashes while changes are saved, and its standby is promoted some seconds later."""
    servers = trial.stack.database
    threading.Timer(2, servers.primary.stop, ["immediate"]).start()
    with contextlib.suppress(psycopg2.Error):
        while True:
            trial.change()
            time.sleep(0.05)
    trial.expect(trial.refuses, "visitors were not told within 3 s", 3)
    time.sleep(seconds)
    servers.promote()


standby.again = 10  # seconds
