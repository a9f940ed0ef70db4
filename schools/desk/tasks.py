"""Tasks for a school, shown first on its desk."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.postings.status import ASKED
from schools.profiles.facts import label
from schools.profiles.offerings import missing_topics
from schools.register.record_fields import FIELDS, ChangedBy

from .models import Decision, Part

SHOWN = 3
CONTACT_FIELDS = [field for field in FIELDS if field.is_gap and field.changed_by == ChangedBy.SCHOOL]


@dataclass(frozen=True)
class Task:
    """One task. `address` is where to do it; `part` is the part of the record that a button confirms."""

    text: str
    address: str = ""
    part: Part | None = None


def tasks(school, dues, proposals, reports, profiles, postings) -> list[Task]:
    """Return the tasks: first what others are waiting for, then by importance to families.

    `proposals` are the newest first. `postings` are pairs of a status and the required postings with it.
    """
    result = []
    if proposals and proposals[0].status == Decision.RETURNED:
        address = reverse("school_desk_proposal", args=[school.slug, proposals[0].pk])
        result.append(Task(_("The office returned your last proposal with a comment."), address))
    result += [
        Task(
            _("Your profile was returned with a comment (%(language)s).") % {"language": profile.locale},
            "#profiles-section",
        )
        for profile in profiles
        if profile.is_returned
    ]
    result += [Task(_question(due), part=due.part) for due in dues if due.is_soon]
    missing = [label(field) for field in CONTACT_FIELDS if field.is_empty(school)]
    if missing:
        result.append(Task(_("Missing: %(fields)s.") % {"fields": ", ".join(map(str, missing))}, "#contact-section"))
    if asked := missing_topics(list(school.offerings.all())):
        topics = ", ".join(str(topic.label) for topic in asked)
        result.append(Task(_("Families ask what you offer: %(topics)s.") % {"topics": topics}, "#offerings-section"))
    if reports:
        text = ngettext("A visitor reported a mistake.", "Visitors reported %(number)s mistakes.", len(reports))
        result.append(Task(text % {"number": len(reports)}, "#mistakes-section"))
    if due_count := sum(len(cells) for status, cells in postings if status in ASKED):
        text = ngettext(
            "A required document needs to be posted.",
            "%(number)s required documents need to be posted.",
            due_count,
        )
        result.append(Task(text % {"number": due_count}, "#postings-section"))
    return result


def _question(due) -> str:
    if due.part == Part.CONTACTS:
        return _("Are the contact details still correct?")
    return _("Are the name, grades, address, and dates still correct?")
