"""Pages of the editor: their breadcrumbs, and of reports their addresses and items in the menu Reports."""

from collections.abc import Sequence
from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView


class EditorPage(WagtailAdminTemplateMixin):
    """A page of the editor whose breadcrumbs are its `parents`, the address and label of each, and its own title.

    `here` is the address of the last one, for pages that others stand on.
    """

    parents: Sequence[tuple[Any, Any]] = ()
    here = ""

    def get_breadcrumbs_items(self) -> list[dict]:
        steps = [*self.parents, (self.here, self.get_page_title())]
        return [*self.breadcrumbs_items, *({"url": address, "label": label} for address, label in steps)]


class Report(ReportView):
    """A report of Wagtail's, whose filters and pages load without the rest of it. `index_url_name` is its URL name."""

    @property
    def index_results_url_name(self):
        return f"{self.index_url_name}_results"


class ReportMenuItem(MenuItem):
    """Shown to people who may open the report: everyone, if its view has no policy."""

    def __init__(self, view, order: int):
        name = view.index_url_name
        super().__init__(view.page_title, reverse(name), name=name, icon_name=view.header_icon, order=order)
        self.view = view

    def is_shown(self, request):
        policy = getattr(self.view, "permission_policy", None)
        return policy is None or policy.user_has_any_permission(request.user, self.view.any_permission_required)


def register(view, route: str, order: int | None = None) -> None:
    """Add a report's view at `reports/<route>/`, and to the menu at the place `order`, if any."""
    name = view.index_url_name
    urls = [path(f"reports/{route}/", view.as_view(), name=name)]
    if issubclass(view, Report):
        urls.append(path(f"reports/{route}/results/", view.as_view(results_only=True), name=f"{name}_results"))
    hooks.register("register_admin_urls", lambda: urls)
    if order is not None:
        hooks.register("register_reports_menu_item", lambda: ReportMenuItem(view, order))
