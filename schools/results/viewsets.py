"""Yearly results of schools, of the district, and of the state in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import AreaResult, Result


class ResultViewSet(SnippetViewSet):
    model = Result
    icon = "table"
    menu_label = _("Yearly results")
    list_display = ["record", "measure", "year", "value", "count", "source"]
    list_filter = ["measure", "year", "record"]

    def get_queryset(self, request):
        return Result.objects.select_related("record")


class AreaResultViewSet(SnippetViewSet):
    model = AreaResult
    icon = "table"
    menu_label = _("District and state results")
    list_display = ["area", "measure", "year", "value", "count", "source"]
    list_filter = ["area", "measure", "year"]
