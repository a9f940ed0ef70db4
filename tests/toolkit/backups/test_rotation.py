"""Old backups go by a rule that never takes the latest."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError

from toolkit.backups import repository
from toolkit.backups.repository import TAG


@pytest.fixture
def made(site):
    """Makes a backup of nothing as of some days ago, and returns its ID."""
    repository.prepare()
    (site.media.parent / "empty").touch()

    def make(days, hour=12, tag=TAG):
        moment = datetime.now().replace(hour=hour, minute=0, second=0) - timedelta(days=days)
        moment = min(moment, datetime.now())  # restic ignores the future when it looks for the latest
        options = ("--json", "--quiet", f"--tag={tag}", f"--time={moment:%Y-%m-%d %H:%M:%S}")
        return json.loads(site.restic("backup", *options, site.media.parent / "empty"))["snapshot_id"][:8]

    return make


def test_a_watcher_sees_when_the_latest_is_too_old(site, made, run):
    with pytest.raises(CommandError, match="There is no backup"):
        run("backup", "--check", "26")
    made(2, hour=datetime.now().hour)
    with pytest.raises(CommandError, match=r"is 4[89] hours old"):
        run("backup", "--check", "26")
    run("backup")
    assert "The latest backup is" in run("backup", "--check", "26")


def test_days_weeks_and_months_are_kept_everything_of_the_last_day_and_what_others_keep_there(site, made):
    for days in (400, 401):
        made(days, tag="others")
    for days in range(0, 102, 6):
        made(days)
    made(0, hour=1)
    repository.forget(dry_run=False)
    kept = [(datetime.now().date() - one.time.date()).days for one in repository.snapshots()]
    assert kept[-8:] == [36, 30, 24, 18, 12, 6, 0, 0]  # seven days that have one, and two of today
    assert 4 <= len({one.time.month for one in repository.snapshots()}) <= 5
    assert len(kept) <= 7 + 5 + 12 + 1
    assert len(json.loads(site.restic("snapshots", "--json"))) == len(kept) + 2


def test_the_day_is_the_sites_day(site, made):
    """The late evening in Los Angeles is the next day in UTC."""
    oldest, _early, late, latest = made(60), made(3, hour=9), made(3, hour=23), made(0)
    repository.forget(dry_run=False)
    assert site.names() == [oldest, late, latest]
