"""A flood of sign-ins does not delay visitors or, from one network, lock out staff elsewhere."""

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest

from deploy.nginx.render import render
from tests.nginx import RunningNginx
from tests.stack.ask import ask
from tests.stack.origin import Handler
from tests.toolkit.monitoring.server import running

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
CODE = "/accounts/2fa/authenticate/"  # no password in it


class Proxied(RunningNginx):
    """nginx behind a load balancer on this machine, which forwards the visitor's address."""

    def write(self):
        super().write()
        listen = f"127.0.0.1:{self.port}"
        render(self.folder / "conf", edge="proxy", LISTEN=listen, PROXY_NETWORK="127.0.0.0/8", **self.names)


@pytest.fixture
def proxied(tmp_path, data, origin):
    with Proxied(tmp_path, data=data, public=origin.address) as nginx:

        def tried(path, visitor, method="POST"):
            """The status that a visitor of this address gets."""
            return ask(nginx.url, path, method, b"a=b", X_Forwarded_For=visitor, X_Forwarded_Proto="https").status

        yield tried


def test_addresses_of_one_ipv6_network_are_one_visitor(proxied):
    statuses = [proxied(CODE, f"2001:db8:0:1::{number:x}") for number in range(30)]
    assert set(statuses[:20]) == {404}  # sent by the counting application
    assert 429 in statuses
    assert proxied(CODE, "2001:db8:0:2::1") == 404
    assert [proxied(CODE, f"192.0.2.{number}") for number in range(30)] == [404] * 30
    assert [proxied(CODE, f"::ffff:198.51.100.{number}") for number in range(30)] == [404] * 30


@pytest.mark.parametrize(
    "path", ["/es/accounts/login/", "/accounts/reauthenticate/", "/accounts/password/reset/key/7-set-password/"]
)
def test_all_networks_together_are_slowed_where_a_password_is_checked(proxied, path):
    """Each request comes from another address."""
    with ThreadPoolExecutor(40) as pool:
        statuses = list(pool.map(lambda number: proxied(path, f"192.0.2.{number}"), range(40)))
    assert {404, 429} == {*statuses}
    assert statuses.count(404) < 20
    for other in (CODE, "/accounts/2fa/keys/login/", "/accounts/logout/"):
        assert proxied(other, "192.0.2.99") == 404  # passkeys are not limited
    assert proxied(path, "192.0.2.99", "GET") == 404  # viewing the form is not an attempt


def test_one_password_at_a_time_reaches_the_application_and_who_is_refused_reads_why(start, origin, monkeypatch):
    """Including requests that are accepted but whose bodies arrive later, all together."""
    monkeypatch.setattr("tests.stack.origin.ANSWERS", {"accounts": (200, {})})
    at_work, most = [], []
    answered = Handler.answer

    def slowly(handler):
        at_work.append(handler)
        most.append(len(at_work))
        time.sleep(2)
        at_work.remove(handler)
        answered(handler)

    monkeypatch.setattr(Handler, "do_POST", slowly)
    nginx = start(origin.address)
    connections = [http.client.HTTPConnection(urlsplit(nginx.url).netloc, timeout=30) for _number in range(6)]
    for connection in connections:
        connection.putrequest("POST", LOGIN)
        connection.putheader("Content-Length", "3")
        connection.endheaders()
    time.sleep(4)  # all have been accepted
    for connection in connections:
        connection.send(b"a=b")
    answers = [connection.getresponse() for connection in connections]
    assert {answer.status for answer in answers} == {200, 429}
    assert {*most} == {1}
    answer = next(answer for answer in answers if answer.status == 429)
    assert "Many people are signing in" in answer.read().decode()
    assert answer.headers["Retry-After"] == "60"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_search_is_answered_while_everybody_tries_to_sign_in(start, tmp_path):
    """Real nginx, two real workers, and production's hashes: 54 attempts at the same time from six addresses."""
    ours = {"ALLOWED_HOSTS": "127.0.0.1", "BASE_URL": "http://127.0.0.1"}
    with running(tmp_path, workers=2, **ours) as server:
        nginx = start(f"127.0.0.1:{server.port}")
        with ThreadPoolExecutor(2) as pool:  # so that both workers have sent their first response, which takes seconds
            list(pool.map(lambda number: ask(nginx.url, f"/search/?q=warm-{number}"), range(8)))
        form = ask(nginx.url, LOGIN)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
        cookie = form.headers["Set-Cookie"].split(";")[0]
        head = {"Cookie": cookie, "Content_Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrfmiddlewaretoken": token, "login": "nobody", "password": "a long password"}).encode()

        def try_it(number):
            begun = time.monotonic()
            status = ask(nginx.url, LOGIN, "POST", body, f"127.0.0.{number % 6 + 2}", **head).status
            return status, time.monotonic() - begun

        over, searches = threading.Event(), []

        def search():
            while not over.is_set():
                begun = time.monotonic()
                status = ask(nginx.url, f"/search/?q=equity-{len(searches)}").status
                searches.append((status, time.monotonic() - begun))

        visitor = threading.Thread(target=search)
        visitor.start()
        with ThreadPoolExecutor(54) as pool:
            tries = list(pool.map(try_it, range(54)))
        over.set()
        visitor.join()
    answered = [seconds for status, seconds in searches if status == 200]
    assert len(answered) >= 0.8 * len(searches)  # a busy machine may be too slow for one of them
    refused = sorted(seconds for status, seconds in tries if status == 429)
    assert {status for status, _seconds in tries} == {200, 429}
    assert len(refused) >= 40
    assert refused[len(refused) // 2] < 1
