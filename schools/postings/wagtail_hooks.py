"""The addresses of the tracker in the admin, and the list of requirements."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from .cell_views import ArchiveView, CellView, DecideView, DeleteView, EventView, PostView
from .models import Requirement
from .packet.views import FolderView, PacketsView, PacketView, PdfView
from .tracker import DueView, MatrixView, RollOverView

CELL = "postings/<slug:code>/<slug:whose>/"
PACKET = "postings/packets/<slug:whose>/<str:year>/"


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("postings/", MatrixView.as_view(), name="postings"),
        path("postings/due/", DueView.as_view(), name="postings_due"),
        path("postings/roll-over/", RollOverView.as_view(), name="postings_roll_over"),
        path("postings/packets/", PacketsView.as_view(), name="posting_packets"),
        path(PACKET, PacketView.as_view(), name="posting_packet"),
        path(f"{PACKET}pdf/", PdfView.as_view(), name="posting_packet_pdf"),
        path(f"{PACKET}folder/", FolderView.as_view(), name="posting_packet_folder"),
        path(CELL, CellView.as_view(), name="posting_cell"),
        path(f"{CELL}post/", PostView.as_view(), name="posting_post"),
        path(f"{CELL}does-not-apply/", DecideView.as_view(), name="posting_decide"),
        path(f"{CELL}happened/", EventView.as_view(), name="posting_event"),
        path(f"{CELL}<int:pk>/archive/", ArchiveView.as_view(), name="posting_archive"),
        path(f"{CELL}<int:pk>/delete/", DeleteView.as_view(), name="posting_delete"),
    ]


class RequirementViewSet(SnippetViewSet):
    model = Requirement
    icon = "list-ol"
    menu_label = _("Requirements")
    list_display = [
        *("title", "code", "scope", "duty", "owner"),
        BooleanColumn("counsel_to_confirm", label=_("Counsel to confirm")),
    ]
    list_filter = ["topic", "scope", "duty", "owner", "counsel_to_confirm", "in_use"]
    list_per_page = 50
    copy_view_enabled = False
