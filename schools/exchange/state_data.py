"""The state's own files on one page: the years we have, one upload that recognizes each file, and kept differences."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from schools.results.models import Result

from . import batches, pubschls, sheets
from .differences import label
from .models import BatchPurpose, BatchState, ImportBatch, KeptDifference
from .results import imports
from .results.layouts import LAYOUTS
from .results.upload import MAX_BYTES, UnknownLayout
from .sheets import SheetError
from .views import OWN_PAGES, SchoolPermissionMixin

DIRECTORY_PAGE = "https://www.cde.ca.gov/ds/si/ds/pubschls.asp"


@dataclass(frozen=True)
class Kind:
    """A kind of file: the newest school year that we have of it, of how many state records, and its last import."""

    label: str | Promise
    page: str
    year: str = ""
    records: int = 0
    imported: ImportBatch | None = None


def kinds() -> list[Kind]:
    """Return the directory, then each file of results that the state publishes."""
    newest = dict(Result.objects.values_list("measure").annotate(Max("year")))
    records = {
        (measure, year): count
        for measure, year, count in Result.objects.values_list("measure", "year").annotate(Count("record"))
    }
    applied = ImportBatch.objects.filter(at__isnull=False, undone_at=None).select_related("by").order_by("at")
    last = {batch.layout: batch for batch in applied.defer("content", "plan", "decisions")}
    found = [Kind(pubschls.LABEL, DIRECTORY_PAGE, imported=last.get(pubschls.NAME))]
    for layout in LAYOUTS:
        if layout.measures:
            year = max((newest.get(measure, "") for measure in layout.measures), default="")
            count = max(records.get((measure, year), 0) for measure in layout.measures)
            found.append(Kind(layout.label, layout.page, year, count, last.get(layout.name)))
    return found


class StateFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "As the state publishes it: text, Excel (directory only), or a ZIP archive, up to 64 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.tsv,.xlsx,.zip"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB. Upload the state’s ZIP archive, or its file of all students."),
                params={"limit": MAX_BYTES // 1024**2},
            )
        return file


class StateDataView(SchoolPermissionMixin, FormView):
    form_class = StateFileForm
    template_name = "schools/exchange/state_data.html"
    page_title = gettext_lazy("State data")
    header_icon = "resubmit"

    def get_context_data(self, **kwargs):
        rows = [
            {"kept": difference, "label": label(difference.field)}
            for difference in KeptDifference.objects.select_related("school", "by").order_by("school__name", "field")
        ]
        return super().get_context_data(**kwargs, kinds=kinds(), kept=rows)

    def form_valid(self, form):
        try:
            batch = receive(form.cleaned_data["file"], self.request.user)
        except SheetError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect(OWN_PAGES.get(batch.purpose, "schools_import"), batch.pk)


def receive(file, user) -> ImportBatch:
    """Preview a file of results, or compare the directory. Raises SheetError if the file is neither."""
    if not ModelPermissionPolicy(Result).user_has_permission(user, "change"):
        raise PermissionDenied
    try:
        return imports.receive(file.name, file.file, user=user)
    except UnknownLayout as error:
        if file.size > sheets.MAX_BYTES:
            raise
        file.seek(0)
        batch = batches.receive(file.name, file.read(), user=user, purpose=BatchPurpose.RECONCILE)
        if batch.state == BatchState.FAILED:
            batch.delete()
            raise SheetError(f"{error} {batch.error}") from error
        return batch


class AskAgainView(SchoolPermissionMixin, View):
    """Delete a kept difference, so that the next file asks about it again."""

    def post(self, request, pk):
        get_object_or_404(KeptDifference, pk=pk).delete()
        messages.success(request, _("The next file asks about it again."))
        return redirect("schools_state_data")
