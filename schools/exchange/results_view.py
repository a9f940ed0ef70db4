"""Admin page to preview, apply, and undo files of results, for people who can change results."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.permission_policies import ModelPermissionPolicy

from schools.results.models import Result

from .batch_view import BatchView
from .models import BatchPurpose, BatchState
from .pages import IMPORTS
from .results import imports

PER_PAGE = 100


class ResultsView(BatchView):
    """One file of results: its preview or its changes, with the actions for its state."""

    permission_policy = ModelPermissionPolicy(Result)
    template_name = "schools/exchange/results_batch.html"
    trail = (IMPORTS,)
    purposes = (BatchPurpose.RESULTS,)
    done = _("The results were imported.")

    def get_context_data(self, **kwargs):
        batch, plan = self.batch, self.batch.plan
        page = WagtailPaginator(plan["changes"], PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            layout=plan["label"],
            page=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            can_apply=batch.state == BatchState.CHECKED and plan["changes"] and not plan["problems"],
        )

    def look_back(self, records):
        return imports.look(self.batch)
