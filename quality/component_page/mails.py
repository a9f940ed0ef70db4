"""The e-mails to staff, as they are sent, with made-up data."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.utils import timezone

from pages.models import StandardPage
from schools.desk.confirmations import Due
from schools.models import Part
from toolkit.accounts.notifications import NOTICES

from . import examples as ex


@dataclass(frozen=True)
class Mail:
    """`template` is the name of the mail's templates without their ends."""

    name: str
    title: str
    template: str
    context: dict = field(default_factory=dict)

    def part(self, end: str) -> str:
        """One of `_subject.txt`, `.txt`, `.html`."""
        reader = get_user_model()(username="alex.example", first_name="Alex", is_superuser=True)
        page = StandardPage(pk=1, depth=3, live=False, draft_title=f"An example & {ex.LONG_WORD}")
        return render_to_string(f"{self.template}{end}", {"user": reader, "page": page, **self.context}).strip()

    @property
    def subject(self) -> str:
        return self.part("_subject.txt")

    @property
    def text(self) -> str:
        return self.part(".txt")


ADDRESS = "https://www.example.org/admin/password_reset/confirm/example/"
STEP = {"name": "Approval by an example"}

PROPOSAL = {"proposal": ex.proposal(), "school": ex.school(), "address": ADDRESS}
APPROVED = PROPOSAL | {"proposal": ex.proposal(status="approved")}
RETURNED = PROPOSAL | {"proposal": ex.proposal(status="returned", comment=ex.LONG)}

MAILS = [
    Mail("invitation", ("Invitation"), "mail/invitation", {"address": ADDRESS, "role": "Publisher"}),
    Mail("password", ("Reset your password"), "mail/password", {"address": ADDRESS}),
    Mail(
        "notice",
        ("An account was changed"),
        "mail/notice",
        {
            "address": ADDRESS,
            "subject": NOTICES["password"].subject,
            "text": NOTICES["password"].text,
            "when": timezone.now,
            "ip": "203.0.113.7",
            "user_agent": "Firefox",
        },
    ),
    Mail(
        "mistake",
        ("A mistake was reported"),
        "mail/mistake",
        {"address": ADDRESS, "school": ex.school(), "text": f"{ex.LONG}\n{ex.LONG_WORD}", "wants_answer": True},
    ),
    Mail(
        "postings",
        ("Required postings are due"),
        "mail/postings",
        {"address": ADDRESS, "cells": ex.due_cells(), "count": 33, "more": 31},
    ),
    Mail("proposal", ("A school proposes a change"), "mail/proposal", PROPOSAL),
    Mail("approved_proposal", ("A proposal was approved"), "mail/proposal_decided", APPROVED),
    Mail("returned_proposal", ("A proposal was returned"), "mail/proposal_decided", RETURNED),
    Mail(
        "still_correct",
        ("Is this still correct?"),
        "mail/still_correct",
        {"address": ADDRESS, "rows": [(ex.school(), Due(part, date(2026, 6, 1))) for part in Part]},
    ),
    Mail("waits", ("A page waits for approval"), "wagtailadmin/notifications/task_state_submitted", {"task": STEP}),
    Mail(
        "approved",
        ("A page was approved"),
        "wagtailadmin/notifications/workflow_state_approved",
        {"workflow": STEP},
    ),
    Mail(
        "rejected",
        ("A page needs changes"),
        "wagtailadmin/notifications/workflow_state_rejected",
        {"task": STEP, "task_state": {}, "comment": ex.LONG},
    ),
]
