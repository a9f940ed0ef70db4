"""Admin pages to preview, apply, and undo files of results, for people who can change results."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from schools.exchange.apply import Refused
from schools.exchange.forms import ReasonForm
from schools.exchange.models import BatchPurpose, BatchState, ImportBatch
from schools.exchange.views import IMPORTS, SchoolPermissionMixin
from schools.results.models import Result

from . import imports

PER_PAGE = 100


class ResultPermissionMixin(SchoolPermissionMixin):
    permission_policy = ModelPermissionPolicy(Result)
    trail = (IMPORTS,)


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
