from datetime import timedelta

import pytest

from schools.exchange import pubschls


@pytest.fixture(autouse=True)
def the_states_files_do_not_age(monkeypatch):
    """These tests use files from 2018 and 2026, in any year."""
    monkeypatch.setattr(pubschls, "A_YEAR", timedelta(days=100 * 365))
