"""Reports > Translations: every page to translate, what its translation lacks, and since when."""

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pages.editor.lists import Row, RowReportView, RowsPanel

from .parity import Pair, State, pairs, summaries

LISTED = 5  # on the home page


class FilterForm(forms.Form):
    """Filters with the values that occur in `all_pairs`."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    days = forms.IntegerField(label=_("Older than days"), required=False, min_value=0, max_value=9999)

    def __init__(self, data, all_pairs: list[Pair]):
        super().__init__(data)
        every = ("", _("All"))
        self.fields["status"].choices = [("", _("To do")), *State.choices, ("all", _("All"))]
        self.fields["language"].choices = [
            every,
            *{p.locale.language_code: p.locale.get_display_name() for p in all_pairs}.items(),
        ]
        self.fields["kind"].choices = [every, *sorted({(p.kind, p.kind) for p in all_pairs})]
        self.fields["owner"].choices = [
            every,
            *sorted({(p.owner, p.owner) for p in all_pairs if p.owner}),
        ]

    def rows(self, all_pairs: list[Pair]) -> list[Pair]:
        """Return the pairs that the valid filters leave, oldest first."""
        asked = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        tests = {
            "language": lambda pair: pair.locale.language_code == asked["language"],
            "kind": lambda pair: pair.kind == asked["kind"],
            "owner": lambda pair: pair.owner == asked["owner"],
            "days": lambda pair: pair.days is not None and pair.days >= asked["days"],
            "status": lambda pair: asked["status"] in (pair.state, "all"),
        }
        rows = [pair for pair in all_pairs if all(tests[name](pair) for name in asked)]
        if "status" not in asked:
            rows = [pair for pair in rows if pair.state != State.CURRENT]
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
        "locale.get_display_name": _("Language"),
        "state.label": _("Status"),
        "days": _("Days"),
        "owner": _("Owner"),
    }

    @cached_property
    def pairs(self):
        return pairs()

    def get_form(self):
        return FilterForm(self.request.GET, self.pairs)

    def get_rows(self):
        return self.form.rows(self.pairs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"summaries": summaries(self.pairs)}


def add_panel(request, panels) -> None:
    """Add the translations that have waited longest to the editor's home page."""
    view = TranslationsView
    if not view.permission_policy.user_has_any_permission(request.user, view.any_permission_required):
        return
    todo = sorted((pair for pair in pairs() if pair.since), key=lambda pair: pair.since)
    rows = [Row(str(pair.source), pair.url, f"{pair.state.label}, {pair.locale}") for pair in todo[:LISTED]]
    if rows:
        more = Row(_("All translations"), reverse(view.index_url_name))
        panels.append(RowsPanel("translations", _("Translations"), rows, order=230, more=more))


def gauges():
    """Yield name, help, labels, and value of the metrics of each language."""
    for summary in summaries(pairs()):
        labels = {"language": summary.locale.language_code}
        yield "site_translated_ratio", "Share of public pages with a current translation", labels, summary.percent / 100
        yield "site_translation_lag_days", "Median age of what is not translated", labels, summary.median_days
