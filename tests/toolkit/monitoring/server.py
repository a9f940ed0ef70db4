"""The site as in production: gunicorn, production settings, and a given database."""

import contextlib
import http.client
import json
import subprocess
import sys
from pathlib import Path

from deploy.nginx.server import free_port
from deploy.stack.supervisor import until
from tests.ground.programs import ROOT, database_url, environment
from tests.production import PRODUCTION

SETTINGS = "tests.toolkit.monitoring.settings"
CLOSED = "postgres://me:hush@127.0.0.1:1/site"  # nothing listens there


class Server:
    def __init__(self, port: int, log: Path):
        self.port, self.log = port, log

    def get(self, path, exact=None, **headers):
        """Return status, headers, and text of one response. Names of `exact` headers are sent unchanged."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        usual = {"Host": "www.example.org", "X-Forwarded-Proto": "https"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked.request("GET", path, headers=usual | named | (exact or {}))
        answer = asked.getresponse()
        text = answer.read().decode()
        asked.close()
        return answer.status, answer.headers, text

    def lines(self) -> list[dict]:
        """Return what it has logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def line(self, **known) -> dict:
        """Return the first log line with these values, waiting briefly because it may follow the response."""
        found = until(lambda: [line for line in self.lines() if known.items() <= line.items()], 10)
        assert found, f"No line with {known}:\n{self.log.read_text()}"
        return found[0]

    def is_up(self) -> bool:
        with contextlib.suppress(OSError):
            return self.get("/healthz")[0] == 200
        return False


@contextlib.contextmanager
def running(folder: Path, workers=1, **variables):
    """Run a server until the end of the block, on this process's test database unless `variables` name another."""
    port = free_port()
    log = folder / "log"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "alliance_site.wsgi"]
    ours = PRODUCTION | {"DJANGO_SETTINGS_MODULE": SETTINGS, "DATABASE_URL": database_url()}
    ours |= {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": workers} | variables
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(**ours), stdout=written, stderr=written)
    server = Server(port, log)
    try:
        until(lambda: server.is_up() or process.poll() is not None, 60, 0.1)
        assert server.is_up(), log.read_text()
        yield server
    finally:
        process.terminate()
        process.wait(30)
