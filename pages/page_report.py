"""Reports > Aging pages: Wagtail's report, with owners, and what a page lacks in lists and shared links."""

import django_filters
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports.aging_pages import AgingPagesReportFilterSet, AgingPagesView
from wagtail.models import Page, get_page_models

from .models.base import BasePage

EMPTY = {"summary": {"summary": "", "search_description": ""}, "picture": {"listing_image": None}}


def owners(request):
    return get_user_model().objects.filter(pk__in=Page.objects.values("owner"))


class PagesFilterSet(AgingPagesReportFilterSet):
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=owners)
    lacks = django_filters.ChoiceFilter(
        label=_("Lacks"), choices=[("summary", _("Summary")), ("picture", _("Picture"))], method="filter_lacks"
    )

    def filter_lacks(self, pages, name, value):
        models = [model for model in get_page_models() if issubclass(model, BasePage)]
        if value == "summary":  # some types write their own
            models = [model for model in models if model.meta_description is BasePage.meta_description]
        lacking = (model.objects.filter(**EMPTY[value]).values_list("pk", flat=True) for model in models)
        return pages.filter(pk__in=[pk for keys in lacking for pk in keys])


def extend() -> None:
    AgingPagesView.filterset_class = PagesFilterSet
    AgingPagesView.list_export = [*AgingPagesView.list_export, "owner"]
    AgingPagesView.export_headings = AgingPagesView.export_headings | {"owner": _("Owner")}
