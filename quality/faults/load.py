"""A bounded load of visitors: some read published pages, some ask the finder and the search, one watches a page."""

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
READ, ASK, WATCH = 0.02, 0.1, 0.02  # seconds that each of them rests
PATIENCE = 20  # seconds a visitor waits
SCHOOL = "/schools/gertz-ressler/"
NUMBER = re.compile(rb"\(323\) 555-(\d{4})")  # such numbers are nobody's; the changes of a trial count upwards
FRESH = count(1)
EXAMPLES = 5


@dataclass
class Count:
    """What became of some requests. `wrong` is what was neither an answer nor an honest refusal."""

    asked: int = 0
    answered: int = 0
    refused: int = 0
    wrong: int = 0
    slowest: float = 0.0
    examples: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note(self, verdict: str, seconds: float, what: str) -> None:
        with self.lock:
            self.asked += 1
            setattr(self, verdict, getattr(self, verdict) + 1)
            self.slowest = max(self.slowest, seconds)
            if verdict == "wrong" and len(self.examples) < EXAMPLES:
                self.examples.append(what)


class Visitor:
    """One browser with one connection that is kept. `address` is whom it comes from, one of this machine's own."""

    def __init__(self, site: str, address: str = "127.0.0.1"):
        self.connection = http.client.HTTPConnection(
            urlsplit(site).netloc, timeout=PATIENCE, source_address=(address, 0)
        )

    def get(self, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Raises OSError or HTTPException where there is no whole answer."""
        try:
            return self._get(path)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()  # a kept connection may be ended between two requests; browsers ask again, too
            return self._get(path)

    def _get(self, path):
        try:
            self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        if response.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return response.status, response.headers, body


class Load:
    """`with Load(url, addresses) as load:` counts in `load.published` and `load.questions` until it ends. `rush` makes
    so many times as many visitors, from as many addresses."""

    def __init__(self, url: str, addresses: list[str], rush: int = 1):
        self.url, self.addresses, self.rush = url, addresses, rush
        self.published, self.questions = Count(), Count()
        self.seen: dict[int, float] = {}  # number that the watched page showed: when it was first seen
        self.went_back: list[str] = []
        self._turns = count()
        self._stop, self._calm = threading.Event(), threading.Event()
        self._threads = [
            *(self._thread(self._read, n, n >= READERS) for n in range(READERS * rush)),
            *(self._thread(self._ask, n, n >= ASKERS) for n in range(ASKERS * rush)),
            self._thread(self._watch, 0),
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def calm(self) -> None:
        """As many as always are left; the others are gone when their answers are."""
        self._calm.set()

    def __exit__(self, *_exception):
        self._stop.set()
        self._calm.set()
        for thread in self._threads:
            thread.join()

    def _thread(self, do, n: int, is_of_rush: bool = False) -> threading.Thread:
        visitor = Visitor(self.url, f"127.0.0.{2 + n // ASKERS % 250}")
        end = self._calm if is_of_rush else self._stop
        return threading.Thread(target=do, args=[visitor, end], daemon=True)

    def _read(self, visitor: Visitor, end: threading.Event) -> None:
        while not end.wait(READ):
            path = self.addresses[next(self._turns) % len(self.addresses)]
            self._note(self.published, visitor, path, is_whole)

    def _ask(self, visitor: Visitor, end: threading.Event) -> None:
        while not end.wait(ASK):
            path, text = question(next(FRESH))
            self._note(self.questions, visitor, path, lambda body, text=text: text in body)

    def _note(self, counted: Count, visitor: Visitor, path: str, is_right) -> None:
        start = time.monotonic()
        try:
            status, headers, body = visitor.get(path)
        except (OSError, http.client.HTTPException) as error:
            verdict, what = "wrong", f"{path}: {error!r}"
        else:
            verdict, what = judged(status, headers, body, is_right), f"{path}: {status} {body[:80]!r}"
        counted.note(verdict, time.monotonic() - start, what)

    def _watch(self, visitor: Visitor, end: threading.Event) -> None:
        last = 0
        while not end.wait(WATCH):
            try:
                _status, _headers, body = visitor.get(SCHOOL)
            except (OSError, http.client.HTTPException):
                continue  # the readers count it
            if found := NUMBER.search(body):
                number = int(found[1])
                if number < last:
                    self.went_back.append(f"{SCHOOL} showed {number:04} after {last:04}")
                last = number
                self.seen.setdefault(number, time.monotonic())


def question(n: int) -> tuple[str, bytes]:
    """An address and a text that is in the right answer. Most were never asked: what nginx keeps does not help."""
    place = f"33.{9000 + n % 1000}%2C-118.{2000 + n // 1000 % 1000}"
    return (
        (f"/schools/?q=gertz&near={place}", b"Gertz-Ressler"),
        (f"/schools/results.json?q=gertz&near={place}", b"Gertz-Ressler"),
        (f"/search/?q=gertz&area=n{n}", b"Gertz-Ressler"),
        ("/schools/?q=gertz", b"Gertz-Ressler"),
    )[n % 4]


def judged(status: int, headers, body: bytes, is_right) -> str:
    if status == 200:
        return "answered" if is_right(body) else "wrong"
    return "refused" if status == 503 and is_honest(headers, body) else "wrong"


def is_honest(headers, body: bytes) -> bool:
    """Says in both languages that the site cannot answer, whom to call, and when to come back."""
    if "Retry-After" not in headers or "no-store" not in headers.get("Cache-Control", ""):
        return False
    if headers.get_content_type() == "application/json":
        return json.loads(body).get("message", {}).keys() == {"en", "es"}
    return b'<html lang="en"' in body and b'lang="es"' in body and b'href="tel:' in body


def is_whole(body: bytes) -> bool:
    return bool(body) and (not body.startswith(b"<!doctype html") or body.rstrip().endswith(b"</html>"))
