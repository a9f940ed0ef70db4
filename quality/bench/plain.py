"""What a page of the copy is compared with: the same bytes with the same headers, served by nginx as one plain file."""

import http.client
import shutil
import subprocess
import time
from contextlib import closing
from urllib.parse import urlsplit

from deploy.nginx.server import free_port, listens, program

# As fast as nginx serves a file: no condition, no rule, no second server.
CONFIGURATION = """
{user}
worker_processes auto;
worker_rlimit_nofile 16384;
pid {folder}/plain.pid;
error_log stderr emerg;
events {{ worker_connections 4096; }}
http {{
    access_log {folder}/plain.log combined buffer=32k flush=1s;
    sendfile on;
    tcp_nopush on;
    server_tokens off;
    keepalive_requests 1000;
    gzip_static on;
    gzip_vary on;
    types {{ }}
    default_type "{kind}";
    {temporary}
    server {{
        listen 127.0.0.1:{port};
        root {folder}/plain;
        {headers}
    }}
}}
"""
OF_NGINX = {
    "accept-ranges",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "server",
    "transfer-encoding",
    "vary",
}
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Plain:
    """`with Plain(stack, "/about/") as plain: plain.url` is one file with what `stack` answers there."""

    def __init__(self, stack, path: str):
        self.folder = stack.folder / "nginx"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/page"
        headers = answered(stack.url, path)
        (self.folder / "plain").mkdir(exist_ok=True)
        for ending in ("", ".gz"):
            shutil.copy2(f"{stack.published}/site{path}index.html{ending}", self.folder / "plain" / f"page{ending}")
        self.file = self.folder / "plain.conf"
        user = stack.nginx.names["NGINX_USER"]
        self.file.write_text(
            CONFIGURATION.format(
                folder=self.folder,
                port=self.port,
                kind=headers["Content-Type"],
                user=f"user {user};",
                temporary=" ".join(f"{name}_temp_path {self.folder}/plain.tmp;" for name in TEMPORARY),
                headers="\n        ".join(directives(headers)),
            )
        )

    def __enter__(self):
        command = [program(), "-e", "stderr", "-c", str(self.file), "-g", "daemon off;"]
        self.process = subprocess.Popen(command)  # noqa: S603 (a fixed program)
        while not listens(self.port):
            if self.process.poll() is not None:
                raise RuntimeError(f"nginx did not start with {self.file}")
            time.sleep(0.01)
        return self

    def __exit__(self, *_exception):
        self.process.terminate()
        self.process.wait()


def answered(site: str, path: str) -> http.client.HTTPMessage:
    with closing(http.client.HTTPConnection(urlsplit(site).netloc, timeout=10)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        return response.headers


def directives(headers: http.client.HTTPMessage) -> list[str]:
    """Those of `headers` that nginx does not make by itself."""
    wanted = [(name, value) for name, value in headers.items() if name.lower() not in OF_NGINX]
    return [f'add_header {name} "{escaped(value)}";' for name, value in wanted]


def escaped(value: str) -> str:
    """As nginx reads it between quotation marks."""
    return value.replace("\\", "\\\\").replace('"', '\\"')
