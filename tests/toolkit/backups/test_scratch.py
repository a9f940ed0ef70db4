"""A database of its own goes away again, whoever looks into it."""

import pytest
from django.db import ProgrammingError
from psycopg2.errors import InsufficientPrivilege

from toolkit.backups import scratch


class Server:
    """Refuses `times` times, as PostgreSQL refuses an ordinary account while it clears up in the database itself."""

    def __init__(self, times: int, reason=InsufficientPrivilege):
        self.times, self.reason, self.asked = times, reason, []

    def execute(self, sql):
        self.asked.append(sql)
        if len(self.asked) <= self.times:
            raise ProgrammingError from self.reason("must be a member of the role whose process is being terminated")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Seconds pass only while something waits."""
    passed = [0.0]
    monkeypatch.setattr(scratch.time, "monotonic", lambda: passed[0])
    monkeypatch.setattr(scratch.time, "sleep", lambda seconds: passed.append(passed.pop() + seconds))
    return passed


def test_it_waits_for_the_server_to_clear_up():
    server = Server(3)
    scratch.drop(server, "scratch")
    assert server.asked == ['DROP DATABASE IF EXISTS "scratch" WITH (FORCE)'] * 4


def test_it_does_not_wait_for_ever():
    with pytest.raises(ProgrammingError):
        scratch.drop(Server(10_000), "scratch")


def test_any_other_reason_is_told_at_once(clock):
    with pytest.raises(ProgrammingError):
        scratch.drop(Server(1, ValueError), "scratch")
    assert clock == [0.0]
