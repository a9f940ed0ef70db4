"""Imports and undos show their progress, survive a kill at any moment, and take few queries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from schools.changes import engine, jobs, work
from schools.changes.engine import apply
from schools.changes.undo import undo
from schools.exchange import uploads
from schools.models import ChangeSet, School, State
from tests.factories import reread
from tests.html import assert_says, words
from tests.schools.exchange.files import NEW, all_phones, imported, ours, received, school, table
from tests.schools.exchange.office import LIST
from tests.schools.people import person

pytestmark = pytest.mark.django_db


def watched(client, batch, do) -> tuple[list, str]:
    """What others see meanwhile, on another connection: how far it is at each step, and its page at the third."""
    counts, pages = [], []

    def see():
        try:
            counts.append(work.progress_of(batch.pk))
            if len(counts) == 3:
                pages.append(words(client.get(batch.url)))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as others:
        do(batch, progress=lambda *_: others.submit(see).result())
    return counts, pages[0]


@pytest.mark.django_db(transaction=True)
def test_others_see_the_progress_of_an_import_and_its_undo(office, monkeypatch):
    monkeypatch.setattr(work, "EVERY", 0)  # told at once instead of every second
    batch = received(all_phones(), State.APPLYING)
    many = batch.counts["changed"]
    counts, page = watched(office, batch, partial(apply, reason="New phones."))
    assert counts == [(0, 0), *[(number, many) for number in range(1, many)]]
    assert f"2 of {many} done." in page
    records = batch.records.count()
    ChangeSet.objects.update(state=State.UNDOING)
    counts, page = watched(office, batch, undo)
    assert counts == sorted(counts)
    assert counts[-1][1] == records
    assert f"of {records} done." in page


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
        assert_says(office.get(batch.url), "was interrupted, and nothing was changed", button)
        assert reread(batch).state == then
        assert_says(office.get(LIST), str(then.label))
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
        assert_says(office.get(batch.url), said)


def test_a_refusal_in_the_worker_is_in_the_language_of_who_applied_it_and_an_error_resets_the_change(monkeypatch):
    batch, user = received(ours("burton-tech", phone="(213) 555-0142"), State.APPLYING), person("paula", "Publisher")
    UserProfile.objects.create(user=user, preferred_language="es")
    asked = (batch.pk, user.pk, "applying", {"reason": "So.", "digest": "old"})
    jobs.work_job.call(*asked)
    assert "El directorio ha cambiado" in reread(batch).error
    ChangeSet.objects.update(state=State.APPLYING)
    monkeypatch.setattr(engine, "apply", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        jobs.work_job.call(*asked)
    batch.refresh_from_db()
    assert (batch.state, batch.error[:15]) == (State.CHECKED, "Algo falló y no")
    assert school().phone == "(323) 920-6125"


def test_a_preview_does_not_overwrite_that_somebody_applied_it_meanwhile(monkeypatch):
    batch = received(all_phones())
    stale = reread(batch)
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


@pytest.mark.parametrize(("large", "is_slow"), [(10**9, False), (1, True)])
def test_a_large_file_is_left_to_the_worker_however_little_it_changes(monkeypatch, large, is_slow):
    monkeypatch.setattr(uploads, "LARGE", large)
    assert jobs.is_slow(received(ours())) is is_slow


def test_a_preview_that_ends_late_takes_back_no_agreement():
    batch = received(ours(), State.APPLYING)
    engine.look(batch)
    assert batch.state == State.APPLYING
