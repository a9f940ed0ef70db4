"""Paste from Word and Google Docs: the script, with its sentences in the language of the editor."""

from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _


def script():
    sentences = {
        "data-added-sections": _("Sections made from headings: {}."),
        "data-added-tables": _("Tables added as blocks below: {}. Give each a caption."),
        "data-bold-headings": _("Headings pasted as bold text: {}. Add a Section block for each."),
        "data-tables-as-text": _("Tables pasted as lines of text: {}. Add a Table block for each."),
        "data-pictures": _("Pictures left out: {}. Add a Picture block for each."),
    }
    return format_html("<script{}></script>", flatatt({"src": static("js/paste.js")} | sentences))
