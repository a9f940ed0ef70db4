"""Reports > Translations: every page to translate, what its translation lacks, and since when."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from pages.editor.lists import RowFilterForm, RowReportView

from .parity import Pair, State, pairs, summaries


class FilterForm(RowFilterForm):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("To do")), *State.choices, ("all", _("All"))]
    )
    days = forms.IntegerField(label=_("Older than days"), required=False, min_value=0, max_value=9999)
    of_rows = {"language": _("Language"), "kind": _("Kind"), "owner": _("Owner")}

    @property
    def rows(self) -> list[Pair]:
        """Oldest first."""
        status, days = (self.cleaned_data.get(name) for name in ("status", "days"))
        states = {"all": set(State)}.get(status, {status} if status else set(State) - {State.CURRENT})
        rows = [pair for pair in super().rows if pair.state in states]
        rows = [pair for pair in rows if days is None or (pair.days is not None and pair.days >= days)]
        return sorted(rows, key=lambda pair: (list(State).index(pair.state), -(pair.days or 0)))


class TranslationsView(RowReportView):
    template_name = "wagtailadmin/reports/translations.html"
    page_title = _("Translations")
    header_icon = "globe"
    index_url_name = "translations"
    export_filename = "translations"
    export_headings = {
        "source.title": _("Page"),
        "kind": _("Kind"),
        "language": _("Language"),
        "state.label": _("Status"),
        "days": _("Days"),
        "owner": _("Owner"),
    }

    @cached_property
    def pairs(self):
        return pairs()

    def get_form(self):
        return FilterForm(self.request.GET, self.pairs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"summaries": summaries(self.pairs)}


class TranslationsPanel(Component):
    """On the editor's home page: how many pages are translated and current, per language, and the oldest to do."""

    name = "translations"
    template_name = "wagtailadmin/home/translations.html"
    order = 260
    LISTED = 5

    def get_context_data(self, parent_context):
        all_pairs = pairs()
        todo = sorted((pair for pair in all_pairs if pair.since), key=lambda pair: pair.since)
        return {"summaries": summaries(all_pairs), "todo": todo[: self.LISTED], "heading": _("Translations")}


def add_panel(request, panels) -> None:
    view = TranslationsView
    if view.permission_policy.user_has_any_permission(request.user, view.any_permission_required):
        panels.append(TranslationsPanel())


def gauges():
    """Yield name, help, labels, and value of the metrics of each language."""
    for summary in summaries(pairs()):
        labels = {"language": summary.locale.language_code}
        yield "site_translated_ratio", "Share of public pages with a current translation", labels, summary.percent / 100
        yield "site_translation_lag_days", "Median age of what is not translated", labels, summary.median_days
