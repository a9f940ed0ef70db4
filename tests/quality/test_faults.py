"""While a part is broken, published pages stay, the rest says honestly that it cannot answer, and no change is lost.

The faults of `make faults`, shorter. What each of them has to keep is in `Trial.check`.
"""

import pytest

from quality.faults import application, database, worker


@pytest.mark.django_db
def test_a_file_that_is_written_twice_with_the_same_content_is_noticed(trial):
    assert trial.until(lambda: trial.addresses(), 60)
    trial.settle()
    with trial.database() as cursor:
        cursor.execute("DELETE FROM faults_rewritten")
    (file,) = trial.ask("SELECT address, digest FROM published_copy_publishedfile LIMIT 1")
    assert trial.doubled() == []
    set_to = "UPDATE published_copy_publishedfile SET digest = %s, written = clock_timestamp() WHERE address = %s"
    with trial.database() as cursor:
        cursor.execute(set_to, ["0" * 64, file[0]])
        cursor.execute(set_to, [file[1], file[0]])
    assert trial.doubled() == []  # it said something else in between
    with trial.database() as cursor:
        cursor.execute(set_to, [file[1], file[0]])
    assert trial.doubled() == [f"{file[0]} was published twice"]


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
