"""Visitors under load: some read published pages, some ask the finder and the search, one watches a page."""

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, cycle

from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import HTTPError, ProtocolError

READERS, ASKERS = 4, 3
READ, ASK, WATCH = 0.02, 0.1, 0.02  # seconds that each visitor rests between requests
PATIENCE = 20  # seconds that a visitor waits
SCHOOL = "/schools/gertz-ressler/"
NUMBER = re.compile(rb"\(323\) 555-(\d{4})")  # nobody's numbers; the changes of a trial count upwards
QUESTIONS = count(1)


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
    """A browser that keeps its connection."""

    def __init__(self, site: str):
        self.site = site
        self.connections = PoolManager(retries=False, timeout=PATIENCE, headers={"Accept-Encoding": "gzip"})

    def get(self, path: str) -> BaseHTTPResponse:
        """Raises HTTPError if there is no complete answer."""
        try:
            return self.connections.request("GET", self.site + path)
        except ProtocolError as error:
            if not isinstance(error.args[-1], ConnectionError):
                raise
        # Servers may end a connection between two requests; browsers ask again, too.
        return self.connections.request("GET", self.site + path)


class Load:
    """`with Load(url, addresses) as load` counts in `load.pages` and `load.questions` until it ends."""

    def __init__(self, url: str, addresses: list[str]):
        self.url, self.addresses = url, cycle(addresses)
        self.pages, self.questions = Count(), Count()
        self.seen: dict[int, float] = {}  # number that the watched page showed: when it first did
        self.last = 0
        self.went_back: list[str] = []
        self._stop, self._lock = threading.Event(), threading.Lock()
        visits = [(self._read, READ)] * READERS + [(self._ask, ASK)] * ASKERS + [(self._watch, WATCH)]
        self._threads = [threading.Thread(target=self._keep, args=one, daemon=True) for one in visits]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exception):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _keep(self, visit: Callable[[Visitor], None], rest: float) -> None:
        visitor = Visitor(self.url)
        while not self._stop.wait(rest):
            visit(visitor)

    def _read(self, visitor: Visitor) -> None:
        self._count(self.pages, visitor, next(self.addresses), is_whole)

    def _ask(self, visitor: Visitor) -> None:
        self._count(self.questions, visitor, question(next(QUESTIONS)), is_answer)

    def _count(self, counted: Count, visitor: Visitor, path: str, is_right) -> None:
        start = time.monotonic()
        try:
            response = visitor.get(path)
            right, refusal = is_right(response), is_honest(response)
            example = f"{path}: {response.status} {response.data[:80]!r}"
        except HTTPError as error:
            right, refusal, example = False, False, f"{path}: {error!r}"
        with self._lock:
            counted.slowest = max(counted.slowest, time.monotonic() - start)
            counted.answered += right
            counted.refused += refusal
            if not right and not refusal:
                counted.wrong.append(example)

    def _watch(self, visitor: Visitor) -> None:
        try:
            match = NUMBER.search(visitor.get(SCHOOL).data)
        except HTTPError:
            return  # the readers count it
        if match:
            number = int(match[1])
            if number < self.last:
                self.went_back.append(f"{SCHOOL} showed {number} after {self.last}")
            self.last = number
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


def is_answer(response: BaseHTTPResponse) -> bool:
    return response.status == 200 and b"Gertz-Ressler" in response.data


def is_whole(response: BaseHTTPResponse) -> bool:
    body = response.data
    is_page = body.startswith(b"<!doctype html")
    return response.status == 200 and bool(body) and (not is_page or body.rstrip().endswith(b"</html>"))


def is_honest(response: BaseHTTPResponse) -> bool:
    """Return whether a refusal says in both languages whom to call, and when to come back."""
    headers, body = response.headers, response.data
    if response.status != 503 or "Retry-After" not in headers or "no-store" not in headers.get("Cache-Control", ""):
        return False
    if headers["Content-Type"].startswith("application/json"):
        return json.loads(body).get("message", {}).keys() == {"en", "es"}
    return b'<html lang="en"' in body and b'lang="es"' in body and b'href="tel:' in body
