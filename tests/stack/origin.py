"""An application that only counts requests, for tests of what nginx caches, forwards, and refuses."""

import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PUBLIC = {"Cache-Control": "public, max-age=0, s-maxage=60"}
PRIVATE = {"Cache-Control": "private, no-store"}
ANSWERS = {  # status and headers by the first part of the path
    "": (200, PUBLIC),
    "schools": (200, PUBLIC),
    "private": (200, PRIVATE),
    "unsaid": (200, {}),
    "cookie": (200, PUBLIC | {"Set-Cookie": "a=b"}),
    "search": (200, PRIVATE),
    "missing": (404, PRIVATE),
    "fault": (500, PRIVATE),
    "unavailable": (503, PRIVATE),
    "slow": (200, PUBLIC),
}
SLOW = 8  # seconds


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        origin, line = self.server, f"{self.command} {self.path}"
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        origin.seen.append((line, dict(self.headers)))
        origin.counts[line] += 1
        status, headers = ANSWERS.get(urlsplit(self.path).path.split("/")[1], (404, PRIVATE))
        if self.path.startswith("/slow"):
            time.sleep(SLOW)
        if origin.status:
            status, headers = origin.status, {}
        body = f"{line} {origin.counts[line]}\n".encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "text/plain", "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_arguments):
        pass


class Origin(ThreadingHTTPServer):
    """`seen` has the request lines and headers that arrived, in order; `counts` counts request lines."""

    request_queue_size = 512  # many connect at the same time
    status = 0  # the status of every response, unless 0

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen, self.counts, self.address = [], Counter(), f"127.0.0.1:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_arguments):
        """nginx disconnected before the slow response, as it should."""
