"""Everything that waits for the office: one list, what people sent today first.

It is a page, and a panel of the editor's home page, for people who keep the register.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import F, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.log_actions import log

from pages.editor.lists import Row, RowsPanel
from schools.changes.models import ChangeSet, State
from schools.changes.views import SchoolPermissionMixin
from schools.exchange.uploads import IMPORT
from schools.lifecycle.models import PlannedChange
from schools.mistakes.models import MistakeReport
from schools.postings.models import Requirement
from schools.postings.status import Status, cells
from schools.register.models import School
from schools.state_data.reconcile import RECONCILE
from schools.state_data.result_imports import RESULTS

from . import access, confirmations, proposals
from .forms import DecisionForm
from .models import Decision, Proposal

NAMED = 3  # people or schools in one line, which counts the others
FILES = (IMPORT, RECONCILE, RESULTS)
OPEN = ("added", "changed", "closed", "conflicts", "problems")  # counts of a preview that leave something to do
ROWS = 100  # on a page


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
    found = ChangeSet.objects.filter(state=State.CHECKED, kind__in=FILES).annotate(preview_counts=F("preview__counts"))
    for change_set in found.defer("preview", "data"):
        if change_set.preview_counts and not any(change_set.preview_counts.get(kind) for kind in OPEN):
            continue  # nothing in the file is new
        yield _item(Kind.IMPORT, None, change_set.name, change_set.url, timezone.localdate(change_set.created_at))


def _confirmations(schools: list[School]) -> Iterator[Item]:
    for school, dues in confirmations.overdue(schools):
        text = "; ".join(str(due.part.label) for due in dues)
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


ORDERS = {
    "since": (gettext_lazy("Sent today first, then longest waiting"), lambda item: 0),  # the order of `items`
    "kind": (gettext_lazy("Kind"), lambda item: list(Kind).index(item.kind)),
    "school": (gettext_lazy("School"), lambda item: item.school),
}


class FilterForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All")), *Kind.choices]
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Sort by"), required=False, choices=[(name, label) for name, (label, _key) in ORDERS.items()]
    )

    def rows(self, all_items: list[Item]) -> list[Item]:
        kind, sort = (self.cleaned_data.get(name) for name in ("kind", "sort"))
        shown = [item for item in all_items if item.kind == kind] if kind else counted(all_items)
        _label, key = ORDERS[sort or "since"]
        return sorted(shown, key=key)


class QueueView(SchoolPermissionMixin, TemplateView):
    """The queue; `?kind=` filters it, `?sort=` orders it. A decision returns to the place of its row."""

    page_title = gettext_lazy("Office queue")
    header_icon = "list-ul"
    template_name = "schools/desk/queue.html"

    def get_context_data(self, **kwargs):
        form = FilterForm(self.request.GET)
        form.is_valid()
        page = Paginator(form.rows(items()), ROWS).get_page(self.request.GET.get("p"))
        rows = [(item, _decision(item)) for item in page]
        return super().get_context_data(**kwargs, form=form, page=page, rows=rows)


@permission_required("schools.change_school", raise_exception=True)
@require_POST
@transaction.atomic
def mark_handled(request, pk):
    report = get_object_or_404(MistakeReport.objects.select_for_update(), pk=pk)
    if not report.handled:
        report.handled = True
        report.note_handled(request.user)
        report.save()
        log(report, "wagtail.edit", user=request.user)
    messages.success(request, _("The report is marked as handled."))
    return redirect(get_valid_next_url_from_request(request) or reverse("office_queue"))


def _decision(item: Item) -> dict:
    """Return what approves a proposal as it is: its differences, its form, and the form's address."""
    if not isinstance(item.subject, Proposal) or proposals.A_MOVE & set(item.subject.changes):
        return {}  # about an address, the office has a question to answer first
    return {
        "rows": proposals.rows(item.subject),
        "form": DecisionForm(proposal=item.subject, auto_id=False),
        "address": reverse("school_desk_approve", args=[item.subject.school.slug, item.subject.pk]),
    }


def summary(all_items: list[Item]) -> list[Row]:
    """Return one row for each kind that occurs: how many, and since when the first waits."""
    rows = []
    for kind in Kind:
        of_kind = [item for item in all_items if item.kind == kind]
        if not of_kind:
            continue
        since = first_day(of_kind)
        note = _("first since %(day)s") % {"day": date_format(since, "DATE_FORMAT")} if since else ""
        rows.append(Row(f"{kind.label}: {len(of_kind)}", f"{reverse('office_queue')}?kind={kind}", note))
    return rows


def add_panel(request, panels) -> None:
    if access.keeps_register(request.user) and (rows := summary(items())):
        more = Row(_("The whole queue"), reverse("office_queue"))
        panels.append(RowsPanel("office-queue", _("Waiting for the office"), rows, order=130, more=more))
