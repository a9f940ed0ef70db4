"""What pages share is built once per content version. What changes the version: test_watched_tables.py."""

import threading
from unittest.mock import Mock

import pytest

from pages import content_cache as module
from pages.content_cache import in_content, memo, memo_each
from tests.content_cache import forget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    forget()


def test_a_thing_is_built_once_for_each_key_and_state_and_kept_only_within_a_request():
    for value in ("built", None):
        build, version = Mock(return_value=value), Mock(return_value="1")
        assert [memo(value, build), memo(value, build)] == [value] * 2
        assert build.call_count == 2
        with in_content(version):
            assert version.call_count == 0
            assert [memo(value, build), memo(value, build)] == [value] * 2
            memo(f"other {value}", build)
        assert version.call_count == 1
        with in_content(lambda: "1"):
            memo(value, build)
        assert build.call_count == 4
        with in_content(lambda: "2"):
            memo(value, build)
        assert build.call_count == 5
        forget()


def test_made_up_addresses_are_not_kept(client):
    def kept(path):
        client.get(path)
        return {key for key in module._cache if key[0] == "page at"}

    before = kept("/about/")
    assert len(before) == 1
    assert kept("/about/made/up/") == before


def test_of_many_only_the_missing_are_built_and_the_order_stays():
    asked = []

    def build(keys):
        asked.append(keys)
        return {key: key * 10 for key in reversed(keys) if key != 3}

    with in_content(lambda: "1"):
        assert memo_each("tens", [2, 1], build) == {2: 20, 1: 10}
        assert list(memo_each("tens", iter([4, 3, 1]), build).items()) == [(4, 40), (1, 10)]
        assert memo_each("tens", [3], build) == {}
        assert memo_each("tens", [], build) == {}
        assert memo_each("others", [1], build) == {1: 10}
    assert asked == [[2, 1], [4, 3], [1]]


def test_a_slow_requests_older_value_is_not_used_for_newer_state():
    entered, go_on = threading.Event(), threading.Event()

    def old():
        entered.set()
        assert go_on.wait(5)
        return "old"

    def slow():
        with in_content(lambda: "1"):
            memo("key", old)

    thread = threading.Thread(target=slow)
    thread.start()
    assert entered.wait(5)
    with in_content(lambda: "2"):
        assert memo("key", lambda: "new") == "new"
        go_on.set()
        thread.join()
        assert memo("key", lambda: "newer") == "new"


def test_the_cache_has_a_limit(monkeypatch):
    monkeypatch.setattr(module, "MAX_SIZE", 10 * module.OBJECT_SIZE)
    with in_content(lambda: "1"):
        for key in range(100):
            memo(key, object)
            memo_each("many", [key], lambda keys: dict.fromkeys(keys, "long" * 500))
            assert len(module._cache) <= 12


def test_a_draft_in_preview_is_never_kept(client, admin_client, contact):
    contact.title = "A draft title"
    contact.save_revision()
    shown = admin_client.get(f"/admin/pages/{contact.pk}/revisions/{contact.latest_revision_id}/view/")
    assert "A draft title" in shown.content.decode()
    assert "A draft title" not in client.get("/contact/").content.decode() + client.get("/about/").content.decode()
