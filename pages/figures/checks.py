"""Figures that somebody should check again: on the editor's home page, and in the list of figures."""

import django_filters
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component

from pages.models import Figure

LISTED = 8


def owners(request):
    """The people who look after a figure."""
    return get_user_model().objects.filter(pk__in=Figure.objects.values("owner"))


class FigureFilterSet(WagtailFilterSet):
    is_overdue = django_filters.BooleanFilter(label=_("Overdue"), method="filter_overdue")
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=owners)

    class Meta:
        model = Figure
        fields = ["live", "has_unpublished_changes"]

    def filter_overdue(self, figures, name, is_overdue):
        overdue = Figure.objects.overdue(timezone.localdate())
        return figures.filter(pk__in=overdue) if is_overdue else figures.exclude(pk__in=overdue)


class FiguresPanel(Component):
    """On the editor's home page: figures past the day by which to check them, one's own first."""

    name = "figures"
    template_name = "wagtailadmin/home/figures.html"
    order = 140

    def __init__(self, figures: list[Figure], total: int):
        self.figures, self.total = figures, total

    def get_context_data(self, parent_context):
        return {"heading": _("Figures to check"), "figures": self.figures, "more": self.total - len(self.figures)}


def add_panel(request, panels) -> None:
    if not request.user.has_perm("pages.change_figure"):
        return
    figures = list(Figure.objects.overdue(timezone.localdate()).select_related("owner"))
    figures.sort(key=lambda figure: (figure.owner_id != request.user.pk, figure.check_by))
    if figures:
        panels.append(FiguresPanel(figures[:LISTED], len(figures)))
