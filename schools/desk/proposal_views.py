"""Views of proposals: the school makes or withdraws one; the office approves it or returns it, each at its address."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from schools.changes.agreement import Refused
from schools.changes.models import ChangeSet
from schools.changes.views import RowsView
from schools.changes.work import lock
from schools.lifecycle import planning
from schools.register import page_types

from . import access, proposals, receipts
from .forms import DecisionForm, ProposalForm, ReturnForm
from .models import Decision, Proposal
from .pages import DeskFormView, DeskPage


class ProposeView(DeskFormView):
    """Proposes a change of fields that only the office can change, with a reason."""

    page_title = gettext_lazy("Propose a change")
    header_icon = "edit"
    template_name = "schools/desk/propose.html"
    form_class = ProposalForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"school": self.school}

    @cached_property
    def earlier(self) -> Proposal | None:
        """The proposal of the school to change and send again, as in `?from=12`."""
        if (key := self.request.GET.get("from")) is None:
            return None
        open_again = self.school.proposals.filter(status__in=Proposal.OPEN_AGAIN)
        return get_object_or_404(open_again, pk=int(key) if key.isdecimal() and len(key) < 10 else 0)

    def get_initial(self):
        initial = proposals.current_values(self.school)
        if self.earlier:
            initial |= proposals.proposed_values(self.earlier) | {"reason": self.earlier.reason}
        return initial

    def form_valid(self, form):
        new_proposal = proposals.propose(self.school, self.request.user, form.values, form.cleaned_data["reason"])
        receipts.add_proposal_message(self.request)
        return redirect("school_desk_proposal", self.school.slug, new_proposal.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, warnings=planning.warnings(self.school), earlier=self.earlier)


class ProposalView(DeskPage, TemplateView):
    """One proposal with its differences. The office decides on it here."""

    page_title = gettext_lazy("Proposal")
    header_icon = "edit"
    template_name = "schools/desk/proposal.html"

    @cached_property
    def proposal(self) -> Proposal:
        found = self.school.proposals.select_related("by", "decided_by")
        if self.request.method == "POST":
            found = found.select_for_update(of=("self",))
        proposal = get_object_or_404(found, pk=self.kwargs["pk"])
        proposal.school = self.school
        return proposal

    def get_context_data(self, **kwargs):
        proposal = self.proposal
        if proposal.is_waiting and access.keeps_register(self.request.user):
            beside = proposals.sharing_campus(proposal)
            kwargs = {"form": DecisionForm(proposal=proposal), "return_form": ReturnForm(), "beside": beside, **kwargs}
        return super().get_context_data(
            **kwargs,
            proposal=proposal,
            rows=proposals.rows(proposal),
            next=get_valid_next_url_from_request(self.request),
            approval=ChangeSet.objects.filter(kind=proposals.Approval.name, data__proposal=proposal.pk).first(),
        )


class DecideView(ProposalView, DeskFormView):
    """Base of what the office decides. Subclasses have `decide`, which returns what to tell the office."""

    http_method_names = ["get", "post"]

    def get(self, request, *args, **kwargs):
        """Show the proposal: someone reloads the page after an error, or comes here from signing in."""
        return redirect("school_desk_proposal", self.school.slug, self.proposal.pk)

    def post(self, request, *args, **kwargs):
        if not access.keeps_register(request.user):
            raise PermissionDenied
        if self.proposal.is_waiting:
            return super().post(request, *args, **kwargs)
        messages.warning(request, _("This proposal has already been decided."))
        return redirect("school_desk_proposal", self.school.slug, self.proposal.pk)

    def form_valid(self, form):
        try:
            text = self.decide(form)
        except Refused as error:
            self.proposal.refresh_from_db()
            form.add_error(None, str(error))
            return self.form_invalid(form)
        receipts.add_decision_message(self.request, self.proposal, text)
        desk = reverse("school_desk", args=[self.school.slug])
        return redirect(get_valid_next_url_from_request(self.request) or desk)  # to the queue, if it was decided there


class ApproveView(DecideView):
    form_class = DecisionForm

    def post(self, request, *args, **kwargs):
        if access.keeps_register(request.user):
            lock()  # before the school, in the order of all changes of the register
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"proposal": self.proposal}

    def decide(self, form) -> str:
        data = form.cleaned_data
        keeps_place = data.get("keeps_place", False)
        notes = proposals.approve(self.proposal, self.request.user, form.values, data["comment"], keeps_place)
        is_public = page_types.has_public_profile(self.school)
        done = _("Approved. The record has changed and families see it.") if is_public else _("Approved.")
        return " ".join([done, *notes])


class ApprovalView(RowsView):
    """What an approved proposal did, and its undo."""

    template_name = "schools/listing/bulk_edit.html"
    header_icon = "edit"
    kinds = (proposals.Approval.name,)
    parents = ((reverse_lazy("office_queue"), gettext_lazy("Office queue")),)


class ReturnView(DecideView):
    form_class = ReturnForm

    def decide(self, form) -> str:
        proposals.decide(self.proposal, Decision.RETURNED, self.request.user, form.cleaned_data["comment"])
        return _("Returned to the school, with your comment.")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(return_form=form), status=422)


@require_POST
@transaction.atomic
def withdraw(request, slug, pk):
    """Withdraw a waiting proposal. Only the person who made it can."""
    school = access.desk_school(request.user, slug)
    proposal = get_object_or_404(school.proposals.select_for_update(), pk=pk)
    if proposal.by_id != request.user.pk:
        raise PermissionDenied
    if proposal.is_waiting:
        proposals.decide(proposal, Decision.WITHDRAWN, request.user)
        messages.success(request, _("The proposal was withdrawn."))
    else:
        messages.warning(request, _("This proposal has already been decided."))
    return redirect("school_desk", slug)
