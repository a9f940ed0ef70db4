"""An nginx of its own for tests, with this project's configuration."""

import os
import subprocess

from django.core.management import call_command

from deploy.nginx.server import Nginx, listens
from deploy.stack.supervisor import Process, until

WAIT = 10  # seconds to start listening, and to exit
NEW = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")


def certificate(folder, host) -> dict:
    """A certificate of a host and its key, by their names in the templates."""
    made = {"CERTIFICATE": folder / "certificate.pem", "CERTIFICATE_KEY": folder / "key.pem"}
    names = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
    files = ("-keyout", made["CERTIFICATE_KEY"], "-out", made["CERTIFICATE"])
    subprocess.run([*NEW, *names, *files], check=True, capture_output=True)
    return made


def write_headers(folder) -> None:
    call_command("nginx_headers", str(folder))


class RunningNginx(Nginx):
    """`with RunningNginx(folder, data=…, public="127.0.0.1:8001") as nginx: nginx.url`."""

    def __init__(self, folder, **options):
        super().__init__(folder, headers=write_headers, **options)

    def start(self) -> None:
        """Start nginx and wait until it listens."""
        self.write()
        log = self.folder / "error.log"
        self.process = Process(self.command, environment=dict(os.environ), log=log, patience=WAIT)
        self.process.start()
        if not until(lambda: listens(self.port) or not self.process.is_alive, WAIT) or not self.process.is_alive:
            self.stop()
            raise RuntimeError(f"nginx did not start: {log.read_text()[-2000:]}")

    def stop(self) -> None:
        self.process.stop()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()
