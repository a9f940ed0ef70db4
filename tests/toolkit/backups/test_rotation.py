"""Old backups go by a rule that never takes the last good one."""

import os
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backups.rotation import Keep, Made, kept
from toolkit.backups.store import NAME, Store

HERE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 25, 12, tzinfo=HERE)
KEEP = Keep(daily=7, weekly=5, monthly=12)


def made(moment, ordinary=True):
    return Made(moment.astimezone(UTC).strftime(NAME), moment, ordinary)


def after(days, keep=KEEP, every=timedelta(days=1), start=NOW):
    """The moments of what is left when backups are made and rotated for so many days."""
    left, moment = [], start
    while moment < start + timedelta(days=days):
        left.append(made(moment))
        names = kept(left, keep, moment)
        left = [one for one in left if one.name in names]
        moment += every
    return [one.made for one in left]


def test_two_years_of_daily_ones_leave_days_weeks_and_months():
    left = after(730)
    last = left[-1]
    days = {(last - moment).days for moment in left}
    assert {*range(7)} <= days
    assert len({(moment.year, moment.month) for moment in left}) == 12
    assert len({moment.isocalendar()[:2] for moment in left if last - moment < timedelta(weeks=5)}) == 5
    assert len(left) <= 7 + 5 + 12


def test_hourly_ones_are_all_kept_for_a_day_and_then_one_a_day():
    left = after(10, every=timedelta(hours=1))
    recent = [moment for moment in left if moment > left[-1] - timedelta(days=1)]
    assert len(recent) == 24
    assert len(left) <= 24 + 7 + 3


def test_days_without_a_backup_push_nothing_out():
    old = [made(NOW - timedelta(days=400 + 10 * n)) for n in range(7)]
    assert kept(old, KEEP, NOW) == {one.name for one in old}


def test_a_day_is_the_sites_day():
    evening = datetime(2026, 11, 20, 23, tzinfo=HERE)  # the 21st in UTC
    backups = [made(evening - timedelta(hours=15)), made(evening), made(evening + timedelta(hours=10))]
    assert kept(backups, Keep(2, 0, 0), NOW) == {one.name for one in backups[1:]}


def test_what_a_restore_saved_stands_for_no_day_and_goes_after_some():
    good = made(datetime(2026, 11, 22, 3, tzinfo=HERE))
    ruined = made(datetime(2026, 11, 22, 15, tzinfo=HERE), ordinary=False)
    assert kept([good, ruined], KEEP, NOW) == {good.name, ruined.name}
    assert kept([good, ruined], KEEP, NOW + timedelta(days=8)) == {good.name}


@pytest.mark.parametrize("keep", [Keep(0, 0, 0), Keep(1, 0, 0)])
def test_the_last_one_stays_whatever_the_numbers(keep):
    backups = [made(NOW - timedelta(days=n)) for n in range(100, 110)]
    assert kept(backups, keep, NOW) == {backups[0].name}
    only = [made(NOW - timedelta(days=900), ordinary=False)]
    assert kept(only, keep, NOW) == {only[0].name}


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
numbers = st.integers(0, 9)


@given(st.sets(moments, min_size=1, max_size=60), st.builds(Keep, numbers, numbers, numbers), moments)
def test_any_dates_and_any_clock(moments, keep, now):
    backups = [made(moment.replace(microsecond=0)) for moment in moments]
    now = now.astimezone(HERE)
    names = kept(backups, keep, now)
    assert max(backups, key=lambda one: one.made).name in names
    assert kept([one for one in backups if one.name in names], keep, now) == names  # twice is once
    recent = {one.name for one in backups if one.made > now - timedelta(days=1)}
    assert recent <= names
    assert len(names - recent) <= max(1, keep.daily + keep.weekly + keep.monthly)


def aged(site, name, days):
    """The backup `name` as if it had been made so many days before."""
    manifest = Store().manifest(name)
    made = manifest.made - timedelta(days=days)
    older = manifest.__class__(**vars(manifest) | {"name": made.strftime(NAME), "made": made})
    (site.backups / name).rename(site.backups / older.name)
    Store().put_manifest(older)
    return older.name


@pytest.fixture
def old_and_new(filled, run):
    """An old backup with a document that is gone since, and one of today."""
    gone = filled.media / "documents" / "gone.txt"
    gone.write_text("gone")
    run("backup")
    gone.unlink()
    old = aged(filled, filled.names()[0], days=40)
    run("backup", "--keep-all")
    return filled, old


def test_a_watcher_is_told_when_the_newest_is_too_old(filled, run):
    with pytest.raises(CommandError, match="There is no backup"):
        run("backup", "--check", "26")
    run("backup")
    assert "The newest backup is" in run("backup", "--check", "26")
    aged(filled, filled.names()[0], days=2)
    with pytest.raises(CommandError, match="is 48 hours old"):
        run("backup", "--check", "26")


def test_dry_run_shows_what_would_go_and_deletes_nothing(old_and_new, run, settings):
    site, old = old_and_new
    settings.BACKUPS_KEPT = {"daily": 1, "weekly": 1, "monthly": 1}
    said = run("backup", "--dry-run")
    assert f"would be deleted: {old}" in said
    assert "would be deleted: 1 files" in said
    assert len(site.names()) == 2


def test_old_ones_go_with_the_files_that_only_they_had(old_and_new, run, settings):
    site, old = old_and_new
    settings.BACKUPS_KEPT = {"daily": 1, "weekly": 1, "monthly": 1}
    files = len(list((site.backups / "files").iterdir()))
    assert f"deleted: {old}" in run("backup")
    assert old not in site.names()
    assert not (site.backups / old).exists()
    assert len(list((site.backups / "files").iterdir())) == files - 1
    assert "is whole" in run("restore", "--verify")


def test_a_damaged_manifest_keeps_its_backup_and_all_files(old_and_new, run, settings):
    site, old = old_and_new
    settings.BACKUPS_KEPT = {"daily": 1, "weekly": 1, "monthly": 1}
    (site.backups / old / "manifest.json").write_text("{}")
    files = len(list((site.backups / "files").iterdir()))
    assert "Not deleted" in run("backup")
    assert (site.backups / old / "database.dump").exists()
    assert len(list((site.backups / "files").iterdir())) == files


def test_what_failed_ones_left_goes_after_a_day(filled, run):
    for name in ("2026-01-01T000000Z", "2099-01-01T000000Z"):
        (filled.backups / name).mkdir(parents=True)
        (filled.backups / name / "database.dump").write_text("half")
    (filled.backups / "files").mkdir()
    for name, hours in {".old": 25, ".new": 23}.items():
        (filled.backups / "files" / name).write_text("half")
        os.utime(filled.backups / "files" / name, times=(time.time() - hours * 3600,) * 2)
    assert "2026-01-01T000000Z, which was never finished" in run("backup")
    assert [path.name for path in (filled.backups / "files").glob(".*")] == [".new"]
    assert not (filled.backups / "2026-01-01T000000Z").exists()
    assert (filled.backups / "2099-01-01T000000Z").exists()
