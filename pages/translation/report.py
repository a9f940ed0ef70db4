"""Reports > Translations: every page to translate, what its translation lacks, and since when."""

from functools import partial
from itertools import islice
from operator import attrgetter

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy

from pages.content_cache import memo
from pages.editor.lists import Row, RowFilterForm, RowReportView, RowsPanel

from .parity import Pair, State, pairs, summaries

LISTED = 5  # on the home page
RIGHTS = ["change", "publish"]


class FilterForm(RowFilterForm):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Needs fixing")), *State.choices, ("all", _("All"))]
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
    def pairs(self) -> list[Pair]:
        """Those whose page in the default language the user can edit."""
        return pairs(page_permission_policy.instances_user_has_any_permission_for(self.request.user, RIGHTS))

    def get_form(self):
        return FilterForm(self.request.GET, self.pairs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"summaries": summaries(self.pairs)}


def add_panel(request, panels) -> None:
    """Add the translations that have waited longest to the editor's home page."""
    may = partial(page_permission_policy.user_has_any_permission_for_instance, request.user, RIGHTS)
    oldest = memo("translations to do", lambda: sorted(filter(attrgetter("since"), pairs()), key=attrgetter("since")))
    todo = islice((pair for pair in oldest if may(pair.source)), LISTED)
    rows = [Row(str(pair.source), pair.url, f"{pair.state.label}, {pair.locale}") for pair in todo]
    if rows:
        more = Row(_("All translations"), reverse(TranslationsView.index_url_name))
        panels.append(RowsPanel("translations", _("Translations"), rows, order=230, more=more))


def gauges():
    """Yield name, help, labels, and value of the metrics of each language."""
    for summary in summaries(pairs()):
        labels = {"language": summary.locale.language_code}
        yield "site_translated_ratio", "Share of public pages with a current translation", labels, summary.percent / 100
