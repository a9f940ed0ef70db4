"""Show a stored plan on a page, filtered and in pages, or as a complete table."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .differences import KEEP, REPLACE, Conflict, stored_conflicts
from .plan import ITEMS, Item, stored_items

PER_PAGE = 50
WARNED = "warned"  # filter for differences with a warning
CONFLICTS = "conflicts"
KINDS = {
    "added": _("Added"),
    "closed": _("Closed"),
    "changed": _("Changed"),
    CONFLICTS: _("Conflicts"),
    "unchanged": _("Unchanged"),
    "ignored": _("Ignored"),
    "problems": _("Problems"),
}
CHOSEN = {KEEP: _("Keep the register’s value"), REPLACE: _("Use my value"), "": _("Not decided yet")}
COLUMNS = ("kind", "row", "school", "what", "now", "in_the_file", "note")


class FilterForm(forms.Form):
    """Filters for a plan. Offers only values that occur in the plan."""

    kind = forms.ChoiceField(label=_("Show"), required=False)
    what = forms.ChoiceField(label=_("Differences"), required=False)
    name = forms.CharField(label=_("Name"), required=False, max_length=100)

    def __init__(self, data, *, kinds: list[tuple], differences: list[tuple]):
        super().__init__(data)
        self.fields["kind"].choices = [("", _("All")), *kinds]
        self.fields["what"].choices = [("", _("All")), *differences, (WARNED, _("Needs attention"))]


class Shown:
    """A stored plan, filtered by the query string `asked`."""

    def __init__(self, plan: dict, data):
        self.plan, self.number = plan, data.get("p")
        self.items = stored_items(plan)
        kinds = [(kind, title) for kind, title in KINDS.items() if plan.get(kind)]
        labels = {one.key: one.label for item in self.items for one in item.differences if item.uid}
        self.form = FilterForm(data, kinds=kinds, differences=sorted(labels.items(), key=lambda pair: pair[1]))
        self.form.is_valid()
        self.asked = {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def counts(self) -> list[tuple]:
        return [(kind, title, self.plan["counts"].get(kind, 0)) for kind, title in KINDS.items()]

    @property
    def is_long(self) -> bool:
        """Whether there is anything to filter."""
        return bool(self.asked) or any(len(self.plan.get(kind, ())) > PER_PAGE for kind in KINDS)

    def query(self, **more) -> str:
        """The filters as the query string of a link."""
        return urlencode(self.asked | more)

    def sections(self, *kinds: str) -> list[dict]:
        """Return the requested page of the filtered kind. Without that filter, return page 1 of each of `kinds`."""
        selected = self.asked.get("kind")
        pages = {kind: self.page(self.entries(kind), kind == selected) for kind in kinds if selected in (None, kind)}
        return [{"kind": kind, "title": KINDS[kind], "page": page} for kind, page in pages.items() if page.object_list]

    def conflicts(self) -> Page:
        """Return one page of conflicts."""
        selected = self.asked.get("kind")
        entries = self.entries(CONFLICTS) if selected in (None, CONFLICTS) else []
        return self.page([Conflict(**one) for one in entries], selected == CONFLICTS)

    def page(self, entries: list, is_selected: bool) -> Page:
        return Paginator(entries, PER_PAGE).get_page(self.number if is_selected else 1)

    def entries(self, kind: str) -> list[Any]:
        """Return the filtered entries of a kind: items with their matching differences, or stored rows (dicts)."""
        if kind in ITEMS:
            items = (self._narrowed(item) for item in self.items if item.kind == kind and self._is_named(item.name))
            return [item for item in items if item.differences]
        what = self.asked.get("what")
        rows = [row for row in self.plan.get(kind, ()) if what in (None, row.get("key"))]
        return [row for row in rows if self._is_named(" ".join(str(row.get(key, "")) for key in ("name", "text")))]

    def _is_named(self, text: str) -> bool:
        return self.asked.get("name", "").casefold() in text.casefold()

    def _narrowed(self, item: Item) -> Item:
        selected = self.asked.get("what")
        if selected is None:
            return item
        differences = [one for one in item.differences if (one.warning if selected == WARNED else one.key == selected)]
        if differences and not item.uid:
            return item  # show new schools in full
        return replace(item, differences=differences)


def table(plan: dict) -> Iterator[list]:
    """Yield the whole plan as table rows: a header, then one row per difference."""
    yield list(COLUMNS)
    for problem in plan.get("problems", ()):
        yield ["problem", problem["row"], "", problem["column"], "", "", problem["text"]]
    for item in stored_items(plan):
        for difference in item.differences:
            note = " ".join(filter(None, (difference.how, difference.warning)))
            yield [item.kind, item.row, item.name, difference.label, difference.before, difference.after, note]
    for conflict in stored_conflicts(plan):
        note = gettext("When downloaded: %(then)s") % {"then": conflict.then} + f". {CHOSEN[conflict.choice]}."
        yield ["conflict", conflict.row, conflict.name, conflict.label, conflict.now, conflict.file, note]
    for kind in ("ignored", "unchanged"):
        for row in plan.get(kind, ()):
            yield [kind, row["row"], row["name"], "", "", "", row.get("why", "")]
