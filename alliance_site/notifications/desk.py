"""Emails from the school desks: proposals, decisions about them, and reminders to confirm details."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from alliance_site.notifications.digest import SHOWN, Section, sections
from alliance_site.notifications.recipients import authors, office
from schools.desk import confirmations
from toolkit.mail import absolute, notify

AGAIN = timedelta(days=7)


def notify_office(proposal, **kwargs) -> None:
    notify(office(), "proposal", _context(proposal), reply_to=authors(proposal))


def notify_school(proposal, **kwargs) -> None:
    """Email the decision to the person who made the proposal, or to the school's other editors."""
    notify(authors(proposal), "proposal_decided", _context(proposal), reply_to=office())


def _context(proposal) -> dict:
    address = reverse("school_desk_proposal", args=[proposal.school.slug, proposal.pk])
    return {"proposal": proposal, "school": proposal.school, "address": absolute(address)}


def reminders() -> Iterator[Section]:
    """Remind each person of everything they are due to confirm: on the day it is due, then every week."""
    editors = confirmations.owners()
    due = confirmations.due_of(editors, office())
    items = {
        user: [f"{school.pk}:{one.part}:{one.by}" for school, dues in rows for one in dues]
        for user, rows in due.items()
    }

    def context(user, _new) -> dict:
        rows = due[user]
        desk = reverse("school_desk", args=[rows[0][0].slug]) if len(rows) == 1 else reverse("school_desks")
        return {
            "rows": rows[:SHOWN],
            "count": len(rows),
            "more": max(0, len(rows) - SHOWN),
            "for_office": any(school.pk not in editors for school, _dues in rows),
            "address": absolute(desk),
        }

    return sections("confirmations", items, context, again=AGAIN)
