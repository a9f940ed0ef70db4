from datetime import timedelta

import pytest

from schools.state_data import directory

from .office import user_of


@pytest.fixture(autouse=True)
def the_states_files_do_not_age(monkeypatch):
    """These tests use files from 2018 and 2026, in any year."""
    monkeypatch.setattr(directory, "A_YEAR", timedelta(days=100 * 365))


@pytest.fixture
def office(client):
    client.force_login(user_of("Listings manager"))
    return client
