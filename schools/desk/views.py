"""Views of the desk. Each checks `access`; changes are made by POST."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Revision

from schools.lifecycle import display
from schools.lifecycle.models import PlannedChange
from schools.postings.status import by_status
from schools.profiles.models import SchoolPage
from schools.profiles.offerings import missing_topics
from schools.register import history
from schools.register.form_errors import add_record_errors
from schools.register.page_headers import page_header
from schools.results.series import records_of, series_of
from toolkit import csv_cells

from . import access, approvals, confirmations, proposals, receipts, school_history, tasks
from .forms import ContactForm, DecisionForm, OfferingsForm, ProposalForm, ReturnForm, ReviewersForm
from .models import Part
from .page_headers import desk_page_header

STEPS = 10  # of the history, shown on the desk
DECIDED = 10  # decided proposals, shown on the desk


@require_safe
def desks(request):
    """List the schools whose desks the user can open, without closed ones, with what is due.

    An editor of one school goes straight to its desk.
    """
    schools = access.schools_of(request.user)
    if not access.keeps_register(request.user):
        own_schools = list(schools[:2])
        if not own_schools:
            raise PermissionDenied
        if len(own_schools) == 1:
            return redirect("school_desk", own_schools[0].slug)
    owners = confirmations.owners()
    rows = _with_due_parts(schools.select_related("campus"))
    context = {
        "rows": [(school, dues, owners.get(school.pk, [])) for school, dues in rows],
        **page_header(_("School desks"), "home"),
    }
    return render(request, "schools/desk/desks.html", context)


def _with_due_parts(schools):
    """Return `schools` that are not closed, with what is due. A school that opens later has nothing to confirm yet."""
    today = timezone.localdate()
    schools = list(schools.exclude(closed__lt=today))
    dues = confirmations.dues([school for school in schools if school.opened <= today])
    return [(school, dues.get(school.pk, [])) for school in schools]


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def desk(request, slug):
    """Show everything about one school; POST saves its contact fields, or what it offers."""
    school = access.desk_school(request.user, slug, lock=request.method == "POST")
    if "offerings" in request.POST:
        return _save_offerings(request, school)
    form = ContactForm(request.POST or None, instance=school)
    if request.method == "POST" and form.is_valid():
        if form.has_changed():
            history.save(school, user=request.user, reason=_("Changed on the school’s desk."))
        confirmations.confirm(school, Part.CONTACTS, request.user)
        messages.success(request, _("Saved. Families see it within seconds."))
        return redirect("school_desk", slug)
    status = 422 if form.is_bound else 200
    if form.is_bound:  # the form changed its instance, so read the school again
        school = access.desk_school(request.user, slug)
    offerings = OfferingsForm(school=school)
    return render(request, "schools/desk/desk.html", _desk(request, school, form, offerings), status=status)


def _save_offerings(request, school):
    offerings = OfferingsForm(request.POST, school=school)
    if not offerings.is_valid():
        context = _desk(request, school, ContactForm(instance=school), offerings)
        return render(request, "schools/desk/desk.html", context, status=422)
    offerings.set_offerings()
    history.save(school, user=request.user, reason=_("Changed on the school’s desk."))
    messages.success(request, _("Saved. Families see it within seconds."))
    return redirect("school_desk", school.slug)


def _desk(request, school, form, offerings) -> dict:
    own_proposals = list(school.proposals.select_related("school__campus", "by", "decided_by")[: DECIDED + 1])
    reports = list(school.mistake_reports.filter(handled=False))
    dues = confirmations.dues([school])[school.pk]
    profiles = approvals.profiles(school, request.user)
    postings = by_status(school)
    todo = tasks.tasks(school, dues, own_proposals, reports, profiles, postings)
    keeps_register = access.keeps_register(request.user)
    records = records_of(school.pk)[school.pk]
    return {
        "school": school,
        "form": form,
        "offerings": offerings,
        "missing_topics": [topic.label for topic in missing_topics(list(school.offerings.all()))],
        "dues": dues,
        "tasks": todo[: tasks.SHOWN],
        "more_tasks": len(todo[tasks.SHOWN :]),
        "record": _record(school),
        "planned": PlannedChange.objects.waiting().concerning(school.pk, school.campus_id).select_related("by"),
        "proposals": [(proposal, proposals.rows(proposal)) for proposal in own_proposals],
        "profiles": profiles,
        "reviewers": ReviewersForm(school=school) if keeps_register and hasattr(school, "team") else None,
        "notices": school.notices.not_over(timezone.localdate()).select_related("saved_by"),
        "postings": postings,
        "series": series_of(school, records),
        "reports": reports,
        "sees_reports": request.user.has_perm("schools.view_mistakereport"),
        "steps": [(step, "") for step in school_history.steps(school, STEPS)],
        "keeps_register": keeps_register,
        **page_header(school.short_name, "home", (reverse("school_desks"), _("School desks"))),
    }


def _record(school) -> list[tuple[str, str]]:
    """Return label and text of each field of the record."""
    return [
        (history.label(proposals.field_of(name)), history.text(proposals.record_with_field(school, name), name))
        for name in proposals.FIELDS
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, slug):
    """Propose a change of fields that only the office can change, with a reason."""
    school = access.desk_school(request.user, slug)
    form = ProposalForm(request.POST or None, school=school, initial=proposals.current_values(school))
    if form.is_bound and form.is_valid():
        new_proposal = proposals.propose(school, request.user, form.values, form.cleaned_data["reason"])
        receipts.add_proposal_message(request)
        return redirect("school_desk_proposal", slug, new_proposal.pk)
    context = {"school": school, "form": form, "warnings": display.warnings(school)}
    context |= desk_page_header(school, _("Propose a change"), "edit")
    return render(request, "schools/desk/propose.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def proposal(request, slug, pk):
    """Show one proposal with its differences. The office decides on it here."""
    school = access.desk_school(request.user, slug, lock=request.method == "POST")
    proposals_of_school = (
        school.proposals.select_for_update(of=("self",)) if request.method == "POST" else school.proposals
    )
    selected = get_object_or_404(proposals_of_school.select_related("by", "decided_by"), pk=pk)
    selected.school = school
    decides = selected.is_waiting and access.keeps_register(request.user)
    if request.method == "POST" and not access.keeps_register(request.user):
        raise PermissionDenied
    if request.method == "POST" and not selected.is_waiting:
        messages.warning(request, _("This proposal has already been decided."))
        return redirect("school_desk_proposal", slug, pk)
    back = get_valid_next_url_from_request(request) or reverse("school_desk", args=[slug])  # or to the queue
    returning = "return" in request.POST
    approving = request.method == "POST" and not returning
    form = DecisionForm(request.POST if approving else None, proposal=selected, prefix="approve") if decides else None
    return_form = ReturnForm(request.POST if returning else None, prefix="return") if decides else None
    if returning and return_form.is_valid():
        proposals.return_to_school(selected, request.user, return_form.cleaned_data["comment"])
        receipts.add_decision_message(request, selected, _("Returned to the school, with your comment."))
        return redirect(back)
    if approving and form.is_valid() and _approve(request, selected, form):
        return redirect(back)
    if approving:
        selected.refresh_from_db()
    context = {
        "school": school,
        "proposal": selected,
        "rows": proposals.rows(selected),
        "form": form,
        "back": return_form,
        "next": get_valid_next_url_from_request(request),
        "can_withdraw": selected.is_waiting and selected.by_id == request.user.pk,
        **desk_page_header(school, _("Proposal"), "edit"),
    }
    return render(request, "schools/desk/proposal.html", context, status=200 if request.method != "POST" else 422)


def _approve(request, proposal, form) -> bool:
    """Approve the proposal and return True, or show the record's errors in the form."""
    data = form.cleaned_data
    try:
        notes = proposals.approve(proposal, request.user, form.values, data["comment"], data.get("keeps_place", False))
    except ValidationError as error:
        add_record_errors(form, error)
        return False
    text = " ".join([_("Approved. The record has changed and families see it."), *notes])
    receipts.add_decision_message(request, proposal, text)
    return True


@require_POST
@transaction.atomic
def withdraw(request, slug, pk):
    """Withdraw a waiting proposal. Only the person who made it can."""
    school = access.desk_school(request.user, slug)
    proposal = get_object_or_404(school.proposals.select_for_update(), pk=pk)
    if proposal.by_id != request.user.pk:
        raise PermissionDenied
    if proposal.is_waiting:
        proposals.withdraw(proposal, request.user)
        messages.success(request, _("The proposal was withdrawn."))
    else:
        messages.warning(request, _("This proposal has already been decided."))
    return redirect("school_desk", slug)


@require_POST
@transaction.atomic
def confirm(request, slug, part):
    """Confirm with one click that a part of the record is still correct."""
    if part not in Part.values:
        raise Http404
    school = access.desk_school(request.user, slug, lock=True)
    confirmations.confirm(school, Part(part), request.user)
    messages.success(request, _("Thank you. Confirmed as of today."))
    return redirect("school_desk", slug)


@require_POST
def submit(request, slug, page):
    """Submit a profile for approval."""
    school = access.desk_school(request.user, slug)
    profile = get_object_or_404(SchoolPage, pk=page, school=school)
    if not approvals.submit(profile, request.user):
        messages.warning(
            request, _("Nothing to submit: the profile is already public, waiting for approval, or locked.")
        )
    else:
        receipts.add_submission_message(request, profile)
    return redirect("school_desk", slug)


@require_POST
def take_back(request, slug, page):
    """Take back a profile that waits for approval, so that the school can edit it again."""
    school = access.desk_school(request.user, slug)
    if approvals.cancel_submission(get_object_or_404(SchoolPage, pk=page, school=school), request.user):
        messages.success(request, _("Withdrawn. You can continue editing and submit it again."))
    else:
        messages.warning(request, _("It is no longer waiting for approval."))
    return redirect("school_desk", slug)


@permission_required("schools.change_school", raise_exception=True)
@require_POST
@transaction.atomic
def reviewers(request, slug):
    """Save who gets an email when a profile of the school is submitted."""
    school = access.desk_school(request.user, slug, lock=True)
    form = ReviewersForm(request.POST, school=school)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose people who can publish this profile."))
    return redirect("school_desk", slug)


@require_safe
def past_changes(request, slug):
    """Show the whole history, with links to restore versions."""
    school = access.desk_school(request.user, slug)
    page, steps = school_history.page(school, request.GET.get("p"))
    keeps_register = access.keeps_register(request.user)
    context = {
        "school": school,
        "page": page,
        "steps": list(
            zip(steps, school_history.restore_addresses(steps, school, request.user, keeps_register), strict=True)
        ),
        **desk_page_header(school, _("Recent changes"), "history"),
    }
    return render(request, "schools/desk/history.html", context)


@require_safe
def past_changes_csv(request, slug):
    school = access.desk_school(request.user, slug)
    lines = list(csv_cells.lines(school_history.rows(school)))  # not lazy, so it is in the user's language
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{school.slug}-changes.csv"'
    return response


@permission_required("schools.change_school", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def restore(request, slug, revision):
    """Show what restoring would change; POST restores the version."""
    school = access.desk_school(request.user, slug, lock=request.method == "POST")
    restored, differences, errors = None, [], []
    try:
        restored, differences = school_history.version(school, revision)
    except Revision.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        errors = error.messages
    if request.method == "POST" and restored:
        try:
            school_history.restore(school, revision, request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("Restored. The version you replaced stays in the history."))
            return redirect("school_desk", slug)
    context = {
        "school": school,
        "about": school_history.record_label(restored),
        "also": school_history.also_affected(school, restored) if restored else [],
        "differences": differences,
        "errors": errors,
        **desk_page_header(school, _("Restore a version"), "history"),
    }
    return render(request, "schools/desk/restore.html", context, status=422 if errors else 200)
