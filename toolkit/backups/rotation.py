"""Which backups are kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Made:
    """A whole backup: when it was made (aware), and whether ordinarily or because of something that was about to be."""

    name: str
    made: datetime
    ordinary: bool = True


@dataclass(frozen=True)
class Keep:
    """How many days, weeks and months back there is a backup of each: 0 for none."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12


def _day(moment: datetime) -> tuple:
    return moment.date().timetuple()[:3]


def _week(moment: datetime) -> tuple:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> tuple:
    return moment.year, moment.month


def kept(backups: Iterable[Made], keep: Keep, now: datetime) -> set[str]:
    """The names of those to keep. Days are those of the time zone of `now`.

    - the newest of each of the last so many days, weeks and months that have any: days on which nothing was backed up
      do not count, so nothing goes only because time passes or a clock is wrong
    - all that are younger than a day: who makes one before a risky step finds it
    - what a restore made of the state before it, for as many days as there are daily ones: it stands for no day,
      for it may be the very damage that was restored from
    - the newest of all, whatever the numbers
    """
    newest_first = sorted(backups, key=lambda backup: (backup.made, backup.name), reverse=True)
    ordinary = [backup for backup in newest_first if backup.ordinary]
    names = {backup.name for backup in newest_first if backup.made > now - RECENT}
    names |= {backup.name for backup in ordinary[:1] or newest_first[:1]}
    names |= {b.name for b in newest_first if not b.ordinary and b.made > now - timedelta(days=keep.daily)}
    periods: list[tuple[int, Callable]] = [(keep.daily, _day), (keep.weekly, _week), (keep.monthly, _month)]
    for number, period in periods:
        newest: dict[tuple, str] = {}
        for backup in ordinary:
            newest.setdefault(period(backup.made.astimezone(now.tzinfo)), backup.name)
        names |= {*list(newest.values())[:number]}
    return names
