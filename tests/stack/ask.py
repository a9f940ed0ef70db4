"""Send a request exactly as written, without decoding, redirects, or normalization."""

import http.client
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

numbers = count(1)


def fresh() -> str:
    """A query that was never sent before."""
    return f"q=question-{next(numbers)}"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    site: str, path: str, method: str = "GET", body: bytes | None = None, asker: str = "", **headers: str
) -> Answer:
    """Keyword arguments are headers, with `_` for `-`; `asker` is the client's address on this machine."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30, source_address=(asker, 0))
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def connected(site: str) -> socket.socket:
    place = urlsplit(site)
    return socket.create_connection((place.hostname, place.port), timeout=60)


def sent(site: str, content: bytes, *, ends: bool = True) -> bytes:
    """Everything that the server returns for `content`, which `ends` what the client has to say."""
    with connected(site) as connection:
        connection.sendall(content)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        parts = []
        try:
            while part := connection.recv(65_536):
                parts.append(part)
        except ConnectionResetError:
            pass
        return b"".join(parts)


@contextmanager
def away(file):
    """Meanwhile, the file has another name."""
    other = file.rename(f"{file}.away")
    try:
        yield
    finally:
        other.rename(file)
