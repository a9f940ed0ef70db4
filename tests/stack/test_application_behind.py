"""What nginx caches of the application's responses, what it forwards, and what it refuses."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product

import pytest

from deploy.nginx.server import NOWHERE
from tests.stack.ask import ask, connected, fresh

pytestmark = pytest.mark.django_db  # for the copy that nginx serves


def asked(origin, counted, path, times=2, **headers) -> int:
    """Return how often the application was called for a number of requests."""
    before = len(origin.seen)
    for _ in range(times):
        ask(counted.url, path, **headers)
    return len(origin.seen) - before


def test_the_same_question_within_a_second_is_answered_once_and_then_anew(counted, origin):
    path = f"/schools/?{fresh()}"
    first = ask(counted.url, path)
    for other in (f"/schools/?{fresh()}", f"/search/?{fresh()}", f"/missing/{fresh()}"):
        assert asked(origin, counted, other, 5) <= 2, other
    before, many = len(origin.seen), f"/schools/?{fresh()}"
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda _number: ask(counted.url, many).status, range(20)))
    assert set(statuses) == {200}
    assert len(origin.seen) - before <= 2, "many at once wait for one answer"
    time.sleep(2.1)
    assert ask(counted.url, path).body != first.body


def test_what_a_question_does_not_ask_makes_no_other_question(counted, origin):
    question = fresh()
    ask(counted.url, f"/schools/?{question}&level=high")
    for query in (f"{question}&level=high&utm_source=x&y", f"fbclid=1&{question}&level=high"):
        answer = ask(counted.url, f"/schools/?{query}")
        assert answer.text.startswith(f"GET /schools/?{question}&level=high "), query


def test_different_questions_never_share_an_answer(counted, origin):
    for other in ("{0}&q=other", "%71=other&{0}", "{0}&level=high", "x=1&{0}&y=2&page=2"):
        question = fresh()
        ask(counted.url, f"/schools/?{question}")
        answer = ask(counted.url, f"/schools/?{other.format(question)}")
        assert answer.text.startswith(f"GET /schools/?{other.format(question)} ")
    question = fresh()
    assert asked(origin, counted, f"/schools/?{question}", 1) == 1
    assert asked(origin, counted, f"/schools/?Q=other&{question}", 1) == 0  # no view reads it: the same question
    assert asked(origin, counted, f"/schools/?{question}", 1, Host="127.0.0.1:1234") == 1
    assert asked(origin, counted, f"/schools/%3F{question}", 1) == 1


def test_what_is_not_for_everybody_is_never_kept(counted, origin):
    for path in ("/private/", "/unsaid/", "/cookie/", "/fault/", "/schools/a/report/"):
        assert asked(origin, counted, f"{path}?{fresh()}", 3) == 3, path
    before = len(origin.seen)
    for _ in range(2):
        answer = ask(counted.url, "/schools/a/report/", "POST", b"text=wrong")
    assert answer.text.startswith("POST /schools/a/report/")
    assert len(origin.seen) == before + 2


def test_staff_never_get_what_was_kept_and_leave_nothing(counted, origin):
    path = f"/schools/?{fresh()}"
    assert asked(origin, counted, path, 2, Cookie="sessionid=abc") == 2
    assert asked(origin, counted, path, 1) == 1
    assert asked(origin, counted, path, 2, Cookie="sessionid=abc") == 2
    assert asked(origin, counted, path, 2, Authorization="Bearer x") == 2


def test_the_application_is_told_who_asks_and_nothing_that_a_visitor_made_up(counted, origin):
    made_up = {
        "X_Forwarded_For": "1.2.3.4",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_SSL": "on",
        "Forwarded": "for=1.2.3.4",
        "X_Request_ID": "mine",
    }
    ask(counted.url, f"/schools/?{fresh()}", **made_up)
    headers = origin.seen[-1][1]
    host = counted.url.removeprefix("http://")
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["Host"] == headers["X-Forwarded-Host"] == host
    assert len(headers["X-Request-ID"]) == 32
    assert not {"X-Forwarded-SSL", "Forwarded", "Accept-Encoding"} & headers.keys()


def test_uploads_are_for_the_editor_only(counted):
    """What is too large gets a page of the site in both languages."""
    assert ask(counted.url, "/admin/documents/add/", "POST", bytes(20 * 2**20)).status == 404  # the request arrived
    too_large = {"/schools/a/report/": 100_000, "/missing": 100_000, "/accounts/login/": 100_000}
    for path, size in {**too_large, "/admin/documents/add/": 23 * 2**20}.items():
        answer = ask(counted.url, path, "POST", bytes(size))
        assert answer.status == 413, path
        assert "<h1>What you sent is too large</h1>" in answer.text
        assert "<h2>Lo que envió es demasiado grande</h2>" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src" in answer.headers["Content-Security-Policy"]


def test_a_school_full_of_families_is_served_and_a_flood_is_told_so(start, origin):
    nginx = start(origin.address)
    path = f"/search/?{fresh()}"
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda _number: ask(nginx.url, path).status, range(150)))
    assert set(statuses) == {200}
    with ThreadPoolExecutor(400) as pool:
        answers = list(pool.map(lambda _number: ask(nginx.url, path), range(900)))
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert {answer.status for answer in answers} == {200, 429}
    assert refused[0].headers["Retry-After"] == "60"
    assert ask(nginx.url, "/about/").status == 200


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/", "GET", {"Cookie": "sessionid=x"}),
        ("/", "POST", {}),
        ("/missing/{}", "GET", {}),
        ("/documents/{}/a.pdf", "GET", {}),
        ("/admin/{}", "GET", {}),
        ("/healthz", "GET", {"Host": "elsewhere.example"}),
    ],
)
def test_a_flood_is_refused_wherever_the_application_would_answer(start, origin, path, method, headers):
    nginx = start(origin.address)
    statuses = at_once(nginx.url, [f"{method} {path.format(number)}" for number in range(600)], **headers)
    assert statuses.count(429) > 50
    assert ask(nginx.url, "/about/").status == 200


def at_once(site, lines, **headers) -> list[int]:
    """Send all requests before reading a response, and return their statuses."""
    head = {"Host": site.removeprefix("http://"), "Content-Length": "0", "Connection": "close", **headers}
    rest = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    with ExitStack() as opened:
        connections = [opened.enter_context(connected(site)) for _line in lines]
        for connection, line in zip(connections, lines, strict=True):
            connection.sendall(f"{line} HTTP/1.1\r\n{rest}\r\n".encode())
        return [int(connection.makefile("rb").readline().split()[1]) for connection in connections]


def test_editors_of_one_office_are_not_taken_for_a_flood(start, origin):
    nginx = start(origin.address)
    statuses = at_once(nginx.url, ["GET /admin/pages/"] * 200, Cookie="sessionid=x")
    assert set(statuses) == {404}  # sent by the counting application
    assert ask(nginx.url, f"/schools/?{fresh()}").status == 200  # and they do not delay families


def test_what_machines_ask_is_answered_to_this_machine_and_their_network_only(start, origin):
    nginx = start(origin.address, probes_from="127.0.0.8/30")
    for path, host in product(("/readyz", "/metrics"), ("127.0.0.1", "elsewhere.example")):
        for asker in ("127.0.0.1", "127.0.0.9"):
            assert ask(nginx.url, path, asker=asker, Host=host).text.startswith(f"GET {path} "), asker
        before = len(origin.seen)
        answer = ask(nginx.url, path, asker="127.0.0.2", Host=host)
        assert (answer.status, len(origin.seen)) == (404, before)
        assert ask(nginx.url, "/healthz", asker="127.0.0.2", Host=host).text.startswith("GET /healthz ")


@pytest.mark.parametrize("up", [True, False])
def test_no_log_holds_what_was_asked_or_who_asked(start, origin, up):
    nginx = start(origin.address if up else NOWHERE)
    ask(nginx.url, "/schools/?near=90044-secret", Referer=f"{nginx.url}/search/?q=secret", User_Agent="secret")
    ask(nginx.url, "/about/?q=secret", User_Agent="Mozilla/5.0 secret")
    ask(nginx.url, "/fault/?q=secret", User_Agent="Mozilla/5.0 (compatible; Secretbot/2.1)")
    ask(nginx.url, "/es/accounts/password/reset/key/7-c9x-secret/")
    ask(nginx.url, "/due-dates/WzcsImEiXQ:secret.ics")
    ask(nginx.url, "/schools/%3Fq=secret")
    ask(nginx.url, f"/schools/?q=secret{'a' * 20_000}")
    ask(nginx.url, "/schools/a/report/?q=secret", "POST", bytes(100_000))
    nginx.stop()
    log = (nginx.folder / "access.log").read_text()
    entries = [json.loads(line) for line in log.splitlines()]
    assert {entry["path"] for entry in entries} >= {"/es/accounts/password/reset/key/", "/due-dates/"}
    readers = {(entry["path"], entry["reader"]) for entry in entries}
    assert readers >= {("/schools/", "site"), ("/about/", "elsewhere"), ("/fault/", "robot")}
    everything = log + (nginx.folder / "error.log").read_text()
    for never in ("?", "q=", "90044", "secret", "127.0.0.1"):
        assert never not in everything
