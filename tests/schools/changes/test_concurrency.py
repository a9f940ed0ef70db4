"""Work that meets other work: a worker that is killed, and two people at one record or moment."""

import os
import signal
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.changes import jobs
from schools.changes.agreement import Outdated
from schools.changes.engine import apply
from schools.changes.work import lock
from schools.desk import proposals
from schools.lifecycle import execution, kinds
from schools.models import ChangeSet, School, State
from tests.factories import reread, today
from tests.html import assert_says, filled, sent_by, soup
from tests.schools.desk.pages import address, decision
from tests.schools.exchange.files import all_phones, imported, ours, received, register
from tests.schools.people import person

pytestmark = pytest.mark.django_db
NAMES = ("Alliance First", "Alliance Second")
MOMENTS = (0.02, 0.5, 0.9, 1.0)  # of the statements of an import


def killed_at(statement: int, work) -> int:
    """Do `work` in a process that is killed (kill -9) when it sends this statement; return the signal that ended it."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # nothing of other threads is used
        process = os.fork()
    if process == 0:
        connection.inherited, connection.connection = connection.connection, None  # kept open: it is the parent's
        sent = iter(range(1, statement + 1))

        def killing(execute, *args):
            if next(sent) == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*args)

        try:
            with connection.execute_wrapper(killing):
                work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_at_any_moment_leaves_nothing_half_done(office):
    batch, user, before = received(all_phones()), person("paula", "Publisher"), register()

    def work():
        jobs.work_job.call(batch.pk, user.pk, "applying", {"reason": "New phones.", "digest": batch.preview["digest"]})

    with transaction.atomic(), CaptureQueriesContext(connection) as sent:
        apply(batch, user=user, reason="Rolled back.")
        transaction.set_rollback(True)
        statements = len(sent)
    for moment in MOMENTS:
        ChangeSet.objects.update(state=State.APPLYING, error="")
        assert killed_at(int(moment * statements), work) == -signal.SIGKILL
        assert_says(office.get(batch.url), "was interrupted, and nothing was changed")
        assert register() == before, moment
    ChangeSet.objects.update(state=State.APPLYING)
    work()
    assert register() != before
    assert_says(office.get(batch.url), "Undo import")


def test_of_two_who_edit_one_record_the_second_is_shown_what_the_first_changed(office, school):
    edit = reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk])
    mine, other = filled(office.get(edit)), Client()
    other.force_login(person("grace", "Listings manager", first_name="Grace"))
    assert other.post(edit, filled(other.get(edit)) | {"phone": "(213) 555-0142"}).status_code == 302
    broken = office.post(edit, mine | {"transit": "Bus 3", "phone": "12"})
    refused = office.post(edit, filled(broken) | {"phone": school.phone})
    changed = f"Grace: Phone, “{school.phone}” → “(213) 555-0142”"
    assert_says(refused, "Not saved, because this record changed after you opened it", changed)
    assert (reread(school).phone, reread(school).transit) == ("(213) 555-0142", school.transit)
    again = filled(refused) | {"phone": "(213) 555-0142"}
    assert again["transit"] == "Bus 3"
    assert office.post(edit, again).status_code == 302
    assert (reread(school).phone, reread(school).transit) == ("(213) 555-0142", "Bus 3")


def test_a_school_that_changes_its_hours_keeps_a_phone_that_was_imported_meanwhile(office, school):
    desk = reverse("school_desk", args=[school.slug])
    begun = sent_by(soup(office.get(desk)).find("input", attrs={"name": "office_hours"}).find_parent("form"))
    imported(ours("gertz-ressler", phone="(213) 555-0142"))
    assert office.post(desk, begun | {"office_hours": "8 to 4"}).status_code == 302
    assert (reread(school).phone, reread(school).office_hours) == ("(213) 555-0142", "8 to 4")
    refused = office.post(desk, begun | {"phone": "(213) 555-0199"})
    assert_says(refused, "Someone changed this to “(213) 555-0142” after you opened the page")
    assert (reread(school).phone, reread(school).office_hours) == ("(213) 555-0142", "8 to 4")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_done_and_one_is_told(school, manager):
    old, kind, start = school.name, kinds.OF_A_SCHOOL["rename"], Barrier(2)
    asked = [{"name": name, "day": today(), "source": "", "reason": name} for name in NAMES]
    digests = [execution.preview(kind, school, data, manager).digest for data in asked]
    assert reread(school).name == old

    def agree(data, digest) -> str:
        start.wait()
        try:
            return execution.apply(kind, school, data, manager, digest=digest).reason
        except Outdated:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        outcomes = [*both.map(agree, asked, digests)]
    school.refresh_from_db()
    assert sorted(outcomes) == sorted([school.name, "told"])
    assert school.name in NAMES
    assert ChangeSet.objects.filter(kind="rename").count() == 1
    assert list(school.former_names.filter(name=old).values_list("name", flat=True)) == [old]


@pytest.mark.django_db(transaction=True)
def test_a_proposal_that_is_approved_during_an_import_takes_nothing_of_it_back(office, school, manager):
    one = proposals.propose(school, manager, {"lowest_grade": 10}, "So.")
    sent = decision(office, one)

    def approve() -> int:
        try:
            return office.post(address(school, "school_desk_approve", one.pk), sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            lock()
            answer = other.submit(approve)
            while not waits_for_a_row():
                sleep(0.05)
            School.objects.filter(pk=school.pk).update(phone="(213) 555-0142")
        assert answer.result() == 302
    assert (reread(school).lowest_grade, reread(school).phone) == (10, "(213) 555-0142")


def waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
