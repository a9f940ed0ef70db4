"""The base of the pages of one batch: its preview or its changes, with the actions for its state."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from schools.register.agreement import Refused

from . import batches, undo
from .forms import ReasonForm
from .models import BatchPurpose, BatchState, ImportBatch
from .pages import SchoolPermissionMixin

APPLY = ("import", "apply", "decide")  # what the buttons of the pages send
RELOAD_SECONDS = 3  # seconds until the page reloads while a batch is being worked on


class BatchView(SchoolPermissionMixin, FormView):
    """Shows, applies, undoes, or discards a batch with one of the `purposes`."""

    form_class = ReasonForm
    template_name = "schools/exchange/batch.html"
    purposes: tuple[BatchPurpose, ...] = ()
    done = gettext_lazy("Done. Each school’s history has the reason.")
    discarded = gettext_lazy("The file was discarded. Nothing was changed.")

    @cached_property
    def batch(self) -> ImportBatch:
        queryset = ImportBatch.objects.filter(purpose__in=self.purposes).select_related("by", "undone_by")
        return get_object_or_404(queryset, pk=self.kwargs["pk"])

    @property
    def before(self) -> ImportBatch | None:
        """An earlier import of the same file."""
        same = ImportBatch.objects.filter(sha256=self.batch.sha256, at__isnull=False, undone_at=None)
        return same.exclude(pk=self.batch.pk).defer("content", "plan").first()

    def get_page_title(self):
        return self.batch.name

    def get_initial(self):
        return {"digest": self.batch.plan.get("digest", "")}

    def get_context_data(self, **kwargs):
        records = self.batch.records.count() if self.batch.state == BatchState.APPLIED else 0
        return super().get_context_data(
            **kwargs,
            batch=self.batch,
            plan=self.batch.plan,
            can_undo=records > 0,
            undoing=self.look_back(records) if records else None,
        )

    def look_back(self, records: int) -> undo.Undoing | None:
        """Return what undoing the batch would do. If it has many records, the undo itself reports it."""
        return undo.look(self.batch) if records <= batches.MANY else None

    def get(self, request, *args, **kwargs):
        batches.reset_interrupted()
        if request.path != self.batch.url:  # the page of another purpose
            return redirect(self.batch.url)
        response = super().get(request, *args, **kwargs)
        if self.batch.works:
            response["Refresh"] = str(RELOAD_SECONDS)  # works without JavaScript
        return response

    def post(self, request, *args, **kwargs):
        if request.POST.get("do") != "discard":
            return super().post(request, *args, **kwargs)
        if self.batch.at is None and not self.batch.works:
            self.batch.delete()
            messages.success(request, self.discarded)
        return redirect(self.get_list_url())

    def form_valid(self, form):
        try:
            self._do(form.cleaned_data["reason"], form.agreed)
        except Refused as error:
            form.add_error(None, str(error))
            self.batch.refresh_from_db()
            if self.batch.state == BatchState.CHECKED:
                batches.look(self.batch)
            form.show(self.batch.plan.get("digest", ""))
            return self.form_invalid(form)
        self.batch.refresh_from_db()
        if not self.batch.works:
            messages.success(self.request, _("Everything was undone.") if self.batch.undone_at else self.done)
        return redirect(self.get_success_url())

    def get_success_url(self):
        return self.request.path

    def get_list_url(self):
        return reverse(self.trail[0][0])

    def _do(self, reason: str, digest: str) -> None:
        do, state = self.request.POST.get("do"), self.batch.state
        if do == "undo":
            if state != BatchState.APPLIED:
                raise Refused(_("This import was not applied, or was already undone."))
            batches.undo_now_or_later(self.batch, user=self.request.user, reason=reason)
        elif do not in APPLY:
            raise PermissionDenied
        elif state == BatchState.CHECKED:
            batches.apply_now_or_later(self.batch, user=self.request.user, reason=reason, digest=digest)
        elif self.batch.at or self.batch.works:  # in another tab
            raise Refused(_("This has already been applied."))
        else:
            raise PermissionDenied
