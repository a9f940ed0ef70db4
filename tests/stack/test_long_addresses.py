"""The site answers long query strings up to nginx's limit; longer ones are refused right away."""

from itertools import product

import pytest

from tests.stack.ask import sent
from tests.toolkit.monitoring import server as servers

pytestmark = pytest.mark.django_db  # the server uses the test database but changes nothing
LONGEST = 8190  # bytes of a request line without its end: large_client_header_buffers, limit_request_line
STARTS = (  # redirects to a slash, to sign-in, and to a page in another place; pages, searches, tables
    *("/schools?q=", "/schools/?q=", "/es/escuelas?near=", "/search?q=", "/search/?q=", "/admin/?q="),
    *("/admin/login/?next=/", "/accounts/login/?next=/", "/_util/login/?next=/", "/about?q="),
    *("/schools/results.json?q=", "/data/schools.csv?q=", "/documents/1/", "/no-such-page/", "/no-such-page"),
)
FILLINGS = (b"a", b"%22", b'"', b"%C3%B1", b"q=&", b"/")  # in some, each byte takes three or more in a redirect
GROWING = (b'"', b"q=&")
LENGTHS = (2_300, 6_000, LONGEST)


@pytest.fixture(scope="module")
def site_by_gunicorn(django_db_setup, start, tmp_path_factory):
    """nginx in front of the site as in production, on this machine over HTTP."""
    folder = tmp_path_factory.mktemp("gunicorn")
    with servers.running(folder, ALLOWED_HOSTS="127.0.0.1,www.example.org", BASE_URL="http://127.0.0.1") as server:
        for address in STARTS:  # the first response takes longer than nginx waits
            server.get(address)
        yield start(f"127.0.0.1:{server.port}")


def asked(nginx, line: bytes) -> tuple[int, bytes]:
    """Status and headers of the response to a request line."""
    answer = sent(nginx.url, line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", ends=False)
    return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[0]


def line_of(address: str, filling: bytes, length: int) -> bytes:
    """A request line with exactly this many bytes."""
    room = length - len(f"GET {address} HTTP/1.1")
    times, rest = divmod(room, len(filling))
    return b"GET " + address.encode() + filling * times + b"a" * rest + b" HTTP/1.1"


@pytest.mark.parametrize("address", STARTS)
def test_every_length_that_is_taken_gets_the_sites_own_answer(site_by_gunicorn, address):
    for filling, length in product(FILLINGS, LENGTHS):
        status, head = asked(site_by_gunicorn, line_of(address, filling, length))
        # 400 comes from Django for a redirect longer than 16 kB
        assert status in (200, 301, 302, 404) or (status == 400 and filling in GROWING), (filling, length, status)
        assert b"\r\nX-Request-ID: " in head, (filling, length)  # nginx's own responses have none
    status, head = asked(site_by_gunicorn, line_of(address, b"a", LONGEST + 1))
    assert status == 414
    assert b"X-Request-ID" not in head
