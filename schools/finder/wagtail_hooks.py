"""Add the report of searches without results to the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .reports import SearchMissView


class SearchMissMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("schools.view_searchmiss")


@hooks.register("register_reports_menu_item")
def register_search_misses():
    return SearchMissMenuItem(
        _("Searches without results"),
        reverse("search_misses"),
        name="search-misses",
        icon_name="search",
        order=1300,
    )


@hooks.register("register_admin_urls")
def register_report_urls():
    return [
        path("reports/search-misses/", SearchMissView.as_view(), name="search_misses"),
        path("reports/search-misses/results/", SearchMissView.as_view(results_only=True), name="search_misses_results"),
    ]
