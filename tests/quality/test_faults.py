"""While a part is broken, published pages stay, the rest says honestly that it cannot answer, and no change is lost.

Faults of `make faults`, shorter, one after another under one load. `Trial.check` says what must be true at the end.
"""

import pytest

from deploy.stack.supervisor import until
from quality.faults import faults

pytestmark = pytest.mark.django_db
START = 60  # seconds


def one_after_another(trial):
    """An editor that hangs, which refuses no family, and is therefore first; then what may refuse questions."""
    faults.editing(trial, seconds=2)
    for fault, options in ((faults.application, {"times": 1}), (faults.database, {"seconds": 1})):
        fault(trial, **options)
        trial.expect(trial.answers, f"questions are not answered again after the fault of the {fault.__name__}")
    faults.worker(trial, moments=(0.0, 0.3))


def test_the_site_outlives_an_editor_that_hangs_and_the_loss_of_application_database_and_worker(trial):
    assert until(trial.answers, START)
    outcome = trial.run(one_after_another)
    assert outcome.wrong == []
    assert outcome.load.pages.answered > 20
    assert outcome.load.questions.refused
    assert outcome.changes >= 2
