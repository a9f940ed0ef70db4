"""Views of guided changes: form, preview, result, and undo. They need permission to change the register.

A form is previewed first, and applied in a second step with the digest of the preview.
"""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from schools.exchange.apply import Refused
from schools.exchange.models import BatchPurpose, ImportBatch
from schools.register.models import School
from schools.register.page_headers import page_header

from . import execution, kinds, undo
from .forms import UndoForm
from .impact import Impact

PER_PAGE = 50
may_change = permission_required("schools.change_school", raise_exception=True)


@may_change
@require_safe
def changes(request):
    """List all guided changes, newest first, or with `?school=` those of one school."""
    batches = ImportBatch.objects.filter(purpose=BatchPurpose.GUIDED).select_related("by", "undone_by").defer("content")
    school = None
    if "school" in request.GET:
        school = get_object_or_404(School, slug=request.GET["school"][:60])
        batches = batches.filter(plan__school=school.pk)
    page = Paginator(batches, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(batch, kinds.ALL[batch.plan["kind"]]) for batch in page]
    context = {
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
    return _guide(
        request, kinds.OF_A_SCHOOL[kind], get_object_or_404(School.objects.select_related("campus"), slug=slug)
    )


def _guide(request, kind: kinds.Kind, school):
    """Show the form; on POST, the preview; on POST with the preview's digest, make the change."""
    form = kind.form(request.POST or None, school=school)
    impact, notice = None, ""
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        try:
            if "apply" in request.POST:
                try:
                    batch = execution.apply(
                        kind, school, form.cleaned_data, request.user, digest=request.POST.get("digest", "")
                    )
                except execution.Outdated:
                    notice = _("Something has changed since this preview. Here is the new preview.")
                else:
                    messages.success(request, _("Done. Families see it within seconds."))
                    return redirect("school_change_done", batch.pk)
            impact = execution.preview(kind, school, form.cleaned_data, request.user)
        except Refused as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            execution.add_errors(form, error)
    title = str(kind.title) % {"school": school.short_name} if school else str(kind.title)
    context = {"kind": kind, "school": school, "form": form, "impact": impact, "notice": notice}
    template = "preview" if impact else "form"
    refused = request.method == "POST" and (notice or (form.is_bound and form.errors))
    parent = (reverse("school_desk", args=[school.slug]), school.short_name) if school else None
    context |= page_header(title, kind.icon, *([parent] if parent else []))
    return render(request, f"schools/lifecycle/{template}.html", context, status=422 if refused else 200)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def done(request, pk):
    """Show a change that was made; on POST, the preview of undoing it; on POST with its digest, undo it."""
    batch = get_object_or_404(
        ImportBatch.objects.filter(purpose=BatchPurpose.GUIDED).select_related("by", "undone_by"), pk=pk
    )
    form = UndoForm(request.POST if "undo" in request.POST else None)
    undo_impact, refused, notice = None, "", ""
    if request.method == "POST" and batch.undone_at is None:
        try:
            if form.is_bound and form.is_valid():
                try:
                    undo.apply(
                        batch,
                        request.user,
                        reason=form.cleaned_data["reason"],
                        digest=request.POST.get("digest", ""),
                    )
                except execution.Outdated:
                    notice = _("Something has changed since this preview. Here is the new preview.")
                else:
                    messages.success(request, _("Undone. Everything is as it was before."))
                    return redirect("school_change_done", batch.pk)
            undo_impact = undo.preview(batch, request.user)
        except Refused as error:
            refused = str(error)
    kind = kinds.ALL[batch.plan["kind"]]
    school = School.objects.filter(pk=batch.plan["school"]).first()
    context = {
        "batch": batch,
        "kind": kind,
        "school": school,
        "impact": Impact.from_json(batch.plan["impact"]),
        "back": undo_impact,
        "form": form,
        "refused": refused,
        "notice": notice,
        **page_header(f"{kind.label}: {batch.name}", kind.icon, (reverse("school_changes"), _("Guided changes"))),
    }
    has_errors = refused or notice or (form.is_bound and form.errors)
    return render(request, "schools/lifecycle/done.html", context, status=422 if has_errors else 200)
