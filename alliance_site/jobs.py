"""The worker's scheduled jobs. They are stored in PostgreSQL, so they survive a restart and failures are visible."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from alliance_site import personal_data
from alliance_site.notifications import digest, office, postings
from alliance_site.staff.school_editors import retire_closed
from media.removal import take_down_hidden
from media.reports import check_new_documents
from pages.links.checks import check_links
from pages.readers import report as readers
from pages.redirects import missing as missing_addresses
from schools.changes.jobs import forget_old
from schools.lifecycle.planning import carry_out_due
from toolkit.activity_log import triggers
from toolkit.published_copy import archive
from toolkit.published_copy.models import Change, PublishRun
from toolkit.published_copy.publisher import CHECK, SWEEP
from toolkit.worker import health

RUNS_KEPT = timedelta(days=90)
EARLIEST, LATEST = 7, 18  # o'clock: no reminders overnight


@task(backend="worker", priority=50)
def publish_scheduled() -> None:
    """Publish and unpublish scheduled pages and announcements."""
    call_command("publish_scheduled")


@task(backend="worker", queue_name=health.LONG, priority=50)
def carry_out_planned() -> None:
    """Rename and move the schools whose day has come, also after days without a worker. Email what needs a person."""
    office.notify_held(carry_out_due())


@task(backend="worker", queue_name=health.LONG)
def follow_calendar() -> None:
    """Update indexes, editor groups and every published page for the new day's openings, closings and deadlines."""
    call_command("update_index", verbosity=0)
    retire_closed()
    Change.objects.create(label=SWEEP, key="a new day")


@task(backend="worker")
def check_copy() -> None:
    """Have the publisher compare every file of the published copy with the site. Differences mean missed updates."""
    Change.objects.create(label=CHECK, key="nightly")


@task(backend="worker")
def remind() -> None:
    """Email each person everything they are due to do. Each source remembers when it last reminded someone."""
    if is_for_mail(timezone.localtime()):
        of_schools = [office.queue_reminders, office.confirmation_reminders, postings.reminders]
        digest.send([*of_schools, office.enrollment_reminders, office.picture_reminders, office.week_reminders])


@task(backend="worker", queue_name=health.LONG)
def tidy() -> None:
    """Delete data whose retention period is over."""
    personal_data.delete_old()
    triggers.delete_old()
    call_command("prune_db_task_results", f"--backend={health.BACKEND}", "--verbosity=0")
    archive.forget_in_time()
    take_down_hidden.call()  # again, in case a page was being rendered with one while it was taken down
    forget_old()
    missing_addresses.forget_old()
    if not settings.PUBLISH:  # there is no publisher to consume them
        _delete_all_but_newest(Change.objects.all())
    _delete_all_but_newest(PublishRun.objects.filter(started__lt=timezone.now() - RUNS_KEPT))


@task(backend="worker", queue_name=health.LONG)
def count_readers() -> None:
    """Count how often each page was read yesterday, from the web server's log."""
    readers.count()


def is_for_mail(now: datetime) -> bool:
    """Return whether to send reminders at `now`. A worker runs every job when it starts, at any hour of any day."""
    return now.isoweekday() <= 5 and EARLIEST <= now.hour < LATEST


def _delete_all_but_newest(rows) -> None:
    """Delete `rows`, but never the newest of the table: `content_version` depends on it."""
    newest = rows.model.objects.order_by("-pk").values("pk")[:1]
    rows.exclude(pk__in=newest).delete()


# Cron expressions, in the network's time.
SCHEDULE = {
    publish_scheduled: "* * * * *",
    take_down_hidden: "0 0 * * *",
    carry_out_planned: "0 0 * * *",
    follow_calendar: "1 0 * * *",
    check_copy: "30 2 * * *",
    tidy: "15 3 * * *",
    check_new_documents: "30 3 * * *",
    count_readers: "45 3 * * *",
    check_links: "0 4 * * *",
    remind: "0 7 * * mon-fri",
}
