"""The finder's search words in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Synonym


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    menu_label = _("Search words")
    list_display = ["phrase", "meaning", "value"]
    list_filter = ["meaning"]
    list_export = ["phrase", "meaning", "value"]
    search_fields = ["phrase", "value"]
    list_per_page = 100
