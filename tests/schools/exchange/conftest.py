from datetime import timedelta

import pytest

from schools.state_data import directory


@pytest.fixture(autouse=True)
def the_states_files_do_not_age(monkeypatch):
    """These tests use files from 2018 and 2026, in any year."""
    monkeypatch.setattr(directory, "A_YEAR", timedelta(days=100 * 365))
