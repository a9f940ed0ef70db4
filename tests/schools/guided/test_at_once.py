"""Two people who agree at the same moment: one change is made, the other person is told."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from schools.guided import applying, kinds
from schools.models import BatchPurpose, ImportBatch, School
from tests.schools.desk import person

NAMES = ("Alliance First", "Alliance Second")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_done_and_one_is_told():
    school, user = School.objects.get(slug="gertz-ressler"), person("manfred", "Listings manager")
    old, kind, outcomes = school.name, kinds.OF_A_SCHOOL["rename"], []
    asked = [{"name": name, "since": timezone.localdate(), "source": "", "reason": "So."} for name in NAMES]
    digests = [applying.preview(kind, school, data, user).digest for data in asked]
    assert School.objects.get(pk=school.pk).name == old
    start = Barrier(2)

    def agree(data, digest):
        start.wait()
        try:
            applying.apply(kind, school, data, user, digest=digest)
            outcomes.append(data["name"])
        except applying.Outdated:
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
    assert ImportBatch.objects.filter(purpose=BatchPurpose.GUIDED).count() == 1
    assert list(school.former_names.filter(name=old).values_list("name", flat=True)) == [old]
