"""Security headers: the grade of Mozilla's HTTP Observatory, from its own scanner, for the site in production.

The scanner needs HTTPS, the usual ports, and a host name. So this starts another stack with nginx's HTTPS configuration
and a self-signed certificate, and `scripts/observatory.mjs` sends the scanner's connections there. `--site` is ignored.
"""

import json
import os
import re
import subprocess
from pathlib import Path

from deploy.nginx.render import render
from deploy.nginx.server import Nginx, free_port
from deploy.stack import Stack
from quality.audit import FOLDER, node
from quality.audit.report import Row
from quality.audit.site import Site

HOST = "www.example.org"
SCANNER = FOLDER / "tools" / "node_modules" / "@mdn" / "mdn-http-observatory"
SCRIPT = Path(__file__).parent / "scripts" / "observatory.mjs"
PAGES = ("/", "/schools/gertz-ressler/", "/schools/gertz-ressler/report/", "/accounts/login/")
BEST = "A+"


class SecureNginx(Nginx):
    """nginx with the configuration for HTTPS on two free ports: `port` and `plain_port`."""

    plain_port: int

    def write(self) -> None:
        super().write()
        self.plain_port = free_port()
        conf, certificate, key = self.folder / "conf", self.folder / "certificate.pem", self.folder / "key.pem"
        make_certificate(certificate, key)
        render(conf, edge="https", CERTIFICATE=certificate, CERTIFICATE_KEY=key, **self.names)
        listen = (conf / "listen.conf").read_text(encoding="utf-8")
        listen = re.sub(r"^listen \[::\].*\n", "", listen, flags=re.MULTILINE)
        listen = listen.replace("listen 80;", f"listen 127.0.0.1:{self.plain_port};")
        listen = listen.replace("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;")
        (conf / "listen.conf").write_text(listen, encoding="utf-8")


def make_certificate(certificate: Path, key: Path) -> None:
    """Write a self-signed certificate for HOST."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "2"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (openssl, with constants)


def check(site: Site) -> list[Row]:
    stack = Stack(FOLDER / "https")
    stack.nginx = SecureNginx(
        stack.nginx.folder,
        data=stack.folder,
        **stack.doors,
        hosts=HOST,
        user=stack.nginx.names["NGINX_USER"],
        headers=stack.nginx.headers,
    )
    stack.environment |= {"ALLOWED_HOSTS": HOST, "BASE_URL": f"https://{HOST}"}
    with stack:
        ports = {"80": stack.nginx.plain_port, "443": stack.nginx.port}
        options = json.dumps({"scanner": str(SCANNER), "host": HOST, "ports": ports, "pages": PAGES})
        environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(stack.nginx.folder / "certificate.pem")}
        output = subprocess.run(  # noqa: S603 (our scanner script)
            [node(), str(SCRIPT), options], env=environment, stdout=subprocess.PIPE, check=True, timeout=120
        ).stdout
    return [row(path, report) for path, report in zip(PAGES, json.loads(output), strict=True)]


def row(path: str, report: dict) -> Row:
    """Return the grade of a page. A grade below the best, a failed test, or another page's answer is a fault."""
    scan, tests = report["scan"], report["tests"]
    faults = [
        f"{name}: {test['result']} ({test['scoreModifier']:+})" for name, test in tests.items() if not test["pass"]
    ]
    if scan["grade"] != BEST:
        faults.append(f"grade {scan['grade']}")
    if (reached := tests["redirection"]["route"][-1]) != f"https://{HOST}{path}" or scan["statusCode"] != 200:
        faults.append(f"{reached} answered {scan['statusCode']}: this is not the page")
    return Row(f"Mozilla HTTP Observatory, {path}: {BEST}", f"{scan['grade']}, {scan['score']}", faults)
