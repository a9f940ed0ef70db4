"""Each entry goes to the log on disk, whoever wrote it, where a copy outlives the database."""

import json

import pytest
from django.db import connection

from schools.models import School
from toolkit.activity_log import copying
from toolkit.activity_log.events import record
from toolkit.activity_log.models import AuditEntry
from toolkit.monitoring.logs import Json
from toolkit.worker import process

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied(caplog):
    """Copy what is there, and return a function that copies new entries and returns their log lines as objects."""
    copying.copy_new()
    caplog.set_level("INFO", logger=copying.logger.name)

    def copy():
        caplog.clear()
        copying.copy_new()
        return [json.loads(Json().format(line)) for line in caplog.records]

    return copy


def test_what_psql_changes_is_copied_too_and_nothing_twice(copied, monkeypatch):
    with connection.connection.cursor() as cursor:
        cursor.execute("RESET site.who; UPDATE schools_school SET phone = '' WHERE slug = 'odonovan'")
    (line,) = copied()
    entry = AuditEntry.objects.latest("pk")
    assert (line["logger"], line["message"]) == ("toolkit.activity_log.copying", entry.sentence)
    assert line["entry"]["object_title"] == School.objects.get(slug="odonovan").name
    assert line["entry"] | {"id": entry.pk, "action": "register.changed", "detail": entry.detail} == line["entry"]
    assert line["entry"]["at"].startswith(f"{entry.at:%Y-%m-%dT%H:%M}")
    assert copied() == []
    monkeypatch.setattr(copying, "MOST", 2)
    for number in range(5):
        record("export.made", title=str(number))
    assert [line["entry"]["object_title"] for line in copied()] == ["0", "1", "2", "3", "4"]


def test_the_worker_copies_regularly():
    job = process.scheduler().get_job("activity log")
    assert [*job.args] == [copying.copy_new]
    assert job.trigger.interval.total_seconds() == copying.EVERY
