"""Imports and undos show their progress to everyone, and survive a kill at any moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from schools.exchange import batches, work
from schools.exchange.apply import apply
from schools.exchange.undo import undo
from schools.models import BatchState, ImportBatch, School
from tests.html import words

from .files import all_phones, ours, received, register, state
from .office import LIST, STATE_DATA, page_of, question, send, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(user_of("Listings manager"))
    return client


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
            self.counts.append(ImportBatch.objects.values_list("progress", "total").get(pk=self.batch.pk))
            if len(self.counts) == 3:
                self.said.append(page_of(self.client, self.batch))
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_how_far_an_import_is_and_its_undoing_is_seen_by_others(office, told_each):
    batch = received(all_phones(), BatchState.APPLYING)
    many = batch.counts["changed"]
    watch = Watch(office, batch)
    apply(batch, reason="New phones.", progress=watch)
    assert watch.counts == [(0, 0), *[(number, many) for number in range(1, many)]]
    assert f"2 of {many} done." in watch.said[0]
    records = batch.records.count()
    ImportBatch.objects.update(state=BatchState.UNDOING, progress=0, total=0)
    watch = Watch(office, batch)
    undo(batch, progress=watch)
    assert watch.counts == sorted(watch.counts)
    assert watch.counts[-1][1] == records
    assert f"of {records} done." in watch.said[0]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_in_the_middle_leaves_nothing_half_done(office, monkeypatch):
    monkeypatch.setattr(batches, "MANY", 0)
    before = register()
    batch = received(all_phones(), BatchState.APPLYING)
    other = connection.copy()

    def breaks(done, total):
        if done == 2:
            pid = connection.connection.info.backend_pid
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])

    user = user_of("Publisher")
    monkeypatch.setattr(batches, "apply", lambda one, **options: apply(one, **options, progress=breaks))
    try:
        with pytest.raises(OperationalError):
            batches.work_job.call(
                batch.pk, user.pk, "applying", {"reason": "New phones.", "digest": batch.plan["digest"]}
            )
    finally:
        other.close()
    assert register() == before
    said = page_of(office, batch)
    assert "nothing was changed" in said
    assert "Apply import" in said


@pytest.mark.parametrize(
    ("works", "then", "button"),
    [
        (BatchState.CHECKING, BatchState.FAILED, "Upload another file"),
        (BatchState.APPLYING, BatchState.CHECKED, "Apply import"),
        (BatchState.UNDOING, BatchState.APPLIED, "Undo import"),
    ],
)
def test_a_batch_that_nobody_works_on_any_more_says_so_and_can_be_tried_again(office, works, then, button):
    """The worker was killed, and PostgreSQL released its lock."""
    batch = received(ours("burton-tech", phone="(213) 555-0142"))
    if works == BatchState.UNDOING:
        apply(batch, reason="New phones.")
    ImportBatch.objects.update(state=works)
    said = page_of(office, batch)
    assert "was interrupted, and nothing was changed" in said
    assert button in said
    batch.refresh_from_db()
    assert batch.state == then
    ImportBatch.objects.update(state=works, error="")
    assert str(then.label) in words(office.get(LIST))


def queued(batch, status, **fields):
    batches.work_job.enqueue(batch.pk, 1, "applying", {"reason": "New phones.", "digest": batch.plan["digest"]})
    DBTaskResult.objects.update(status=status, **fields)


@pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
def test_one_that_waits_for_the_worker_is_left_alone(office, status):
    batch = received(ours("burton-tech", phone="(213) 555-0142"), BatchState.APPLYING)
    queued(batch, status, started_at=timezone.now())
    assert "Importing the file" in page_of(office, batch)


def test_a_job_that_runs_for_ever_is_none(office):
    """Its worker was killed, so nothing reports the failure."""
    batch = received(ours("burton-tech", phone="(213) 555-0142"), BatchState.APPLYING)
    queued(batch, TaskResultStatus.RUNNING, started_at=timezone.now() - 2 * batches.START_DELAY)
    assert "was interrupted" in page_of(office, batch)


@pytest.mark.django_db(transaction=True)
def test_one_that_somebody_works_on_is_left_alone_as_long_as_they_are_there(office):
    batch = received(ours("burton-tech", phone="(213) 555-0142"), BatchState.APPLYING)
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [work.OF_BATCH, batch.pk])
    assert "Importing the file" in page_of(office, batch)
    other.close()  # as when the process is killed
    assert "was interrupted" in page_of(office, batch)


def test_a_job_whose_batch_was_given_up_does_nothing(office):
    batch = received(ours("burton-tech", phone="(213) 555-0142"), BatchState.APPLYING)
    batches.reset_interrupted()
    user = user_of("Publisher")
    batches.work_job.call(batch.pk, user.pk, "applying", {"reason": "New phones.", "digest": batch.plan["digest"]})
    assert School.objects.get(slug="burton-tech").phone != "(213) 555-0142"


def test_what_cannot_be_told_does_not_stop_the_work(told_each, monkeypatch):
    def fails():
        raise OperationalError("too many connections")

    monkeypatch.setattr(connections["default"], "copy", fails)
    batch = received(ours("burton-tech", phone="(213) 555-0142"), BatchState.APPLYING)
    apply(batch, reason="New phones.")
    assert School.objects.get(slug="burton-tech").phone == "(213) 555-0142"


def test_a_command_says_how_far_it_is_on_its_error_output(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("schools.management.progress.MANY", 1)
    file = tmp_path / "schools.csv"
    file.write_bytes(all_phones())
    call_command("import_schools", str(file))
    batch = ImportBatch.objects.get()
    many = batch.counts["changed"]
    assert f"{many} of {many}\n" in capsys.readouterr().err
    call_command("undo_import", str(batch.pk))
    assert f"of {batch.records.count()}\n" in capsys.readouterr().err


def test_a_command_that_is_refused_leaves_no_batch(tmp_path, monkeypatch):
    file = tmp_path / "schools.csv"
    file.write_bytes(all_phones())

    def refuses(*args, **options):
        raise batches.Refused("No.")

    monkeypatch.setattr("schools.management.commands.import_schools.apply", refuses)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_schools", str(file))
    assert not ImportBatch.objects.exists()


def test_many_decisions_about_the_states_file_are_carried_out_by_the_worker(office, monkeypatch):
    monkeypatch.setattr(batches, "MANY", 0)
    url = send(office, state("19647330111500", Phone="(213) 555-0142"), "pubschls.txt", STATE_DATA)
    page = office.get(url)
    form = {"do": "decide", "digest": ImportBatch.objects.get().plan["digest"], "reason": "The file of June."}
    office.post(url, form | {question(page, "Phone"): "accept"})
    batch = ImportBatch.objects.get()
    assert batch.state == BatchState.APPLYING
    assert School.objects.get(slug="olga-mohan").phone != "(213) 555-0142"
    batches.work_job.call(batch.pk, batch.by_id, "applying", {"reason": form["reason"], "digest": form["digest"]})
    assert School.objects.get(slug="olga-mohan").phone == "(213) 555-0142"
    batch.refresh_from_db()
    assert (batch.state, batch.decisions) == (BatchState.APPLIED, {})


def test_nobody_is_told_of_what_is_quick(monkeypatch):
    """A second connection is opened only for work that takes more than a second."""
    monkeypatch.setattr(work._Reporter, "close", lambda reporter: opened.append(reporter.connection))
    opened = []
    apply(received(ours("burton-tech", phone="(213) 555-0142")), reason="New phones.")
    assert opened == [None]
