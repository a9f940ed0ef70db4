"""Views of guided changes: form, preview, plan, result, and undo. They need permission to change the register.

A form is previewed first, and applied in a second step with the digest of the preview.
"""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from schools.changes.models import ChangeSet
from schools.register import page_types
from schools.register.agreement import AgreedForm, Outdated, Refused
from schools.register.form_errors import add_record_errors
from schools.register.models import School
from schools.register.page_headers import page_header

from . import display, kinds, planning, undo
from .forms import CancelForm, UndoForm
from .impact import Impact
from .models import PlannedChange

PER_PAGE = 50
may_change = permission_required("schools.change_school", raise_exception=True)


@may_change
@require_safe
def changes(request):
    """List all guided changes, newest first, or with `?school=` those of one school."""
    done = ChangeSet.objects.filter(kind__in=kinds.ALL).select_related("by", "undone_by").defer("preview")
    school = None
    if "school" in request.GET:
        school = get_object_or_404(School, slug=request.GET["school"][:60])
        done = done.filter(data__school=school.pk)
    page = Paginator(done, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(change_set, kinds.ALL[change_set.kind]) for change_set in page]
    planned = PlannedChange.objects.filter(change_set=None, **({"school": school} if school else {}))
    planned = planned.select_related("school", "by", "ended_by").order_by("-ended_at", "day", "pk")
    context = {
        "planned": [(one, kinds.ALL[one.kind]) for one in planned[:PER_PAGE]],
        "page": page,
        "rows": rows,
        "school": school,
        "kinds": kinds.OF_A_SCHOOL.values(),
        "can_open": request.user.has_perm("schools.add_school"),
        **page_header(_("Guided changes"), "history"),
    }
    return render(request, "schools/lifecycle/changes.html", context)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def open_school(request):
    if not request.user.has_perm("schools.add_school"):
        raise PermissionDenied
    return _guide(request, kinds.OPEN, None)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, kind, slug):
    if kind not in kinds.OF_A_SCHOOL:
        raise Http404
    school = get_object_or_404(School.objects.select_related("campus"), slug=slug)
    return _guide(request, kinds.OF_A_SCHOOL[kind], school, _planned(request, kind, school))


def _planned(request, kind: str, school) -> PlannedChange | None:
    """Return the planned change of `?planned=`, whose entries the form begins with and which it replaces."""
    if "planned" not in request.GET:
        return None
    number = request.GET["planned"]
    own = PlannedChange.objects.filter(school=school, kind=kind)
    return get_object_or_404(own, pk=number if number.isdecimal() and len(number) < 10 else 0)


def _guide(request, kind: kinds.Kind, school, planned: PlannedChange | None = None):
    """Show the form; on POST, the preview; on POST with the preview's digest, make the change, or plan it."""
    initial = planned.data | {"tell": planned.is_told} if planned else {}
    if "now" in request.GET:
        initial["day"] = timezone.localdate()
    form = kind.form(request.POST or None, school=school, initial=initial)
    impact, notice = None, ""
    version = AgreedForm(request.POST or None, prefix="plan")
    plan = {"planned": planned, "seen": version.agreed}
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        try:
            if "apply" in request.POST:
                try:
                    result = planning.apply(kind, school, form, request.user, digest=form.agreed, **plan)
                except Outdated:
                    notice = _("Something has changed since this preview. Here is the new preview.")
                else:
                    if isinstance(result, PlannedChange):
                        messages.success(request, _("Planned. It takes effect on that day."))
                        return redirect("school_change_planned", result.pk)
                    is_public = school and page_types.has_public_profile(school)
                    messages.success(request, _("Done. Families see it within seconds.") if is_public else _("Done."))
                    return redirect("school_change_done", result.pk)
            impact = planning.preview(kind, school, form, request.user, **plan)
            form.show(impact.digest)
        except Refused as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            add_record_errors(form, error)
    title = str(kind.title) % {"school": school.short_name} if school else str(kind.title)
    context = {"kind": kind, "school": school, "form": form, "impact": impact, "notice": notice}
    if planned:
        version.show(planned.version)
        context["version"] = version
    context["day"] = planning.day_ahead(form) if impact else None
    context["warnings"] = display.warnings(school) if school and not planned else []
    template = "preview" if impact else "form"
    refused = request.method == "POST" and (notice or (form.is_bound and form.errors))
    parent = (reverse("school_desk", args=[school.slug]), school.short_name) if school else None
    context |= page_header(title, kind.icon, *([parent] if parent else []))
    return render(request, f"schools/lifecycle/{template}.html", context, status=422 if refused else 200)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def done(request, pk):
    """Show a change that was made; on POST, the preview of undoing it; on POST with its digest, undo it."""
    change_set = get_object_or_404(
        ChangeSet.objects.filter(kind__in=kinds.ALL).select_related("by", "undone_by"), pk=pk
    )
    form = UndoForm(request.POST if "undo" in request.POST else None)
    undo_impact, refused, notice = None, "", ""
    if request.method == "POST" and change_set.undone_at is None:
        try:
            if form.is_bound and form.is_valid():
                try:
                    undo.apply(change_set, request.user, reason=form.cleaned_data["reason"], digest=form.agreed)
                except Outdated:
                    notice = _("Something has changed since this preview. Here is the new preview.")
                else:
                    messages.success(request, _("Undone. Everything is as it was before."))
                    return redirect("school_change_done", change_set.pk)
            undo_impact = undo.preview(change_set, request.user)
            form.show(undo_impact.digest)
        except Refused as error:
            refused = str(error)
    kind = kinds.ALL[change_set.kind]
    school = School.objects.filter(pk=change_set.data["school"]).first()
    context = {
        "change_set": change_set,
        "kind": kind,
        "school": school,
        "impact": Impact.from_json(change_set.preview),
        "back": undo_impact,
        "form": form,
        "refused": refused,
        "notice": notice,
        **page_header(f"{kind.label}: {change_set.name}", kind.icon, (reverse("school_changes"), _("Guided changes"))),
    }
    has_errors = refused or notice or (form.is_bound and form.errors)
    return render(request, "schools/lifecycle/done.html", context, status=422 if has_errors else 200)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def planned(request, pk):
    """Show a planned change; on POST, cancel it."""
    planned = get_object_or_404(PlannedChange.objects.select_related("school", "by", "ended_by"), pk=pk)
    if planned.change_set_id:
        return redirect("school_change_done", planned.change_set_id)
    form = CancelForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            planning.cancel(planned, request.user, reason=form.cleaned_data["reason"], seen=form.agreed)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Canceled. Nothing will change on that day."))
            return redirect("school_change_planned", planned.pk)
    form.show(planned.version)
    kind = kinds.ALL[planned.kind]
    trail = (reverse("school_changes"), _("Guided changes"))
    context = {
        "planned": planned,
        "kind": kind,
        "impact": Impact.from_json(planned.agreed),
        "form": form,
        **page_header(f"{kind.label}: {planned.school.name}", kind.icon, trail),
    }
    return render(request, "schools/lifecycle/planned.html", context, status=422 if form.errors else 200)
