"""The page of one bulk edit: preview by school, result, and undo."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from schools.exchange import batches
from schools.exchange.apply import Refused
from schools.exchange.forms import ReasonForm
from schools.exchange.models import BatchPurpose, BatchState, ImportBatch
from schools.exchange.undo import look
from schools.register.models import School

PER_PAGE = 50  # schools, each with its differences
AGAIN = 3  # seconds until the page reloads while the worker is busy with the edit


class BulkEditView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Shows, applies, undoes, or drops a bulk edit."""

    permission_policy = ModelPermissionPolicy(School)
    permission_required = "change"
    form_class = ReasonForm
    template_name = "schools/listing/bulk_edit.html"
    header_icon = "edit"

    @cached_property
    def batch(self) -> ImportBatch:
        batches_of_edits = ImportBatch.objects.filter(purpose=BatchPurpose.EDIT).select_related("by", "undone_by")
        return get_object_or_404(batches_of_edits, pk=self.kwargs["pk"])

    @cached_property
    def register(self) -> str:
        """The address of the listing, with the filters that were set when the schools were chosen."""
        listing = reverse(School.snippet_viewset.get_url_name("list"))
        return get_valid_next_url_from_request(self.request) or listing

    def get_page_title(self):
        return self.batch.name

    def get_breadcrumbs_items(self):
        trail = [{"url": self.register, "label": _("Register")}, {"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, *trail]

    def get_initial(self):
        return {"digest": self.batch.plan.get("digest", "")}

    def get_context_data(self, **kwargs):
        batch, plan = self.batch, self.batch.plan
        changed_schools, problems = plan.get("changed", []), plan.get("problems", [])
        names = {item["row"]: item["name"] for item in changed_schools}
        records = batch.records.count() if batch.state == BatchState.APPLIED else 0
        page = WagtailPaginator(changed_schools, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            batch=batch,
            changed=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            problems=[{**problem, "school": names.get(problem["row"], "")} for problem in problems],
            unchanged=plan.get("unchanged", []),
            can_apply=batch.state == BatchState.CHECKED and bool(changed_schools) and not problems,
            can_undo=records > 0,
            undoing=look(batch) if 0 < records <= batches.MANY else None,  # a larger edit is checked when it is undone
        )

    def get(self, request, *args, **kwargs):
        batches.put_right()
        response = super().get(request, *args, **kwargs)
        if self.batch.works:
            response["Refresh"] = str(AGAIN)  # works without JavaScript
        return response

    def post(self, request, *args, **kwargs):
        if request.POST.get("do") != "drop":
            return super().post(request, *args, **kwargs)
        if self.batch.at is None and not self.batch.works:
            self.batch.delete()
            messages.success(request, _("Nothing was changed."))
        return redirect(self.register)

    def form_valid(self, form):
        try:
            self._do(form.cleaned_data["reason"], form.cleaned_data["digest"])
        except Refused as error:
            form.add_error(None, str(error))
            self.batch.refresh_from_db()
            if self.batch.state == BatchState.CHECKED:
                batches.look(self.batch)
                form.data = {**form.data.dict(), "digest": self.batch.plan.get("digest", "")}  # of the new preview
            return self.form_invalid(form)
        self.batch.refresh_from_db()
        if not self.batch.works:
            message = (
                _("Everything was undone.")
                if self.batch.undone_at
                else _("Done. Each school’s history has the reason.")
            )
            messages.success(self.request, message)
        return redirect(self.request.get_full_path())

    def _do(self, reason: str, digest: str) -> None:
        do, state = self.request.POST.get("do"), self.batch.state
        if do == "apply" and state == BatchState.CHECKED:
            batches.import_now_or_later(self.batch, user=self.request.user, reason=reason, digest=digest)
        elif do == "undo" and state == BatchState.APPLIED:
            batches.undo_now_or_later(self.batch, user=self.request.user, reason=reason)
        else:
            raise PermissionDenied
