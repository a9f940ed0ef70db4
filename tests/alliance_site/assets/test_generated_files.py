"""Readers always get complete generated files, even while several processes write them."""

import pytest

from toolkit.atomic_files import replacing


def test_two_may_write_the_same_file_at_once_and_a_proxy_of_another_user_may_read_it(tmp_path):
    target = tmp_path / "new" / "folder" / "file.txt"
    with replacing(target) as one, replacing(target) as other:
        one.write_text("one")
        other.write_text("other")
        assert not target.exists()
    assert target.read_text() == "one"  # the last one to finish
    assert target.stat().st_mode & 0o777 == 0o644
    assert list(target.parent.iterdir()) == [target]


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), replacing(target) as fresh:
        fresh.write_bytes(bytes(1 // 0))
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
