"""While a part is broken, published pages stay, the rest says honestly that it cannot answer, and no change is lost.

Faults of `make faults`, shorter. `Trial.check` says what each must keep.
"""

import pytest

from quality.faults import faults

pytestmark = pytest.mark.django_db


def test_the_database_is_away_and_comes_back(outcome_of):
    outcome = outcome_of(faults.database, seconds=1)
    assert outcome.wrong == []
    assert outcome.load.questions.refused
    assert outcome.load.questions.answered


def test_the_application_is_killed(outcome_of):
    outcome = outcome_of(faults.application, times=1)
    assert outcome.wrong == []
    assert outcome.load.pages.answered > 20


def test_an_editor_that_hangs_refuses_no_family(outcome_of):
    outcome = outcome_of(faults.editing, seconds=2)
    assert outcome.wrong == []
    assert outcome.load.questions.answered > 10


def test_the_worker_is_killed_while_it_publishes(outcome_of):
    outcome = outcome_of(faults.worker, moments=(0.0, 0.3))
    assert outcome.wrong == []
    assert outcome.changes >= 2
