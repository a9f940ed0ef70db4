"""If two people confirm at the same moment, one change is made and the other person gets a message."""

from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from schools.changes.agreement import Outdated
from schools.changes.work import lock
from schools.desk import proposals
from schools.lifecycle import execution, kinds
from schools.models import ChangeSet, School
from tests.schools.desk.pages import address, decision
from tests.schools.people import person

NAMES = ("Alliance First", "Alliance Second")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_done_and_one_is_told():
    school, user = School.objects.get(slug="gertz-ressler"), person("manfred", "Listings manager")
    old, kind, outcomes = school.name, kinds.OF_A_SCHOOL["rename"], []
    asked = [{"name": name, "day": timezone.localdate(), "source": "", "reason": "So."} for name in NAMES]
    digests = [execution.preview(kind, school, data, user).digest for data in asked]
    assert School.objects.get(pk=school.pk).name == old
    start = Barrier(2)

    def agree(data, digest):
        start.wait()
        try:
            execution.apply(kind, school, data, user, digest=digest)
            outcomes.append(data["name"])
        except Outdated:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [Thread(target=agree, args=pair) for pair in zip(asked, digests, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    school.refresh_from_db()
    assert sorted(outcomes) == sorted([school.name, "told"])
    assert school.name in NAMES
    assert ChangeSet.objects.filter(kind="rename").count() == 1
    assert list(school.former_names.filter(name=old).values_list("name", flat=True)) == [old]


@pytest.mark.django_db(transaction=True)
def test_a_proposal_that_is_approved_during_an_import_takes_nothing_of_it_back():
    school, user = School.objects.get(slug="gertz-ressler"), person("manfred", "Listings manager")
    one = proposals.propose(school, user, {"lowest_grade": 8}, "So.")
    client = Client()
    client.force_login(user)
    sent, answers = decision(client, one), []

    def approve():
        try:
            answers.append(client.post(address(school, "school_desk_approve", one.pk), sent).status_code)
        finally:
            connection.close()

    with transaction.atomic():
        lock()
        thread = Thread(target=approve)
        thread.start()
        while not waits_for_a_row():
            sleep(0.05)
        School.objects.filter(pk=school.pk).update(phone="(213) 555-0142")
    thread.join()
    school.refresh_from_db()
    assert answers == [302]
    assert (school.lowest_grade, school.phone) == (8, "(213) 555-0142")


def waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
