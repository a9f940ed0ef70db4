"""Reminders of required postings, to their owners and to the schools' editors.

A person hears at most once a week of everything due, and only if something is new or four weeks have passed.
What has been overdue for 30 days goes to the next person, at most once in four weeks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, partial

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from alliance_site.models import Reminded
from alliance_site.notifications.digest import SHOWN, Section, sections
from alliance_site.notifications.recipients import office
from schools.desk import confirmations
from schools.models import Requirement, School
from schools.postings import rights
from schools.postings.status import Cell, Status, cells
from toolkit.mail import absolute, preferred_language

NOT_BEFORE = timedelta(days=6)
AGAIN = timedelta(days=28)  # until the next email if nothing is new
LONG = timedelta(days=30)  # overdue for so long, the next person hears of it


def due_cells() -> list[Cell]:
    """Return all requirements with something to post: by duty, the strictest first, and the most urgent first."""
    requirements = list(Requirement.objects.filter(in_use=True).select_related("person", "next_person"))
    schools = [None, *School.objects.open_today().order_by("name")]
    due = [cell for row in cells(requirements, schools) for cell in row if cell and cell.is_asked]
    return sorted(due, key=lambda cell: (cell.requirement.duty_order, cell.urgency, cell.requirement.order))


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
    items = {user: [_item(cell) for cell in user_cells] for user, user_cells in by_user.items()}
    context = partial(_context, by_user, in_language)
    return sections("postings", items, context, again=AGAIN, pause=NOT_BEFORE)


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
    context = partial(_context, by_user, in_language)
    return sections("postings_overdue", dict.fromkeys(by_user, ()), context, again=AGAIN)


def _overdue_since(due: Iterable[Cell]) -> dict[str, date]:
    """Return since when each overdue cell has been so, by its key.

    That is the date on which its document ended. Otherwise, as when nothing is posted or a language is missing, it is
    the first reminder of it.
    """
    today = timezone.localdate()
    known = dict(Reminded.objects.filter(section="postings").values_list("item").annotate(Min("since")))
    return {
        cell.key: cell.due if cell.due and cell.newest else known.get(_item(cell), today)
        for cell in due
        if cell.status == Status.OVERDUE or (cell.status == Status.NOT_POSTED and not cell.due)
    }


def _item(cell: Cell) -> str:
    return f"{cell.key}:{cell.status}"


def _reached(person) -> list:
    """Return the person in a list if an email can reach them and they can see the postings, else an empty list."""
    return [person] if person and person.is_active and person.email and rights.sees_network(person) else []


def _context(by_user: dict[object, list[Cell]], in_language, user, new: set[str]) -> dict:
    by_key, user_cells = in_language(preferred_language(user)), by_user[user]
    shown = [by_key.get(cell.key, cell) for cell in user_cells[:SHOWN]]
    return {
        "rows": [(cell, absolute(cell.url), _item(cell) in new) for cell in shown],
        "count": len(user_cells),
        "more": max(0, len(user_cells) - SHOWN),
        "address": absolute(reverse("postings_due" if rights.sees_network(user) else "school_desks")),
    }
