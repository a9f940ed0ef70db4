"""Reminders of required postings, to their owners and to the schools' editors.

A person hears at most once a week of everything due, and only if something is new or four weeks have passed.
What has been overdue for 30 days goes to the next person, at most once in four weeks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from alliance_site.models import ReminderDay
from alliance_site.notifications.digest import SHOWN, Section, once
from alliance_site.notifications.recipients import office
from schools.desk import confirmations
from schools.models import PostingReminder, Requirement, School
from schools.postings import rights
from schools.postings.status import Cell, Status, cells
from toolkit.mail import absolute, preferred_language

NOT_BEFORE = timedelta(days=6)
AGAIN = timedelta(days=28)  # until the next reminder if nothing is new
LONG = timedelta(days=30)  # overdue for so long, the next person hears of it
ESCALATE_AGAIN = timedelta(days=28)
SINCE = "postings_overdue_since:"  # and the key of a cell


def due_cells() -> list[Cell]:
    """Return all requirements with something to post, oldest first."""
    requirements = list(Requirement.objects.filter(in_use=True).select_related("person", "next_person"))
    schools = [None, *School.objects.open_today().order_by("name")]
    due = [cell for row in cells(requirements, schools) for cell in row if cell and cell.is_asked]
    return sorted(due, key=lambda cell: (cell.due or timezone.localdate().min, cell.requirement.order))


def by_language() -> Callable[[str], dict[str, Cell]]:
    """Return a function that returns the due cells by key, with their reasons in a language."""

    @cache
    def in_language(language: str) -> dict[str, Cell]:
        with override(language):
            return {cell.key: cell for cell in due_cells()}

    return in_language


def reminders() -> Iterator[Section]:
    """Return what is due for each person, and what has long been overdue for the next person."""
    in_language, managers = by_language(), office()
    yield from _due(in_language, managers)
    yield from _long_overdue(in_language, managers)


def _due(in_language, managers: list) -> Iterator[Section]:
    by_user, editors = defaultdict(list), confirmations.owners()
    for cell in in_language(settings.LANGUAGE_CODE).values():
        owners = _reached(cell.requirement.person) or managers
        for user in {*owners, *(editors.get(cell.school.pk, []) if cell.school else [])}:
            by_user[user].append(cell)
    sent = {last.user_id: last for last in PostingReminder.objects.filter(user__in=by_user)}
    now = timezone.now()
    for user, user_cells in by_user.items():
        last = sent.get(user.pk)
        keys = sorted(f"{cell.key}:{cell.status}" for cell in user_cells)
        known_keys = set(last.told) if last else set()
        if last and (now - last.told_at < NOT_BEFORE or (set(keys) <= known_keys and now - last.told_at < AGAIN)):
            continue
        new = [cell.key for cell in user_cells if last and f"{cell.key}:{cell.status}" not in known_keys]
        defaults = {"told_at": now, "told": keys}
        note = partial(PostingReminder.objects.update_or_create, user=user, defaults=defaults)
        yield Section(user, "postings", _context(user, user_cells, in_language, new), note)


def _long_overdue(in_language, managers: list) -> Iterator[Section]:
    """Without a next person, it goes to the Listings managers, unless they get the reminders anyway."""
    by_user, latest = defaultdict(list), timezone.localdate() - LONG
    by_key = in_language(settings.LANGUAGE_CODE)
    for key, since in _overdue_since(by_key.values()).items():
        if since <= latest:
            cell = by_key[key]
            next_people = _reached(cell.requirement.next_person)
            for user in next_people or (managers if _reached(cell.requirement.person) else []):
                by_user[user].append(cell)
    for user, user_cells in by_user.items():
        yield from once([user], "postings_overdue", _context(user, user_cells, in_language), again=ESCALATE_AGAIN)


def _overdue_since(due: Iterable[Cell]) -> dict[str, date]:
    """Return since when each overdue cell has been so, by its key.

    That is its due date. Without one, as when a language is missing, it is the first check that found it.
    """
    stored, today = ReminderDay.objects.filter(key__startswith=SINCE), timezone.localdate()
    known = dict(stored.values_list("key", "day"))
    since = {
        cell.key: cell.due if cell.due and cell.due < today else known.get(SINCE + cell.key, today)
        for cell in due
        if cell.status == Status.OVERDUE
    }
    with transaction.atomic():
        stored.delete()
        ReminderDay.objects.bulk_create(ReminderDay(key=SINCE + key, day=day) for key, day in since.items())
    return since


def _reached(person) -> list:
    """Return the person in a list if an email can reach them and they can see the postings, else an empty list."""
    return [person] if person and person.is_active and person.email and rights.sees_network(person) else []


def _context(user, user_cells: list[Cell], in_language, new=()) -> dict:
    by_key = in_language(preferred_language(user))
    shown = [by_key.get(cell.key, cell) for cell in user_cells[:SHOWN]]
    return {
        "rows": [(cell, _url(cell), cell.key in new) for cell in shown],
        "count": len(user_cells),
        "more": max(0, len(user_cells) - SHOWN),
        "address": absolute(reverse("postings_due" if rights.sees_network(user) else "school_desks")),
    }


def _url(cell: Cell) -> str:
    return absolute(cell.url)
