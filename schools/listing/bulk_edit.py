"""The page of one bulk edit: preview by school, result, and undo."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import get_valid_next_url_from_request

from schools.exchange.batch_view import BatchView
from schools.exchange.models import BatchPurpose, BatchState
from schools.register.models import School

PER_PAGE = 50  # schools, each with its differences


class BulkEditView(BatchView):
    """Shows, applies, undoes, or drops a bulk edit."""

    template_name = "schools/listing/bulk_edit.html"
    header_icon = "edit"
    purposes = (BatchPurpose.EDIT,)
    discarded = _("Nothing was changed.")

    @cached_property
    def register(self) -> str:
        """The address of the listing, with the filters that were set when the schools were chosen."""
        listing = reverse(School.snippet_viewset.get_url_name("list"))
        return get_valid_next_url_from_request(self.request) or listing

    def get_list_url(self):
        return self.register

    def get_success_url(self):
        return self.request.get_full_path()

    def get_breadcrumbs_items(self):
        trail = [{"url": self.register, "label": _("Register")}, {"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, *trail]

    def get_context_data(self, **kwargs):
        batch, plan = self.batch, self.batch.plan
        changed_schools, problems = plan.get("changed", []), plan.get("problems", [])
        names = {item["row"]: item["name"] for item in changed_schools}
        page = WagtailPaginator(changed_schools, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            changed=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            problems=[{**problem, "school": names.get(problem["row"], "")} for problem in problems],
            unchanged=plan.get("unchanged", []),
            can_apply=batch.state == BatchState.CHECKED and bool(changed_schools) and not problems,
        )
