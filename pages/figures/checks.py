"""Figures that somebody should check again: on the editor's home page, and in the list of figures."""

import django_filters
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from pages.editor.home_panel import Row, RowsPanel
from pages.figures.models import Figure

LISTED = 8
VIEWS = "wagtailsnippets_pages_figure"


def owners(request):
    """The people who look after a figure."""
    return get_user_model().objects.filter(pk__in=Figure.objects.values("owner"))


class FigureFilterSet(WagtailFilterSet):
    is_overdue = django_filters.BooleanFilter(label=gettext_lazy("Overdue"), method="filter_overdue")
    owner = django_filters.ModelChoiceFilter(label=gettext_lazy("Owner"), queryset=owners)

    class Meta:
        model = Figure
        fields = ["live", "has_unpublished_changes"]

    def filter_overdue(self, figures, name, is_overdue):
        overdue = Figure.objects.overdue(timezone.localdate())
        return figures.filter(pk__in=overdue) if is_overdue else figures.exclude(pk__in=overdue)


def add_panel(request, panels) -> None:
    if not request.user.has_perm("pages.change_figure"):
        return
    figures = list(Figure.objects.overdue(timezone.localdate()).select_related("owner"))
    figures.sort(key=lambda figure: (figure.owner_id != request.user.pk, figure.check_by))
    if figures:
        panels.append(_panel(figures))


def _panel(figures: list[Figure]) -> RowsPanel:
    rows = [Row(str(figure), reverse(f"{VIEWS}:edit", args=[figure.pk]), _note(figure)) for figure in figures[:LISTED]]
    more = Row(_("All figures to check"), f"{reverse(f'{VIEWS}:list')}?is_overdue=true")
    return RowsPanel("figures-to-check", _("Figures to check"), rows, order=140, more=more)


def _note(figure: Figure) -> str:
    due = _("due by %(day)s") % {"day": date_format(figure.check_by, "DATE_FORMAT")}
    return f"{due}, {figure.owner}" if figure.owner else due
