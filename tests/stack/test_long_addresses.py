"""A question is answered by the site however long it is, up to what nginx takes; a longer one is refused at once."""

import socket

import pytest

from tests.toolkit.monitoring import server as servers

pytestmark = pytest.mark.django_db  # the test database is made for them; they change nothing in it
LONGEST = 8190  # bytes of a request line without its end: large_client_header_buffers, limit_request_line
STARTS = (  # redirects to a slash, to the door, to a page in another place, pages, searches, tables
    "/schools?q=",
    "/schools/?q=",
    "/es/schools?near=",
    "/search?q=",
    "/search/?q=",
    "/admin/?q=",
    "/admin/login/?next=/",
    "/accounts/login/?next=/",
    "/_util/login/?next=/",
    "/about?q=",
    "/schools/results.json?q=",
    "/data/schools.csv?q=",
    "/documents/1/",
    "/no-such-page/",
    "/no-such-page",
)
FILLINGS = (b"a", b"%22", b'"', b"%C3%B1", b"q=&", b"/")  # of some, each byte takes three or more in a redirect
GROWING = (b'"', b"q=&")
LENGTHS = (2_300, 4_000, 6_000, LONGEST - 1, LONGEST)


@pytest.fixture(scope="module")
def site_by_gunicorn(django_db_setup, start, tmp_path_factory):
    """nginx in front of the site as production runs it, on this machine by HTTP."""
    folder = tmp_path_factory.mktemp("gunicorn")
    variables = {
        "DATABASE_URL": servers.database_url(),
        "ALLOWED_HOSTS": "127.0.0.1,www.example.org",
        "SECURE_SSL_REDIRECT": "off",
    }
    with servers.running(folder, **variables) as server:
        for address in STARTS:  # the first time takes longer than nginx waits for
            server.get(address)
        yield start(f"127.0.0.1:{server.port}")


def sent(nginx, line: bytes) -> tuple[int, bytes]:
    """Status and head of what is answered to a request line."""
    host, port = nginx.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    answer = b"".join(parts)
    return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[0]


def line_of(address: str, filling: bytes, length: int) -> bytes:
    """A request line of exactly so many bytes."""
    room = length - len(f"GET {address} HTTP/1.1")
    times, rest = divmod(room, len(filling))
    return b"GET " + address.encode() + filling * times + b"a" * rest + b" HTTP/1.1"


@pytest.mark.parametrize("address", STARTS)
def test_every_length_that_is_taken_gets_the_sites_own_answer(site_by_gunicorn, address):
    for filling in FILLINGS:
        for length in LENGTHS:
            status, head = sent(site_by_gunicorn, line_of(address, filling, length))
            # 400 is Django's, to a redirect that would be longer than 16 kB.
            assert status in (200, 301, 302, 404) or (status == 400 and filling in GROWING), (filling, length, status)
            assert b"\r\nX-Request-ID: " in head, (filling, length)  # nginx's own answers have none


@pytest.mark.parametrize("address", STARTS)
def test_a_longer_one_is_refused_by_nginx(site_by_gunicorn, address):
    status, head = sent(site_by_gunicorn, line_of(address, b"a", LONGEST + 1))
    assert status == 414
    assert b"X-Request-ID" not in head
