"""Readers always get complete generated files, even while several processes write them."""

import threading

import pytest

from alliance_site.assets import static_files
from toolkit.atomic_files import replacing


def test_two_may_write_the_same_file_at_once(tmp_path):
    target = tmp_path / "new" / "folder" / "file.txt"
    with replacing(target) as one, replacing(target) as other:
        one.write_text("one")
        other.write_text("other")
        assert not target.exists()
    assert target.read_text() == "one"  # the last one to finish
    assert list(target.parent.iterdir()) == [target]


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), replacing(target) as fresh:
        fresh.write_bytes(bytes(1 // 0))
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_proxy_of_another_user_may_read_it(tmp_path):
    with replacing(tmp_path / "file.txt") as fresh:
        fresh.write_text("text")
    assert (tmp_path / "file.txt").stat().st_mode & 0o777 == 0o644


def test_threads_that_ask_for_the_same_icon_all_get_it(tmp_path, settings):
    settings.VAR = tmp_path
    name, found, start = "img/icon-512.png", [], threading.Barrier(4)

    def ask():
        start.wait()
        found.append(static_files.icon(name).read_bytes())

    threads = [threading.Thread(target=ask) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
