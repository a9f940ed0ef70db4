"""Reminders of required postings, to their owners and to the schools' editors.

A person gets at most one email a week with everything due, and only if something is new or four weeks have passed.
"""

import logging
from collections import defaultdict
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from alliance_site.notifications.desk import office
from schools.desk import confirmations
from schools.models import PostingReminder, Requirement, School
from schools.postings import rights
from schools.postings.status import Cell, cells
from toolkit.mail import absolute, send

logger = logging.getLogger(__name__)
NOT_BEFORE = timedelta(days=6)  # the job may run more than once in its week
AGAIN = timedelta(days=28)  # until the next reminder if nothing is new
SHOWN = 30  # in one mail, which counts the rest


def due_cells() -> list[Cell]:
    """Return all postings that are overdue or due within 30 days, oldest first."""
    requirements = list(Requirement.objects.filter(in_use=True).select_related("person"))
    schools = [None, *School.objects.open_today().order_by("name")]
    due = [cell for row in cells(requirements, schools) for cell in row if cell and cell.is_asked]
    return sorted(due, key=lambda cell: (cell.due or timezone.localdate().min, cell.requirement.order))


def remind() -> int:
    """Send the emails that are due and return how many. Mail server errors are logged and retried next time."""
    by_user = defaultdict(list)
    managers = office()
    editors = confirmations.owners()
    for cell in due_cells():
        person = cell.requirement.person
        owners = [person] if person and person.is_active and person.email and rights.sees_network(person) else managers
        for user in {*owners, *(editors.get(cell.school.pk, []) if cell.school else [])}:
            by_user[user].append(cell)
    return sum(_remind(user, user_cells) for user, user_cells in by_user.items())


def _remind(user, user_cells: list[Cell]) -> bool:
    now = timezone.now()
    last = PostingReminder.objects.filter(user=user).first()
    keys = sorted(f"{cell.key}:{cell.status}" for cell in user_cells)
    if last and (now - last.told_at < NOT_BEFORE or (set(keys) <= set(last.told) and now - last.told_at < AGAIN)):
        return False
    known_keys = set(last.told) if last else set()
    context = {
        "cells": [(cell, f"{cell.key}:{cell.status}" not in known_keys) for cell in user_cells[:SHOWN]],
        "count": len(user_cells),
        "more": max(0, len(user_cells) - SHOWN),
        "address": absolute(reverse("postings_due" if rights.sees_network(user) else "school_desks")),
    }
    try:
        send("postings", user, context)
    except Exception:
        logger.exception("Failed to remind user %s about required postings", user.pk)
        return False
    PostingReminder.objects.update_or_create(user=user, defaults={"told_at": now, "told": keys})
    return True
