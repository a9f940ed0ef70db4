"""Renaming a school. The old name becomes a former name, so families can still find the school by it."""

from datetime import date

from .models import FormerName


def rename(school, name: str, *, last_seen: date, source: str) -> None:
    """Give `school` its new name. The caller saves it."""
    add_former_name(school, school.name, last_seen=last_seen, source=source)
    school.name = name


def add_former_name(school, name: str, *, last_seen: date, source: str) -> None:
    """Add `name` to the former names of `school`, with the month when it was last used, or update its entry."""
    entry = next((former_name for former_name in school.former_names.all() if former_name.name == name), None)
    if entry is None:
        entry = FormerName(name=name, sort_order=school.former_names.count())
    entry.last_seen, entry.source = last_seen.replace(day=1), source[:200]
    school.former_names.add(entry)
