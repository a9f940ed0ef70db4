"""Serves the loaded site for the time of an audit, on a free port of this machine."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "audit"
WAIT = 60  # seconds until it has to answer


@contextlib.contextmanager
def site() -> Iterator[str]:
    """The address of the site, without a slash at the end; ends the server afterwards. Raises RuntimeError."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "quality.audit.settings", "DEBUG": "off"}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)  # noqa: S603 (a fixed program)
    port = free_port()
    serve = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "--chdir", str(ROOT)]
    serve += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--no-control-socket"]
    log = FOLDER / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=output, stderr=output)  # noqa: S603 (fixed)
        try:
            wait(f"http://127.0.0.1:{port}/healthz", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 (http)
            return
        time.sleep(0.2)
    raise RuntimeError(f"The site did not start; the end of {log}:\n{log.read_text()[-2000:]}")
