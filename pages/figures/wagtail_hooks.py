"""Figures in the editor: their list, their chooser, those to check again, and figures in running text."""

import django_filters
from django.contrib.auth import get_user_model
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChosenMultipleView, SnippetChosenView
from wagtail.snippets.views.snippets import SnippetViewSet

from pages.editor.lists import Row, RowsPanel, chooser_with, open_to
from pages.figures import typed
from pages.figures.display import CONVERSION, ENTITY, FigureEmbedHandler
from pages.figures.models import Figure
from pages.figures.places import NOT_FIGURE

LISTED = 8
VIEWS = "wagtailsnippets_pages_figure"

AS_OF = Column("as_of", label=_("As of"), accessor="newest.named_as_of")
SOURCE = Column("source", label=_("Source"), accessor="newest.source")
DRAFTS = "pages.view_figure"
NOT_THIS = _("Said that a typed number is not the figure it looks like")


class FigureFilterSet(WagtailFilterSet):
    is_overdue = django_filters.BooleanFilter(label=_("Overdue"), method="filter_overdue")
    owner = django_filters.ModelChoiceFilter(
        label=_("Owner"),
        queryset=lambda _request: get_user_model().objects.filter(pk__in=Figure.objects.values("owner")),
    )

    class Meta:
        model = Figure
        fields = ["live", "has_unpublished_changes"]

    def filter_overdue(self, figures, name, is_overdue):
        overdue = Figure.objects.overdue(timezone.localdate())
        return figures.filter(pk__in=overdue) if is_overdue else figures.exclude(pk__in=overdue)


def add_panel(request, panels) -> None:
    if not request.user.has_perm("pages.change_figure"):
        return
    overdue = Figure.objects.overdue(timezone.localdate()).select_related("owner")
    figures = sorted(overdue, key=lambda figure: (figure.owner_id != request.user.pk, figure.check_by))[:LISTED]
    rows = [Row(str(figure), reverse(f"{VIEWS}:edit", args=[figure.pk]), _note(figure)) for figure in figures]
    if rows:
        more = Row(_("All figures to check"), f"{reverse(f'{VIEWS}:list')}?is_overdue=true")
        panels.append(RowsPanel("figures-to-check", _("Figures to check"), rows, order=140, more=more))


def _note(figure: Figure) -> str:
    due = _("due by %(day)s") % {"day": date_format(figure.check_by, "DATE_FORMAT")}
    return f"{due}, {figure.owner}" if figure.owner else due


class FigureChosenView(SnippetChosenView):
    """Also sends the value, for running text."""

    def get_object(self, pk):
        return open_to(self.request.user, Figure.objects.all(), DRAFTS).get(pk=pk)

    def get_chosen_response_data(self, item):
        return super().get_chosen_response_data(item) | {"value": item.newest.value}


class FigureChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks):
        return open_to(self.request.user, super().get_objects(pks), DRAFTS)


class FigureChooser(chooser_with(AS_OF, SOURCE, may_see_drafts=DRAFTS)):  # the value is part of the name
    chosen_view_class = FigureChosenView
    chosen_multiple_view_class = FigureChosenMultipleView


class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "order"
    menu_label = _("Figures")
    menu_order = 210
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("value", label=_("Value"), accessor="newest.value"),
        Column("label", label=_("Label"), sort_key="label__en"),
        AS_OF,
        SOURCE,
        Column("languages", label=_("Languages"), accessor="label.languages"),
        LiveStatusTagColumn(),
        Column("check_by", label=_("Check by"), sort_key="check_by"),
        Column("owner", label=_("Owner")),
    ]
    filterset_class = FigureFilterSet
    list_export = [
        *("name", "newest.value", "computed_from", "label", "definition"),
        *("newest.named_as_of", "newest.source", "newest.source_url", "check_by", "owner"),
    ]
    export_headings = {
        "newest.value": _("Value"),
        "newest.named_as_of": _("As of"),
        "newest.source": _("Source"),
        "newest.source_url": _("Address of the source"),
    }
    chooser_viewset_class = FigureChooser
    chooser_per_page = 25

    def get_queryset(self, request):
        return Figure.objects.select_related("owner")


register_snippet(FigureViewSet)
for _saved in ("after_create_page", "after_edit_page"):
    hooks.register(_saved, typed.point_out)
hooks.register("register_admin_urls", typed.urls)
hooks.register("register_log_actions", lambda actions: actions.register_action(NOT_FIGURE, NOT_THIS, NOT_THIS))
hooks.register("construct_homepage_panels", add_panel)


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own, which it replaces
def register_figures(features):
    features.register_embed_type(FigureEmbedHandler)
    features.register_converter_rule("contentstate", "figure", CONVERSION)
    features.register_editor_plugin(
        "draftail",
        "figure",
        EntityFeature(
            {
                "type": ENTITY,
                "icon": "order",
                "description": _("Figure"),
                "chooserUrls": {"figureChooser": reverse_lazy("wagtailsnippetchoosers_pages_figure:choose")},
            },
            js=["wagtailadmin/js/chooser-modal.js", "js/figure-in-text.js"],
        ),
    )
