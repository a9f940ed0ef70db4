"""The office's queue as a page and as a panel of the editor's home page, for people who keep the register."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log

from pages.editor.lists import Row, RowsPanel
from schools.mistakes.models import MistakeReport
from toolkit.reports import EditorPage

from . import access, proposals
from .forms import DecisionForm
from .models import Proposal
from .queue import Item, Kind, counted, first_day, items

ROWS = 100
ORDERS = {
    "since": lambda item: 0,  # the order of `items`
    "kind": lambda item: list(Kind).index(item.kind),
    "school": lambda item: item.school,
}


class FilterForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All")), *Kind.choices]
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Sort by"),
        required=False,
        choices=[
            ("since", gettext_lazy("Sent today first, then longest waiting")),
            ("kind", gettext_lazy("Kind")),
            ("school", gettext_lazy("School")),
        ],
    )

    def rows(self, all_items: list[Item]) -> list[Item]:
        kind, sort = (self.cleaned_data.get(name) for name in ("kind", "sort"))
        shown = [item for item in all_items if item.kind == kind] if kind else counted(all_items)
        return sorted(shown, key=ORDERS[sort or "since"])


class QueueView(EditorPage, TemplateView):
    """The queue; `?kind=` filters it, `?sort=` orders it.

    A decision returns to the place of its row, where the next one is then, so that the keyboard continues there.
    """

    page_title = gettext_lazy("Office queue")
    header_icon = "list-ul"
    template_name = "schools/desk/queue.html"

    def get_context_data(self, **kwargs):
        if not access.keeps_register(self.request.user):
            raise PermissionDenied
        form = FilterForm(self.request.GET)
        form.is_valid()
        page = Paginator(form.rows(items()), ROWS).get_page(self.request.GET.get("p"))
        rows = [(item, _decision(item)) for item in page]
        return super().get_context_data(**kwargs, form=form, page=page, rows=rows)


@require_POST
@transaction.atomic
def mark_handled(request, pk):
    if not access.keeps_register(request.user):
        raise PermissionDenied
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
