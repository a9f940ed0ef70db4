"""Admin pages to upload, preview, apply, and undo files of results, for people who can change results."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from schools.exchange.apply import Refused
from schools.exchange.forms import ReasonForm
from schools.exchange.models import BatchPurpose, BatchState, ImportBatch
from schools.exchange.sheets import SheetError
from schools.exchange.views import IMPORTS, SchoolPermissionMixin
from schools.results.models import Result

from . import imports
from .layouts import LAYOUTS
from .upload import MAX_BYTES

PER_PAGE = 100


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Text (.txt, .csv) or the state’s ZIP archive, up to 64 MB."),
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.zip"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB. Upload the state’s ZIP archive, or its file of all students."),
                params={"limit": MAX_BYTES // 1024**2},
            )
        return file


class ResultPermissionMixin(SchoolPermissionMixin):
    permission_policy = ModelPermissionPolicy(Result)
    trail = (IMPORTS,)


class UploadView(ResultPermissionMixin, FormView):
    form_class = UploadForm
    template_name = "schools/exchange/results_upload.html"
    page_title = gettext_lazy("Import results")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, layouts=[layout.label for layout in LAYOUTS])

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        try:
            batch = imports.receive(file.name, file.file, user=self.request.user)
        except SheetError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("schools_results_import", batch.pk)


class BatchView(ResultPermissionMixin, FormView):
    """One file of results: its preview or its changes, with the actions for its state."""

    form_class = ReasonForm
    template_name = "schools/exchange/results_batch.html"

    @cached_property
    def batch(self) -> ImportBatch:
        queryset = ImportBatch.objects.filter(purpose=BatchPurpose.RESULTS).select_related("by", "undone_by")
        return get_object_or_404(queryset, pk=self.kwargs["pk"])

    def get_page_title(self):
        return self.batch.name

    def get_initial(self):
        return {"digest": self.batch.plan["digest"]}

    def get_context_data(self, **kwargs):
        batch = self.batch
        is_applied = batch.state == BatchState.APPLIED
        return super().get_context_data(
            **kwargs,
            batch=batch,
            plan=batch.plan,
            page=Paginator(batch.plan["changes"], PER_PAGE).get_page(self.request.GET.get("p")),
            can_apply=batch.state == BatchState.CHECKED and batch.plan["changes"] and not batch.plan["problems"],
            can_undo=is_applied,
            undoing=imports.look(batch) if is_applied else None,
            before=ImportBatch.objects.filter(sha256=batch.sha256, at__isnull=False, undone_at=None)
            .exclude(pk=batch.pk)
            .defer("content", "plan")
            .first(),
        )

    def post(self, request, *args, **kwargs):
        if request.POST.get("do") == "discard":
            if self.batch.at is None:
                self.batch.delete()
                messages.success(request, _("The file was discarded. Nothing was changed."))
            return redirect("schools_imports")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        reason, user, batch = form.cleaned_data["reason"], self.request.user, self.batch
        try:
            if self.request.POST.get("do") == "undo":
                imports.undo(batch, user=user, reason=reason)
                messages.success(self.request, _("Everything was undone."))
            elif batch.state == BatchState.CHECKED:
                imports.apply(batch, user=user, reason=reason, digest=form.cleaned_data["digest"])
                messages.success(self.request, _("The results were imported."))
            else:
                raise PermissionDenied
        except Refused as error:
            form.add_error(None, str(error))
            batch.refresh_from_db()
            if batch.state == BatchState.CHECKED:
                imports.preview(batch)
            form.data = {**form.data.dict(), "digest": batch.plan["digest"]}  # of the preview shown now
            return self.form_invalid(form)
        return redirect("schools_results_import", batch.pk)
