"""The finder in the editor: its search words and answers, and the report of searches without results."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from toolkit.reports import Report, register

from .models import Answer, SearchMiss, Synonym


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    menu_label = _("Search words")
    list_display = ["phrase", "meaning", "value", "language"]
    list_filter = ["meaning", "language", "value"]
    list_export = ["phrase", "meaning", "value", "language"]
    search_fields = ["phrase", "value"]
    list_per_page = 100


class AnswerViewSet(SnippetViewSet):
    model = Answer
    icon = "help"
    menu_label = _("Answers")
    list_display = ["title", "key", "language", "page", "topic"]
    list_filter = ["language", "topic"]
    list_export = ["key", "language", "title", "text", "anchor", "topic"]
    search_fields = ["key", "title", "text"]
    list_per_page = 100


class SearchMissView(Report):
    """Searches without results, newest first. Shows their shape, not the visitors' own words."""

    page_title = _("Searches without results")
    header_icon = "search"
    index_url_name = "search_misses"
    permission_policy = ModelPermissionPolicy(SearchMiss)
    any_permission_required = {"view"}
    model = SearchMiss
    default_ordering = ("-day", "-count", "pk")
    columns = [
        Column("day", label=_("Day")),
        Column("count", label=_("Searches")),
        Column("words", label=_("Known words")),
        BooleanColumn("has_text", label=_("Other words too")),
        Column("filters", label=_("Filters")),
        Column("get_level_display", label=_("Level")),
        Column("get_near_display", label=_("Kind of place")),
    ]
    list_export = ["day", "count", "words", "has_text", "filters", "level", "near"]
    export_headings = {"day": _("Day"), "count": _("Searches"), "words": _("Known words")}


register(SearchMissView, "search-misses", order=1300)
