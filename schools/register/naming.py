"""Renaming a school. The old name becomes a former name, so families can still find the school by it."""

from datetime import date

from .models import FormerName


def rename(school, name: str, *, last_seen: date, source: str) -> None:
    """Give `school` its new name. The caller saves it."""
    remember(school, school.name, last_seen=last_seen, source=source)
    school.name = name


def remember(school, name: str, *, last_seen: date, source: str) -> None:
    """Add `name` to the former names of `school`, with the month when it was last used, or update its entry."""
    former = next((one for one in school.former_names.all() if one.name == name), None)
    if former is None:
        former = FormerName(name=name, sort_order=school.former_names.count())
    former.last_seen, former.source = last_seen.replace(day=1), source[:200]
    school.former_names.add(former)
