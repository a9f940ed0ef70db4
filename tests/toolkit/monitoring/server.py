"""The site as in production: gunicorn, production settings, and a given database."""

import contextlib
import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from deploy.nginx.server import free_port
from tests.ground.programs import ROOT, environment
from tests.production import PRODUCTION

CLOSED = "postgres://me:hush@127.0.0.1:1/site"  # nothing listens there


def database_url() -> str:
    """Return the URL of this process's test database."""
    config = connection.settings_dict
    user = f"{config['USER']}:{config['PASSWORD']}"
    host = config["HOST"]
    where = f":{config['PORT']}/{host}" if host.startswith("/") else f"{host}:{config['PORT']}"
    return f"postgres://{user}@{where}/{config['NAME']}"


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
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for line in self.lines():
                if known.items() <= line.items():
                    return line
            time.sleep(0.05)
        raise AssertionError(f"No line with {known}:\n{self.log.read_text()}")


@contextlib.contextmanager
def running(folder: Path, workers=1, **variables):
    """Run a server until the end of the block."""
    port = free_port()
    log = folder / "log"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "alliance_site.wsgi"]
    ours = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "tests.toolkit.monitoring.settings"}
    ours |= {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": workers} | variables
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(**ours), stdout=written, stderr=written)
    server = Server(port, log)
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                if server.get("/healthz")[0] == 200:
                    break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(30)
