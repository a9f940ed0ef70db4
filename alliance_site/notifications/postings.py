"""Reminders of required postings, to their owners and to the schools' editors.

A person gets at most one email a week with everything due, and only if something is new or four weeks have passed.
"""

import logging
from collections import defaultdict
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from alliance_site.staff.roles import LISTINGS
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
    found = [one for row in cells(requirements, schools) for one in row if one and one.is_asked]
    return sorted(found, key=lambda one: (one.due or timezone.localdate().min, one.requirement.order))


def remind() -> int:
    """Send the emails that are due and return how many. Mail server errors are logged and retried next time."""
    by_user = defaultdict(list)
    users = get_user_model().objects.filter(is_active=True).exclude(email="").select_related("wagtail_userprofile")
    keepers = list(users.filter(groups__name=LISTINGS) or users.filter(is_superuser=True))
    editors = confirmations.owners()
    for one in due_cells():
        person = one.requirement.person
        named = [person] if person and person.is_active and person.email and rights.sees_network(person) else keepers
        for user in {*named, *(editors.get(one.school.pk, []) if one.school else [])}:
            by_user[user].append(one)
    return sum(_remind(user, found) for user, found in by_user.items())


def _remind(user, found: list[Cell]) -> bool:
    now = timezone.now()
    last = PostingReminder.objects.filter(user=user).first()
    told = sorted(f"{one.key}:{one.status}" for one in found)
    if last and (now - last.told_at < NOT_BEFORE or (set(told) <= set(last.told) and now - last.told_at < AGAIN)):
        return False
    known = set(last.told) if last else set()
    context = {
        "cells": [(one, f"{one.key}:{one.status}" not in known) for one in found[:SHOWN]],
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "address": absolute(reverse("postings_due" if rights.sees_network(user) else "school_desks")),
    }
    try:
        send("postings", user, context)
    except Exception:
        logger.exception("Failed to remind user %s of postings", user.pk)
        return False
    PostingReminder.objects.update_or_create(user=user, defaults={"told_at": now, "told": told})
    return True
