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
from wagtail.models import Revision

from schools.postings import school_status
from schools.profiles.models import SchoolPage
from schools.register import history
from schools.register.models import StateRecord
from schools.results.series import series_of
from toolkit import csv_cells

from . import access, approvals, confirmations, proposals, receipts, school_history, tasks
from .forms import ContactForm, DecisionForm, ProposalForm, ReturnForm, ReviewersForm
from .models import Decision, Part, Proposal
from .pages import below, head

STEPS = 10  # of the history, shown on the desk
DECIDED = 10  # decided proposals, shown on the desk


@require_safe
def desks(request):
    """List the schools whose desks the user can open, without closed ones; `?due=1` only those with something due.

    An editor of one school goes straight to its desk.
    """
    schools = access.schools_of(request.user)
    if not access.keeps_register(request.user):
        own = list(schools[:2])
        if not own:
            raise PermissionDenied
        if len(own) == 1:
            return redirect("school_desk", own[0].slug)
    only_due = "due" in request.GET
    shown = schools.select_related("campus")
    waiting = Proposal.objects.filter(status=Decision.WAITING, school__in=schools).select_related("school", "by")
    rows = confirmations.overdue(shown) if only_due else _with_dues(shown)
    owners = confirmations.owners()
    context = {
        "rows": [(school, dues, owners.get(school.pk, [])) for school, dues in rows],
        "waiting": waiting,
        "only_due": only_due,
        **head(_("School desks"), "home"),
    }
    return render(request, "schools/desk/desks.html", context)


def _with_dues(schools):
    """Return `schools` that are not closed, with what is due. A school that opens later has nothing to confirm yet."""
    today = timezone.localdate()
    schools = list(schools.exclude(closed__lt=today))
    dues = confirmations.dues([school for school in schools if school.opened <= today])
    return [(school, dues.get(school.pk, [])) for school in schools]


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def desk(request, slug):
    """Show everything about one school; POST saves its contact fields."""
    school = access.desk_school(request.user, slug, lock=request.method == "POST")
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
    return render(request, "schools/desk/desk.html", _desk(request, school, form), status=status)


def _desk(request, school, form) -> dict:
    own_proposals = list(school.proposals.select_related("school__campus", "by", "decided_by")[: DECIDED + 1])
    reports = list(school.mistake_reports.filter(handled=False))
    dues = confirmations.dues([school])[school.pk]
    its_profiles = approvals.profiles(school, request.user)
    posted = school_status.by_status(school)
    todo = tasks.tasks(school, dues, own_proposals, reports, its_profiles, posted)
    keeps_register = access.keeps_register(request.user)
    records = list(StateRecord.objects.of_school(school.pk))
    return {
        "school": school,
        "form": form,
        "dues": dues,
        "tasks": todo[: tasks.SHOWN],
        "more_tasks": len(todo[tasks.SHOWN :]),
        "record": _record(school),
        "proposals": [(one, proposals.rows(one)) for one in own_proposals],
        "profiles": its_profiles,
        "reviewers": ReviewersForm(school=school) if keeps_register and hasattr(school, "team") else None,
        "notices": school.notices.not_over(timezone.localdate()).select_related("saved_by"),
        "postings": posted,
        "series": series_of(school, records),
        "reports": reports,
        "sees_reports": request.user.has_perm("schools.view_mistakereport"),
        "steps": [(step, "") for step in school_history.steps(school, STEPS)],
        "keeps_register": keeps_register,
        **head(school.short_name, "home", (reverse("school_desks"), _("School desks"))),
    }


def _record(school) -> list[tuple[str, str]]:
    """Return label and text of each field of the record."""
    return [
        (history.label(proposals.field_of(name)), history.text(proposals.owner(school, name), name))
        for name in proposals.FIELDS
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, slug):
    """Propose a change of fields that only the office can change, with a reason."""
    school = access.desk_school(request.user, slug)
    form = ProposalForm(request.POST or None, school=school, initial=proposals.current(school))
    if form.is_bound and form.is_valid():
        made = proposals.propose(school, request.user, form.values, form.cleaned_data["reason"])
        receipts.say_proposed(request)
        return redirect("school_desk_proposal", slug, made.pk)
    context = {"school": school, "form": form, **below(school, _("Propose a change"), "edit")}
    return render(request, "schools/desk/propose.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def proposal(request, slug, pk):
    """Show one proposal with its differences. The office decides on it here."""
    school = access.desk_school(request.user, slug, lock=request.method == "POST")
    rows = school.proposals.select_for_update(of=("self",)) if request.method == "POST" else school.proposals
    one = get_object_or_404(rows.select_related("by", "decided_by"), pk=pk)
    one.school = school
    decides = one.is_waiting and access.keeps_register(request.user)
    if request.method == "POST" and not access.keeps_register(request.user):
        raise PermissionDenied
    if request.method == "POST" and not one.is_waiting:
        messages.warning(request, _("This proposal has already been decided."))
        return redirect("school_desk_proposal", slug, pk)
    returning = "return" in request.POST
    approving = request.method == "POST" and not returning
    form = DecisionForm(request.POST if approving else None, proposal=one, prefix="approve") if decides else None
    back = ReturnForm(request.POST if returning else None, prefix="return") if decides else None
    if returning and back.is_valid():
        proposals.give_back(one, request.user, back.cleaned_data["comment"])
        messages.success(request, _("Returned to the school, with your comment."))
        return redirect("school_desk", slug)
    if approving and form.is_valid() and _approved(request, one, form):
        return redirect("school_desk", slug)
    if approving:
        one.refresh_from_db()
    context = {
        "school": school,
        "proposal": one,
        "rows": proposals.rows(one),
        "form": form,
        "back": back,
        "can_withdraw": one.is_waiting and one.by_id == request.user.pk,
        **below(school, _("Proposal"), "edit"),
    }
    return render(request, "schools/desk/proposal.html", context, status=200 if request.method != "POST" else 422)


def _approved(request, one, form) -> bool:
    """Approve the proposal and return True, or show the record's errors in the form."""
    data = form.cleaned_data
    try:
        notes = proposals.approve(one, request.user, form.values, data["comment"], data.get("keeps_place", False))
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, " ".join([_("Approved. The record has changed and families see it."), *notes]))
    return True


@require_POST
@transaction.atomic
def withdraw(request, slug, pk):
    """Withdraw a waiting proposal. Only the person who made it can."""
    school = access.desk_school(request.user, slug)
    one = get_object_or_404(school.proposals.select_for_update(), pk=pk)
    if one.by_id != request.user.pk:
        raise PermissionDenied
    if one.is_waiting:
        proposals.withdraw(one, request.user)
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
        receipts.say_submitted(request, profile)
    return redirect("school_desk", slug)


@require_POST
def take_back(request, slug, page):
    """Take back a profile that waits for approval, so that the school can edit it again."""
    school = access.desk_school(request.user, slug)
    if approvals.take_back(get_object_or_404(SchoolPage, pk=page, school=school), request.user):
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
    keeps = access.keeps_register(request.user)
    context = {
        "school": school,
        "page": page,
        "steps": list(zip(steps, school_history.ways_back(steps, school, request.user, keeps), strict=True)),
        **below(school, _("Recent changes"), "history"),
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
    wanted, differences, errors = None, [], []
    try:
        wanted, differences = school_history.version(school, revision)
    except Revision.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        errors = error.messages
    if request.method == "POST" and wanted:
        try:
            school_history.restore(school, revision, request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("Restored. The earlier version is in the history too."))
            return redirect("school_desk", slug)
    context = {
        "school": school,
        "about": school_history.about(wanted),
        "also": school_history.also(school, wanted) if wanted else [],
        "differences": differences,
        "errors": errors,
        **below(school, _("Restore a version"), "history"),
    }
    return render(request, "schools/desk/restore.html", context, status=422 if errors else 200)
