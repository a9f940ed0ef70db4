"""The state's own files on one page: the years we have, one upload that recognizes each file, and kept differences."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from media.uploads.limits import SCHOOLS
from schools.changes.models import ChangeSet, State
from schools.changes.views import SchoolPermissionMixin
from schools.results.models import Result

from . import pubschls, uploads
from .differences import label
from .forms import StateFileForm
from .models import KeptDifference
from .results import imports
from .results.layouts import LAYOUTS
from .results.upload import UnknownLayout
from .sheets import SheetError
from .views import UploadView

DIRECTORY_PAGE = "https://www.cde.ca.gov/ds/si/ds/pubschls.asp"


@dataclass(frozen=True)
class Kind:
    """A kind of file: the newest school year that we have of it, of how many state records, and its last import."""

    label: str | Promise
    page: str
    year: str = ""
    records: int = 0
    imported: ChangeSet | None = None


def kinds() -> list[Kind]:
    """Return the directory, then each file of results that the state publishes."""
    newest = dict(Result.objects.values_list("measure").annotate(Max("year")))
    records = {
        (measure, year): count
        for measure, year, count in Result.objects.values_list("measure", "year").annotate(Count("record"))
    }
    applied = ChangeSet.objects.filter(at__isnull=False, undone_at=None).annotate(layout=F("preview__layout"))
    last = {
        change_set.layout: change_set for change_set in applied.select_related("by").order_by("at").defer("preview")
    }
    found = [Kind(pubschls.LABEL, DIRECTORY_PAGE, imported=last.get(pubschls.NAME))]
    for layout in LAYOUTS:
        if layout.measures:
            year = max((newest.get(measure, "") for measure in layout.measures), default="")
            count = max(records.get((measure, year), 0) for measure in layout.measures)
            found.append(Kind(layout.label, layout.page, year, count, last.get(layout.name)))
    return found


class StateDataView(UploadView):
    form_class = StateFileForm
    template_name = "schools/exchange/state_data.html"
    page_title = gettext_lazy("State data")
    header_icon = "resubmit"
    trail = ()

    def get_context_data(self, **kwargs):
        rows = [
            {"kept": difference, "label": label(difference.field)}
            for difference in KeptDifference.objects.select_related("school", "by").order_by("school__name", "field")
        ]
        return super().get_context_data(**kwargs, kinds=kinds(), kept=rows)

    def receive(self, file):
        """Preview a file of results, or compare the directory. Raises SheetError if the file is neither."""
        user = self.request.user
        if not ModelPermissionPolicy(Result).user_has_permission(user, "change"):
            raise PermissionDenied
        try:
            return imports.receive(file.name, file.file, user=user)
        except UnknownLayout as error:
            if file.size > SCHOOLS.size:
                raise
            file.seek(0)
            change_set = uploads.receive(file.name, file.read(), user=user, kind=uploads.RECONCILE)
            if change_set.state == State.FAILED:
                change_set.delete()
                raise SheetError(f"{error} {change_set.error}") from error
            return change_set


class AskAgainView(SchoolPermissionMixin, View):
    """Delete a kept difference, so that the next file asks about it again."""

    def post(self, request, pk):
        get_object_or_404(KeptDifference, pk=pk).delete()
        messages.success(request, _("The next file asks about it again."))
        return redirect("schools_state_data")
