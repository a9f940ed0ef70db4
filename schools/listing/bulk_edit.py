"""The page of one bulk edit: preview by school, result, and undo."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import get_valid_next_url_from_request

from schools.changes.models import State
from schools.changes.views import ChangeView
from schools.register.models import School

from .edits import EDIT

PER_PAGE = 50  # schools, each with its differences


class BulkEditView(ChangeView):
    """Shows, applies, undoes, or drops a bulk edit."""

    template_name = "schools/listing/bulk_edit.html"
    header_icon = "edit"
    kinds = (EDIT,)
    discarded = _("Nothing was changed.")

    @cached_property
    def register(self) -> str:
        """The address of the listing, with the filters that were set when the schools were chosen."""
        listing = reverse(School.snippet_viewset.get_url_name("list"))
        return get_valid_next_url_from_request(self.request) or listing

    def get_success_url(self):
        return self.request.get_full_path()

    @property
    def parents(self):
        return [(self.register, _("Register"))]

    def get_context_data(self, **kwargs):
        preview = self.change_set.preview
        changed_schools, problems = preview.get("changed", []), preview.get("problems", [])
        page = WagtailPaginator(changed_schools, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            changed=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            problems=problems,
            unchanged=preview.get("unchanged", []),
            can_apply=self.change_set.state == State.CHECKED and bool(changed_schools) and not problems,
        )
