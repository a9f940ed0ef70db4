"""Hostile requests as raw bytes to the real nginx. tests/hostile tests what the application does with them."""

import select
import socket
import time
from contextlib import ExitStack
from itertools import product

import pytest

from tests.cases import cases
from tests.stack.ask import ask, connected, sent

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]  # for the copy that nginx serves
PATIENCE = 60  # seconds; nginx's own limits are lower


def statuses(answer: bytes) -> list[int]:
    return [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def head(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


OURS = "Host: 127.0.0.1"
PARTS = {
    "ours": OURS,
    "a9000": "a" * 9_000,
    "nul": "\x00",
    "many": "\r\n".join(f"X{n}: {'a' * 999}" for n in range(40)),
    "tls": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc" + "\x00" * 100,
}


@pytest.mark.parametrize(("what", "expected", "lines"), cases(__file__, "dishonest_requests.csv"))
def test_what_is_no_honest_request_goes_no_further(counted, origin, what, expected, lines):
    before = len(origin.seen)
    answer = sent(counted.url, head(*lines.format(**PARTS).split(" | ")))
    assert statuses(answer) == [int(expected)]
    assert len(origin.seen) == before
    assert b"evil" not in answer


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(("what", "lines"), cases(__file__, "hidden_requests.csv"))
def test_no_request_hides_in_another(counted, origin, what, lines):
    """However nginx treats the first request, the one hidden in its body never reaches the application."""
    before = [line for line, _headers in origin.seen if "smuggled" in line]
    first = head("POST /schools/a/report/ HTTP/1.1", OURS, *lines.split(" | "))
    answer = sent(counted.url, first + b"0\r\n\r\n" + SMUGGLED)
    assert statuses(answer)[:1] in ([400], [501])
    assert len(statuses(answer)) == 1  # nothing after it is answered
    assert [line for line, _headers in origin.seen if "smuggled" in line] == before


def test_a_chunked_body_without_end_is_cut_off(counted, origin):
    before = len(origin.seen)
    piece = b"1000\r\n" + bytes(0x1000) + b"\r\n"
    content = head("POST /schools/a/report/ HTTP/1.1", OURS, "Transfer-Encoding: chunked") + piece * 40
    assert statuses(sent(counted.url, content)) == [413]
    assert len(origin.seen) == before


STEPS = (
    *("../../nginx/moved.map", "%2e%2e/%2e%2e/nginx/moved.map", "..%2f..%2fnginx%2fmoved.map"),
    *("%252e%252e%252f%252e%252e%252fnginx%252fmoved.map", "..%5c..%5cnginx%5cmoved.map"),
    *("....//....//nginx/moved.map", "..;/..;/nginx/moved.map", "%c0%ae%c0%ae/nginx/moved.map", "../access.log"),
    *("../media/original_images/c.png", "..%2foriginal_images%2fc.png", "%2e%2e%2fdocuments%2fd.pdf"),
    "../media/documents/d.pdf",
)


def test_no_path_leads_to_files_that_are_not_public(down):
    for folder, step in product(("/static/", "/static", "/media/images/", "/data/", "/about/../", "/"), STEPS):
        answer = ask(down.url, folder + step)
        assert answer.status in (400, 404, 503), folder + step
        assert b"/moved-here" not in answer.body
        assert answer.body != b"media", folder + step


@pytest.mark.parametrize(
    "ranges", [",".join(["0-"] * 1300), ",".join(f"{n}-{n}" for n in range(1000)), "9-1", "-" + "9" * 30]
)
def test_ranges_never_make_an_answer_larger_than_the_file(down, ranges):
    whole = ask(down.url, "/data/schools.csv", Accept_Encoding="identity")
    answer = ask(down.url, "/data/schools.csv", Accept_Encoding="identity", Range=f"bytes={ranges}")
    assert answer.status in (200, 206, 400, 416)
    assert len(answer.body) < 2 * len(whole.body)


SLOW = {  # what a client sends first, and then byte by byte
    "the head": (b"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-a: b\r\n"),
    "the first line": (b"GET /ab", b"o"),
    "nothing": (b"", b""),
    "the body, not at all": (head("POST /schools/a/report/ HTTP/1.1", OURS, "Content-Length: 60000"), b""),
}


def test_slow_clients_are_let_go_and_hold_nobody_up(counted, origin):
    """Twenty of each kind and one that asks for a lot and reads nothing. Other visitors are served meanwhile."""
    with ExitStack() as opened:
        deaf = opened.enter_context(connected(counted.url))
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        deaf.sendall(head("GET /data/schools.csv HTTP/1.1", OURS) * 400)
        slow = {what: [opened.enter_context(connected(counted.url)) for _ in range(20)] for what in SLOW}
        for what, connections in slow.items():
            for connection in connections:
                connection.sendall(SLOW[what][0])
        before, deaf_ended = len(origin.seen), False
        waiting = {connection: SLOW[what][1] for what, connections in slow.items() for connection in connections}
        end = time.monotonic() + PATIENCE
        while (waiting or not deaf_ended) and time.monotonic() < end:
            assert ask(counted.url, "/about/").status == 200
            for connection in select.select(list(waiting), [], [], 0)[0]:
                waiting.pop(connection)
            for connection, drop in waiting.items():
                try:
                    connection.sendall(drop)
                except OSError:
                    continue  # just closed
            deaf_ended = deaf_ended or bool(deaf.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
            time.sleep(1)
    assert not waiting
    assert deaf_ended
    assert len(origin.seen) == before
