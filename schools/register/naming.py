"""A school's name changes in one way, whoever decides it: the old one stays where families search for it."""

from datetime import date

from .models import FormerName


def rename(school, name: str, *, last_seen: date, source: str) -> None:
    """Gives `school`, which the caller saves, its new name."""
    remember(school, school.name, last_seen=last_seen, source=source)
    school.name = name


def remember(school, name: str, *, last_seen: date, source: str) -> None:
    """Keeps `name` under the former names of `school`, with the month; once, if it was there before."""
    former = next((one for one in school.former_names.all() if one.name == name), None)
    if former is None:
        former = FormerName(name=name, sort_order=school.former_names.count())
    former.last_seen, former.source = last_seen.replace(day=1), source[:200]
    school.former_names.add(former)
