"""Imports and undos show their progress to everyone, and survive a kill at any moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from schools.changes import engine, jobs, work
from schools.changes.engine import apply
from schools.changes.undo import undo
from schools.models import ChangeSet, State
from tests.html import words
from tests.schools.exchange.files import all_phones, ours, received, school
from tests.schools.exchange.office import LIST, page_of, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told_each(monkeypatch):
    """Report progress immediately instead of every second."""
    monkeypatch.setattr(work, "EVERY", 0)


class Watch:
    """Look at the batch at every step, and at its page at the third, as other users do."""

    def __init__(self, client, batch):
        self.client, self.batch, self.counts, self.said = client, batch, [], []

    def __call__(self, done, total):
        with ThreadPoolExecutor(1) as others:  # on a separate connection
            others.submit(self._look).result()

    def _look(self):
        try:
            self.counts.append(work.progress_of(self.batch.pk))
            if len(self.counts) == 3:
                self.said.append(page_of(self.client, self.batch))
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_others_see_the_progress_of_an_import_and_its_undo(office, told_each):
    batch = received(all_phones(), State.APPLYING)
    many = batch.counts["changed"]
    watch = Watch(office, batch)
    apply(batch, reason="New phones.", progress=watch)
    assert watch.counts == [(0, 0), *[(number, many) for number in range(1, many)]]
    assert f"2 of {many} done." in watch.said[0]
    records = batch.records.count()
    ChangeSet.objects.update(state=State.UNDOING)
    watch = Watch(office, batch)
    undo(batch, progress=watch)
    assert watch.counts == sorted(watch.counts)
    assert watch.counts[-1][1] == records
    assert f"of {records} done." in watch.said[0]


@pytest.mark.parametrize(
    ("works", "then", "button"),
    [
        (State.CHECKING, State.FAILED, "Upload another file"),
        (State.APPLYING, State.CHECKED, "Apply import"),
        (State.UNDOING, State.APPLIED, "Undo import"),
    ],
)
def test_an_interrupted_change_says_so_and_can_be_tried_again(office, works, then, button):
    """The worker was killed, and PostgreSQL released its lock."""
    batch = received(ours("burton-tech", phone="(213) 555-0142"))
    if works == State.UNDOING:
        apply(batch, reason="New phones.")
    ChangeSet.objects.update(state=works)
    said = page_of(office, batch)
    assert "was interrupted, and nothing was changed" in said
    assert button in said
    batch.refresh_from_db()
    assert batch.state == then
    ChangeSet.objects.update(state=works, error="")
    assert str(then.label) in words(office.get(LIST))


@pytest.mark.parametrize(
    ("status", "started", "said"),
    [
        (TaskResultStatus.READY, timedelta(0), "Importing the file"),
        (TaskResultStatus.RUNNING, timedelta(0), "Importing the file"),
        (TaskResultStatus.RUNNING, 2 * jobs.START_DELAY, "was interrupted"),  # its worker was killed
    ],
)
def test_a_change_that_waits_for_the_worker_is_left_alone(office, status, started, said):
    batch = received(ours("burton-tech", phone="(213) 555-0142"), State.APPLYING)
    jobs.work_job.enqueue(batch.pk, 1, "applying", {"reason": "New phones.", "digest": batch.preview["digest"]})
    DBTaskResult.objects.update(status=status, started_at=timezone.now() - started)
    assert said in page_of(office, batch)


@pytest.mark.django_db(transaction=True)
def test_a_change_is_left_alone_as_long_as_a_process_works_on_it(office):
    batch = received(ours("burton-tech", phone="(213) 555-0142"), State.APPLYING)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [work.NAME.format(batch.pk, 0, 0)])
    assert "Importing the file" in page_of(office, batch)
    other.close()  # as when the process is killed
    assert "was interrupted" in page_of(office, batch)


def test_a_command_says_how_far_it_is_on_its_error_output(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("schools.management.progress.MANY", 1)
    file = tmp_path / "schools.csv"
    file.write_bytes(all_phones())
    call_command("import_schools", str(file))
    batch = ChangeSet.objects.get()
    many = batch.counts["changed"]
    assert f"{many} of {many}\n" in capsys.readouterr().err
    call_command("undo_import", str(batch.pk))
    assert f"of {batch.records.count()}\n" in capsys.readouterr().err


def test_an_unexpected_error_resets_the_change_and_says_so(monkeypatch):
    batch = received(ours("burton-tech", phone="(213) 555-0142"), State.APPLYING)

    def fails(*args, **options):
        raise RuntimeError

    monkeypatch.setattr(engine, "apply", fails)
    with pytest.raises(RuntimeError):
        jobs.work_job.call(batch.pk, user_of("Publisher").pk, "applying", {"reason": "So.", "digest": ""})
    batch.refresh_from_db()
    assert (batch.state, batch.error) == (
        State.CHECKED,
        "Something went wrong, and nothing was changed. Try again later.",
    )
    assert school().phone == "(323) 920-6125"


def test_a_refusal_in_the_worker_is_in_the_language_of_who_applied_it():
    batch, user = received(ours("burton-tech", phone="(213) 555-0142"), State.APPLYING), user_of("Publisher")
    UserProfile.objects.create(user=user, preferred_language="es")
    jobs.work_job.call(batch.pk, user.pk, "applying", {"reason": "So.", "digest": "old"})
    batch.refresh_from_db()
    assert "El directorio ha cambiado" in batch.error


def test_changes_that_nobody_applied_are_forgotten_after_a_week():
    received(ours("burton-tech", phone="(213) 555-0142"))
    assert jobs.forget_old() == 0
    ChangeSet.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert jobs.forget_old() == 1


def test_a_preview_does_not_overwrite_that_somebody_applied_it_meanwhile(monkeypatch):
    batch = received(all_phones())
    stale = ChangeSet.objects.get(pk=batch.pk)
    apply(batch, reason="Applied meanwhile.")
    monkeypatch.setattr(batch.of_kind, "look", lambda change: {"digest": "old"})
    engine.look(stale)
    assert (stale.state, stale.reason) == (State.APPLIED, "Applied meanwhile.")
    assert stale.at
