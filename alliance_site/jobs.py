"""What the worker does by the clock, each a job in PostgreSQL: kept if the worker stops, told if it fails."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from alliance_site import personal_data
from alliance_site.notifications import desk, postings
from alliance_site.staff.school_editors import retire_closed
from schools.exchange.batches import forget_old
from toolkit.activity_log import expiry, verification
from toolkit.published_copy import archive
from toolkit.published_copy.models import Change, PublishRun
from toolkit.published_copy.publisher import CHECK, SWEEP
from toolkit.worker import health

logger = logging.getLogger("toolkit.activity_log")

RUNS_KEPT = timedelta(days=90)
EARLIEST = 7  # o'clock: nobody is reminded by night


@task(backend="worker", priority=50)
def publish_scheduled() -> None:
    """Pages and announcements that are to go up or down now."""
    call_command("publish_scheduled")


@task(backend="worker")
def follow_calendar() -> None:
    """A new day: schools open and close, application dates pass, and every page is looked at."""
    call_command("update_index", verbosity=0)
    call_command("index_finder", verbosity=0)
    retire_closed()
    Change.objects.create(label=SWEEP, key="a new day")


@task(backend="worker")
def check_copy() -> None:
    """Every file of the copy is compared with what the site says. What it corrects, the reference graph had missed."""
    Change.objects.create(label=CHECK, key="nightly")


@task(backend="worker")
def remind() -> None:
    """Schools, and the office, hear what is to be confirmed."""
    if is_for_mail(timezone.localtime()):
        desk.remind()


@task(backend="worker")
def tidy() -> None:
    """Deletes what was only kept for a time."""
    personal_data.delete_old()
    expiry.delete_old()
    call_command("prune_db_task_results", f"--backend={health.BACKEND}", "--verbosity=0")
    archive.forget_in_time()
    forget_old()
    if not settings.PUBLISH:  # nobody else reads them
        _delete_but_the_newest(Change.objects.all())
    _delete_but_the_newest(PublishRun.objects.filter(started__lt=timezone.now() - RUNS_KEPT))


@task(backend="worker")
def check_audit() -> None:
    """Reads the audit log and tells the log on disk, which is no part of the database, where its chain ends."""
    state = verification.verify()
    logger.info("The audit log has %s entries and ends with %s", state.entries, state.ends)
    if state.faults:
        logger.error("The audit log is not as it was written, in %s places: docs/runbook.md", len(state.faults))


@task(backend="worker")
def remind_of_postings() -> None:
    """Tells owners which required postings are due. It looks itself who was told what, and when."""
    if is_for_mail(timezone.localtime()):
        postings.remind()


def is_for_mail(now: datetime) -> bool:
    """Whether `now` is a time to remind people. A worker that starts does every job, whatever the hour and the day."""
    return now.isoweekday() <= 5 and now.hour >= EARLIEST


def _delete_but_the_newest(rows) -> None:
    """By the newest the state of the content is called: `publisher.version`."""
    newest = rows.model.objects.order_by("-pk").values("pk")[:1]
    rows.exclude(pk__in=newest).delete()


# When each is due, by the clock in Los Angeles.
SCHEDULE = {
    publish_scheduled: "* * * * *",
    follow_calendar: "1 0 * * *",
    check_copy: "30 2 * * *",
    tidy: "15 3 * * *",
    check_audit: "45 3 * * *",
    remind_of_postings: "0 7 * * mon",
    remind: "0 7 * * mon-fri",
}
