"""Yearly results in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Result


class ResultViewSet(SnippetViewSet):
    model = Result
    icon = "table"
    menu_label = _("Yearly results")
    list_display = ["record", "measure", "year", "value", "count", "source"]
    list_filter = ["measure", "year", "record"]

    def get_queryset(self, request):
        return Result.objects.select_related("record")
