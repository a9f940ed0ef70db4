"""Grades of Mozilla's HTTP Observatory, given by its own scanner, for the site as in production.

The scanner wants HTTPS, the usual ports and a name, so a stack of its own is started with nginx's HTTPS configuration
and a certificate made for the occasion; `scripts/observatory.mjs` leads the scanner's connections there. What `--site`
names is not asked.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from deploy.nginx.render import render
from deploy.nginx.server import Nginx, free_port
from deploy.stack.stack import Stack
from quality.audit.report import Row, say
from quality.audit.server import FOLDER, ROOT
from quality.audit.site import Site

HOST = "www.example.org"
SCANNER = FOLDER / "tools" / "node_modules" / "@mdn" / "mdn-http-observatory"
SCRIPT = Path(__file__).parent / "scripts" / "observatory.mjs"
PUBLIC = {
    "home": "/",
    "a profile": "/schools/gertz-ressler/",
    "a form": "/schools/gertz-ressler/report/",
    "sign-in": "/accounts/login/",
}
STAFF = {"admin": "/admin/", "admin, a page's editor": "/admin/pages/add/pages/standardpage/{home}/"}
BEST = "A+"


class SecureNginx(Nginx):
    """nginx with the configuration for HTTPS, on two ports that anybody may open: `port` and `plain_port`."""

    plain_port: int

    def write(self) -> None:
        super().write()
        self.plain_port = free_port()
        conf, certificate, key = self.folder / "conf", self.folder / "certificate.pem", self.folder / "key.pem"
        make_certificate(certificate, key)
        names = {"APPLICATION": self.application, "CERTIFICATE": certificate, "CERTIFICATE_KEY": key, **self.names}
        render(conf, edge="https", **names)
        listen = (conf / "listen.conf").read_text(encoding="utf-8")
        listen = re.sub(r"^listen \[::\].*\n", "", listen, flags=re.MULTILINE)
        listen = listen.replace("listen 80;", f"listen 127.0.0.1:{self.plain_port};")
        listen = listen.replace("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;")
        (conf / "listen.conf").write_text(listen, encoding="utf-8")


class SecureStack(Stack):
    """Production with nothing turned off, at `https://www.example.org` for who is led to this machine."""

    def __init__(self, folder: Path, **options):
        super().__init__(folder, **options)
        http = self.nginx
        self.nginx = SecureNginx(
            http.folder,
            published=self.published,
            static=self.static,
            media=self.media,
            application=self.application,
            hosts=HOST,
            user=http.names["NGINX_USER"],
            headers=http.headers,
        )
        self.environment |= {"ALLOWED_HOSTS": HOST, "BASE_URL": f"https://{HOST}", "SECURE_SSL_REDIRECT": "on"}


def make_certificate(certificate: Path, key: Path) -> None:
    """For HOST, signed by itself."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "2"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (a fixed program)


def check(site: Site) -> list[Row]:
    with SecureStack(FOLDER / "https", say=lambda line: say(f"    {line}")) as stack:
        signing_in = [sys.executable, "-m", "quality.audit.session", HOST]
        done = subprocess.run(  # noqa: S603 (a fixed program)
            signing_in, cwd=ROOT, env=stack.environment, stdout=subprocess.PIPE, check=True, text=True
        )
        session = json.loads(done.stdout)
        pages = [{"name": name, "path": path, "cookie": ""} for name, path in PUBLIC.items()]
        for name, path in STAFF.items():
            pages.append({"name": name, "path": path.format(**session), "cookie": session["cookie"]})
        return [row(page, scan) for page, scan in zip(pages, scans(stack.nginx, pages), strict=True)]


def scans(nginx: SecureNginx, pages: list[dict]) -> list[dict]:
    """What the scanner says of each page. Raises CalledProcessError if it cannot get one."""
    node = next((FOLDER / "tools" / "node_modules").glob("node-*/bin/node"), "node")
    ports = {"80": nginx.plain_port, "443": nginx.port}
    asked = json.dumps({"scanner": str(SCANNER), "host": HOST, "ports": ports, "pages": pages})
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(nginx.folder / "certificate.pem")}
    done = subprocess.run(  # noqa: S603 (a fixed program)
        [str(node), str(SCRIPT), asked], env=environment, stdout=subprocess.PIPE, check=True, text=True, timeout=120
    )
    return json.loads(done.stdout)


def row(page: dict, scan: dict) -> Row:
    """The grade of a page, and which tests of the scanner gave or cost it points; faults if it is not the best one."""
    graded, tests = scan["scan"], scan["tests"]
    results = {name: f"{name}: {test['result']} ({test['scoreModifier']:+})" for name, test in tests.items()}
    faults = [results[name] for name, test in tests.items() if not test["pass"]]
    reached = tests["redirection"]["route"][-1]
    if reached != f"https://{HOST}{page['path']}" or graded["statusCode"] != 200:
        faults.insert(0, f"{reached} answered {graded['statusCode']}: this is not the page")
    elif graded["grade"] != BEST and not faults:
        faults = list(results.values())
    measured = f"{graded['grade']}, {graded['score']}; {graded['testsPassed']} of {graded['testsQuantity']} tests"
    notes = [results[name] for name, test in tests.items() if test["scoreModifier"] > 0]
    return Row(f"Mozilla HTTP Observatory, {page['name']}: {BEST}", measured, faults, notes)
