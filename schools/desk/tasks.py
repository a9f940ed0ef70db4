"""Tasks for a school, shown first on its desk."""

from dataclasses import dataclass
from operator import attrgetter

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.postings.status import by_status
from schools.profiles.facts import label, missing_topics
from schools.register.record_fields import FIELDS, ChangedBy

from . import approvals, confirmations
from .models import Decision, Part

SHOWN = 3
QUOTED = 60  # characters of a visitor's report
HOURS = {"office_hours": "week_hours"}  # the field that asks for them
CONTACT_FIELDS = [field for field in FIELDS if field.is_gap and field.changed_by == ChangedBy.SCHOOL]


@dataclass(frozen=True)
class Task:
    """One task: the `address` to do it at, the `part` of the record that a button confirms, a `note` with it."""

    text: str
    address: str = ""
    part: Part | None = None
    note: str = ""


def tasks(school, user, own_events: list[approvals.Approval]) -> list[Task]:
    """Return the tasks: first what others are waiting for, then by importance to families. The desk shows `SHOWN`."""
    found = [*_returned(school, user, own_events), *_to_confirm(school), *_missing(school), *_reported(school)]
    return [*found, *_to_post(school)]


def _more(school, section: str) -> str:
    return f"{reverse('school_desk_more', args=[school.slug])}#{section}-section"


def _returned(school, user, own_events) -> list[Task]:
    result = []
    latest = school.proposals.first()
    if latest and latest.status == Decision.RETURNED:
        address = reverse("school_desk_proposal", args=[school.slug, latest.pk])
        result.append(Task(_("The office returned your last proposal with a comment."), address))
    for profile in approvals.profiles(school, user):
        if profile.is_returned:
            text = _("Your profile was returned with a comment (%(language)s).") % {"language": profile.locale}
            result.append(Task(text, _more(school, "profiles")))
    for event in own_events:
        if event.is_returned:
            address = reverse("school_desk_event", args=[school.slug, event.page.form_key])
            result.append(Task(_("Communications sent back “%(title)s”.") % {"title": event.page.title}, address))
    return result


def _to_confirm(school) -> list[Task]:
    address = school.campus.address
    dates = [_("opened %(day)s") % {"day": date_format(school.opened)}]
    if school.closed:
        dates.append(_("closes %(day)s") % {"day": date_format(school.closed)})
    record = ", ".join([school.name, str(school.grades), address, *dates])
    questions = {
        Part.CONTACTS: (_("Are the contact details still correct?"), ""),
        Part.REST: (_("Is this still correct?"), record),
    }
    dues = confirmations.dues([school])[school.pk]
    return [Task(text, part=due.part, note=note) for due in dues if due.is_soon for text, note in [questions[due.part]]]


def _missing(school) -> list[Task]:
    result = []
    missing = [field for field in CONTACT_FIELDS if field.is_empty(school)]
    if missing:
        names = ", ".join(str(label(field)) for field in missing)
        field = HOURS.get(missing[0].name, missing[0].name)
        result.append(Task(_("Still to fill in: %(fields)s.") % {"fields": names}, f"#id_{field}"))
    if asked := missing_topics(list(school.offerings.all())):
        text = _("Families ask what you offer: %(topics)s.") % {"topics": asked[0].label}
        result.append(Task(text, _more(school, "offerings")))
    return result


def _reported(school) -> list[Task]:
    reports = school.mistake_reports.filter(handled=False)
    if not reports:
        return []
    text = ngettext("A visitor reported a mistake.", "Visitors reported %(number)s mistakes.", len(reports))
    note = f"“{Truncator(reports[0].text).chars(QUOTED)}”"
    return [Task(text % {"number": len(reports)}, _more(school, "mistakes"), note=note)]


def _to_post(school) -> list[Task]:
    """Return the most urgent required posting, with how many more there are."""
    cells = [cell for _status, cells in by_status(school) for cell in cells if cell.is_asked]
    if not cells:
        return []
    text = ngettext(
        "A required document needs to be posted.", "%(number)s required documents need to be posted.", len(cells)
    )
    first = min(cells, key=attrgetter("urgency"))
    return [
        Task(text % {"number": len(cells)}, first.url, note=_("First: %(title)s") % {"title": first.requirement.title})
    ]
