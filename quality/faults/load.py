"""Visitors under load: some read published pages, some ask the finder and the search, one watches a page."""

import gzip
import http.client
import json
import re
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

READERS, ASKERS = 4, 3
READ, ASK, WATCH = 0.02, 0.1, 0.02  # seconds that each visitor rests between requests
PATIENCE = 20  # seconds that a visitor waits
SCHOOL = "/schools/gertz-ressler/"
NUMBER = re.compile(rb"\(323\) 555-(\d{4})")  # nobody's numbers; the changes of a trial count upwards
QUESTIONS = count(1)
BROKEN = (OSError, http.client.HTTPException)


@dataclass
class Count:
    """What visitors got: answers, honest refusals, and wrong answers, with examples of those."""

    answered: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def __str__(self):
        return (
            f"{self.answered} answered, {self.refused} refused, {len(self.wrong)} wrong, slowest {self.slowest:.1f} s"
        )


class Visitor:
    """A browser with one connection, from one of this machine's own addresses."""

    def __init__(self, site: str, address: str = "127.0.0.1"):
        self.connection = http.client.HTTPConnection(
            urlsplit(site).netloc, timeout=PATIENCE, source_address=(address, 0)
        )

    def get(self, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Raises OSError or HTTPException if there is no complete answer."""
        try:
            return self._get(path)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            return self._get(path)  # servers may end a connection between two requests; browsers ask again, too

    def _get(self, path):
        try:
            self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = self.connection.getresponse()
            body = response.read()
        except BROKEN:
            self.connection.close()
            raise
        if response.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return response.status, response.headers, body


class Load:
    """`with Load(url, addresses) as load` counts in `load.pages` and `load.questions` until it ends."""

    def __init__(self, url: str, addresses: list[str], times: int = 1):
        self.url, self.addresses = url, addresses
        self.pages, self.questions = Count(), Count()
        self.seen: dict[int, float] = {}  # number that the watched page showed: when it first did
        self.went_back: list[str] = []
        self._turns, self._stop, self._calm, self._lock = (
            count(),
            threading.Event(),
            threading.Event(),
            threading.Lock(),
        )
        self._threads = [
            *(self._thread(self._read, n, n >= READERS) for n in range(READERS * times)),
            *(self._thread(self._ask, n, n >= ASKERS) for n in range(ASKERS * times)),
            self._thread(self._watch, 0),
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def calm(self) -> None:
        """Send the extra visitors of a spike away."""
        self._calm.set()

    def __exit__(self, *_exception):
        self._stop.set()
        self._calm.set()
        for thread in self._threads:
            thread.join()

    def _thread(self, visit, n: int, is_extra: bool = False) -> threading.Thread:
        visitor = Visitor(self.url, f"127.0.0.{2 + n // ASKERS % 250}")
        return threading.Thread(target=visit, args=[visitor, self._calm if is_extra else self._stop], daemon=True)

    def _read(self, visitor: Visitor, end: threading.Event) -> None:
        while not end.wait(READ):
            self._count(self.pages, visitor, self.addresses[next(self._turns) % len(self.addresses)], is_whole)

    def _ask(self, visitor: Visitor, end: threading.Event) -> None:
        while not end.wait(ASK):
            self._count(self.questions, visitor, question(next(QUESTIONS)), is_answer)

    def _count(self, counted: Count, visitor: Visitor, path: str, is_right) -> None:
        start = time.monotonic()
        try:
            status, headers, body = visitor.get(path)
            is_refusal, text = status == 503 and is_honest(headers, body), f"{status} {body[:80]!r}"
            is_right = status == 200 and is_right(body)
        except BROKEN as error:
            is_refusal, is_right, text = False, False, repr(error)
        with self._lock:
            counted.slowest = max(counted.slowest, time.monotonic() - start)
            counted.answered += is_right
            counted.refused += is_refusal
            if not is_right and not is_refusal:
                counted.wrong.append(f"{path}: {text}")

    def _watch(self, visitor: Visitor, end: threading.Event) -> None:
        last = 0
        while not end.wait(WATCH):
            try:
                _status, _headers, body = visitor.get(SCHOOL)
            except BROKEN:
                continue  # the readers count it
            if match := NUMBER.search(body):
                number = int(match[1])
                if number < last:
                    self.went_back.append(f"{SCHOOL} showed {number} after {last}")
                last = number
                self.seen.setdefault(number, time.monotonic())


def question(n: int) -> str:
    """Return an address that finds Gertz-Ressler. Most are new each time, so nginx's cache does not help."""
    place = f"33.{9000 + n % 1000}%2C-118.{2000 + n // 1000 % 1000}"
    return (
        f"/schools/?q=gertz&near={place}",
        f"/schools/results.json?q=gertz&near={place}",
        f"/search/?q=gertz&area=n{n}",
        "/schools/?q=gertz",
    )[n % 4]


def is_answer(body: bytes) -> bool:
    return b"Gertz-Ressler" in body


def is_honest(headers, body: bytes) -> bool:
    """Return whether a refusal says in both languages whom to call, and when to come back."""
    if "Retry-After" not in headers or "no-store" not in headers.get("Cache-Control", ""):
        return False
    if headers.get_content_type() == "application/json":
        return json.loads(body).get("message", {}).keys() == {"en", "es"}
    return b'<html lang="en"' in body and b'lang="es"' in body and b'href="tel:' in body


def is_whole(body: bytes) -> bool:
    return bool(body) and (not body.startswith(b"<!doctype html") or body.rstrip().endswith(b"</html>"))
