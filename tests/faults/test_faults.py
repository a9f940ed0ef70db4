"""While a part is broken, published pages stay, the rest says honestly that it cannot answer, and no change is lost.

The faults of `make faults`, shorter. What each of them has to keep is in `Trial.check`.
"""

import pytest

from deploy.faults import application, database, worker


@pytest.mark.django_db
def test_the_database_is_away_and_comes_back(tried, monkeypatch):
    monkeypatch.setattr(database, "AWAY", 1)
    outcome = tried(database)
    assert outcome.wrong == []
    assert outcome.load.questions.refused
    assert outcome.load.questions.answered


@pytest.mark.django_db
def test_the_application_is_killed(tried, monkeypatch):
    monkeypatch.setattr(application, "TIMES", 1)
    outcome = tried(application)
    assert outcome.wrong == []
    assert outcome.load.published.answered > 20


@pytest.mark.django_db
def test_the_worker_is_killed_while_it_publishes(tried, monkeypatch):
    monkeypatch.setattr(worker, "AT", (0.0, 0.3))
    outcome = tried(worker)
    assert outcome.wrong == []
    assert outcome.changes > 2
