"""Everything that waits for the office: one list, what people sent today first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name

from schools.changes.models import ChangeSet, State
from schools.exchange.uploads import IMPORT
from schools.lifecycle.models import PlannedChange
from schools.mistakes.models import MistakeReport
from schools.postings.models import Requirement
from schools.postings.status import Status, cells
from schools.register.models import School
from schools.state_data.reconcile import RECONCILE
from schools.state_data.result_imports import RESULTS

from . import confirmations
from .models import Decision, Proposal

NAMED = 3  # people or schools in one line, which counts the others
FILES = (IMPORT, RECONCILE, RESULTS)


class Kind(models.TextChoices):
    """The kinds of items, the most urgent first."""

    PROPOSAL = "proposal", gettext_lazy("Proposal to decide")
    PLANNED = "planned", gettext_lazy("Planned change to review")
    MISTAKE = "mistake", gettext_lazy("Reported mistake")
    IMPORT = "import", gettext_lazy("Import not applied")
    CONFIRMATION = "confirmation", gettext_lazy("Overdue confirmation")
    POSTING = "posting", gettext_lazy("Required postings")
    PEOPLE = "people", gettext_lazy("Nobody to email")


COUNTED = (Kind.CONFIRMATION, Kind.POSTING, Kind.PEOPLE)  # found by the site, not sent by a person


@dataclass(frozen=True)
class Item:
    """One thing to do at `url`, which is empty if only a site admin can do it.

    `since` is the day it began to wait, None if nothing says so. `subject` is what the queue decides in place.
    """

    kind: Kind
    school: str
    text: str
    url: str
    since: date | None
    subject: Proposal | MistakeReport | None = None


def items() -> list[Item]:
    """Return all items: what people sent today, then the longest waiting, then those that no one sent."""
    schools = list(School.objects.open_today().select_related("campus").order_by("name"))
    found = [*_proposals(), *_planned(), *_mistakes(), *_imports()]
    found += [*_confirmations(schools), *_postings(schools), *_people(schools)]
    return sorted(found, key=_urgency)


def _urgency(item: Item) -> tuple:
    is_of_today = item.since == timezone.localdate()
    return item.kind in COUNTED, not is_of_today, item.since or date.max, item.school


def counted(all_items: list[Item]) -> list[Item]:
    """Return `all_items` with one line for each kind that no one has sent, if it has more than one."""
    result = [item for item in all_items if item.kind not in COUNTED]
    for kind in COUNTED:
        of_kind = [item for item in all_items if item.kind == kind]
        if len(of_kind) > 1:
            url = f"{reverse('office_queue')}?kind={kind}"
            schools = _some(dict.fromkeys(item.school for item in of_kind))
            of_kind = [Item(kind, schools, _("%(number)s in all") % {"number": len(of_kind)}, url, first_day(of_kind))]
        result += of_kind
    return result


def first_day(some: list[Item]) -> date | None:
    """Return the day when the first of the items began to wait."""
    return min((item.since for item in some if item.since), default=None)


def _proposals() -> Iterator[Item]:
    for proposal in Proposal.objects.filter(status=Decision.WAITING).select_related("school__campus"):
        url = reverse("school_desk_proposal", args=[proposal.school.slug, proposal.pk])
        yield _item(Kind.PROPOSAL, proposal.school, proposal.reason, url, timezone.localdate(proposal.at), proposal)


def _planned() -> Iterator[Item]:
    for planned in PlannedChange.objects.to_look_at().select_related("school", "by"):
        url = reverse("school_change_planned", args=[planned.pk])
        since = min(planned.day, timezone.localdate())
        yield _item(Kind.PLANNED, planned.school, f"{planned}. {planned.problem}", url, since)


def _mistakes() -> Iterator[Item]:
    for report in MistakeReport.objects.filter(handled=False).select_related("school"):
        url = reverse("wagtailsnippets_schools_mistakereport:edit", args=[report.pk])
        yield _item(Kind.MISTAKE, report.school, report.text, url, timezone.localdate(report.created), report)


def _imports() -> Iterator[Item]:
    for change_set in ChangeSet.objects.filter(state=State.CHECKED, kind__in=FILES).defer("preview", "data"):
        yield _item(Kind.IMPORT, None, change_set.name, change_set.url, timezone.localdate(change_set.created_at))


def _confirmations(schools: list[School]) -> Iterator[Item]:
    for school, dues in confirmations.overdue(schools):
        text = "; ".join(str(due.label) for due in dues)
        since = min(due.by for due in dues)
        url = reverse("school_desk", args=[school.slug])
        yield _item(Kind.CONFIRMATION, school, text, url, None if since == date.min else since)


def _postings(schools: list[School]) -> Iterator[Item]:
    """Return one item a school, and one for the network."""
    owners = [None, *schools]
    for school, row in zip(owners, cells(Requirement.objects.filter(in_use=True), owners), strict=True):
        overdue = [cell for cell in row if cell and cell.status == Status.OVERDUE]
        if overdue:
            text = _("Overdue: %(names)s") % {"names": _some(str(cell.requirement) for cell in overdue)}
            url = f"{reverse('postings_due')}?school={school.slug if school else 'network'}"
            yield _item(Kind.POSTING, school, text, url, min((cell.due for cell in overdue if cell.due), default=None))


def _people(schools: list[School]) -> Iterator[Item]:
    reached = confirmations.owners()
    for school in schools:
        if school.pk not in reached:
            url = reverse("school_desk", args=[school.slug])
            yield _item(
                Kind.PEOPLE,
                school,
                _("No editor with an email address. Emails for this school go to the office."),
                url,
                None,
            )
    users = get_user_model().objects.filter(Q(groups__isnull=False) | Q(is_superuser=True), is_active=True, email="")
    for user in users.distinct().order_by("username"):
        name = get_user_display_name(user)
        text = _("%(name)s has no email address and gets no reminders. A site admin can add one.") % {"name": name}
        yield _item(Kind.PEOPLE, None, text, "", None)


def _item(kind: Kind, school: School | None, text: str, url: str, since: date | None, subject=None) -> Item:
    return Item(kind, school.short_name if school else str(_("Network")), text, url, since, subject)


def _some(names: Iterable[str]) -> str:
    names = list(names)
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (_(" and %(number)s more") % {"number": more} if more > 0 else "")
