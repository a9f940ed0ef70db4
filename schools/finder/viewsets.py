"""The finder's search words and answers in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Answer, Synonym


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
