"""Imports and undos show their progress, survive a kill at any moment, and take few queries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from schools.changes import engine, jobs, work
from schools.changes.engine import apply
from schools.changes.undo import undo
from schools.models import ChangeSet, School, State
from tests.html import words
from tests.schools.exchange.files import NEW, all_phones, imported, ours, received, school, table
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


def test_an_interrupted_change_says_so_and_can_be_tried_again_and_is_forgotten_after_a_week(office):
    """The worker was killed, and PostgreSQL released its lock."""
    for works, then, button in (
        (State.CHECKING, State.FAILED, "Upload another file"),
        (State.APPLYING, State.CHECKED, "Apply import"),
        (State.UNDOING, State.APPLIED, "Undo import"),
    ):
        batch = received(ours("burton-tech", phone="(213) 555-0142"))
        if works == State.UNDOING:
            apply(batch, reason="New phones.")
        ChangeSet.objects.filter(pk=batch.pk).update(state=works)
        said = page_of(office, batch)
        assert "was interrupted, and nothing was changed" in said
        assert button in said
        batch.refresh_from_db()
        assert batch.state == then
        assert str(then.label) in words(office.get(LIST))
    assert jobs.forget_old() == 0
    ChangeSet.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert jobs.forget_old() == 2  # an applied one stays


def test_a_change_that_waits_for_the_worker_is_left_alone(office):
    batch = received(ours("burton-tech", phone="(213) 555-0142"), State.APPLYING)
    jobs.work_job.enqueue(batch.pk, 1, "applying", {"reason": "New phones.", "digest": batch.preview["digest"]})
    for status, started, said in (
        (TaskResultStatus.READY, timedelta(0), "Importing the file"),
        (TaskResultStatus.RUNNING, timedelta(0), "Importing the file"),
        (TaskResultStatus.RUNNING, 2 * jobs.START_DELAY, "was interrupted"),  # its worker was killed
    ):
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


def test_a_refusal_in_the_worker_is_in_the_language_of_who_applied_it_and_an_error_resets_the_change(monkeypatch):
    batch, user = received(ours("burton-tech", phone="(213) 555-0142"), State.APPLYING), user_of("Publisher")
    UserProfile.objects.create(user=user, preferred_language="es")
    asked = (batch.pk, user.pk, "applying", {"reason": "So.", "digest": "old"})
    jobs.work_job.call(*asked)
    batch.refresh_from_db()
    assert "El directorio ha cambiado" in batch.error
    ChangeSet.objects.update(state=State.APPLYING)
    monkeypatch.setattr(engine, "apply", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        jobs.work_job.call(*asked)
    batch.refresh_from_db()
    assert (batch.state, batch.error[:15]) == (State.CHECKED, "Algo falló y no")
    assert school().phone == "(323) 920-6125"


def test_a_preview_does_not_overwrite_that_somebody_applied_it_meanwhile(monkeypatch):
    batch = received(all_phones())
    stale = ChangeSet.objects.get(pk=batch.pk)
    apply(batch, reason="Applied meanwhile.")
    monkeypatch.setattr(batch.of_kind, "look", lambda change: {"digest": "old"})
    engine.look(stale)
    assert (stale.state, stale.reason) == (State.APPLIED, "Applied meanwhile.")
    assert stale.at


FEW, MANY = 4, 20


def new_schools(count: int) -> bytes:
    rows = [
        NEW | {"name": f"Alliance Made Up {number} of {count}", "street": f"{number} Made Up Way, {count}"}
        for number in range(count)
    ]
    return table([list(NEW), *(list(row.values()) for row in rows)])


def queries(do) -> tuple:
    with CaptureQueriesContext(connection) as captured:
        result = do()
    # How often it reports progress depends on the time.
    return result, len([query for query in captured if "application_name" not in query["sql"]])


def more(few: int, many: int) -> float:
    """Queries for each school that only the larger file has."""
    return (many - few) / (MANY - FEW)


def test_new_and_changed_schools_and_their_undo():
    few, of_few = queries(lambda: imported(new_schools(FEW)))
    many, of_many = queries(lambda: imported(new_schools(MANY)))
    assert School.objects.filter(name__startswith="Alliance Made Up").count() == FEW + MANY
    assert more(of_few, of_many) <= 6  # their rows, campuses, points of ZIP codes, and Wagtail’s index of references
    batches, costs = [], []
    for count in (FEW, MANY):
        schools = School.objects.filter(name__endswith=f" of {count}")
        data = ours(schools=schools.select_related("campus")).replace(b"(213) 555-0100", b"(213) 555-0142")
        batch, cost = queries(lambda data=data: imported(data))
        batches.append(batch)
        costs.append(cost)
    assert School.objects.filter(phone="(213) 555-0142").count() == FEW + MANY
    assert more(*costs) <= 3
    assert more(*(queries(lambda batch=batch: undo(batch))[1] for batch in batches)) <= 3
    of_few, of_many = (queries(lambda batch=batch: undo(batch))[1] for batch in (few, many))
    assert more(of_few, of_many) <= 0.2
