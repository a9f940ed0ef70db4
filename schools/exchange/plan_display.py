"""Show a stored plan on a page, filtered and in pages, or as a complete table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .conflicts import KEEP, REPLACE, Conflict, stored
from .differences import Difference
from .plan import ITEMS, Item, stored_items
from .reconcile import questions

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
CHOSEN = {KEEP: _("Keep theirs"), REPLACE: _("Take mine"), "": _("Not decided yet")}
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


@dataclass(frozen=True)
class Section:
    """One page of the entries of one kind."""

    kind: str
    page: Page

    @property
    def title(self):
        return KINDS[self.kind]


class Shown:
    """A stored plan, filtered by the query string `asked`."""

    def __init__(self, plan: dict, asked):
        self.plan, self.number = plan, asked.get("p")
        self.items = stored_items(plan)
        self.form = FilterForm(asked, kinds=self._kinds(), differences=self._differences())
        self.form.is_valid()
        self.asked = {name: value for name, value in self.form.cleaned_data.items() if value}

    def _kinds(self) -> list[tuple]:
        return [(kind, title) for kind, title in KINDS.items() if self.plan.get(kind)]

    def _differences(self) -> list[tuple]:
        found = {one.key: one.label for item in self.items for one in item.differences if item.uid}
        return sorted(found.items(), key=lambda pair: pair[1])

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

    def sections(self, *kinds: str) -> list[Section]:
        """Return the requested page of the filtered kind. Without that filter, return page 1 of each of `kinds`."""
        asked = self.asked.get("kind")
        wanted = [kind for kind in kinds if asked in (None, kind)]
        found = [Section(kind, self._page(self.entries(kind), kind == asked)) for kind in wanted]
        return [section for section in found if section.page.object_list]

    def questions(self) -> Page:
        """Return one page of open questions: (name, item, difference)."""
        asked = self.asked.get("kind")
        found = [item for kind in ITEMS if asked in (None, kind) for item in self.entries(kind)]
        return self._page(list(questions(found)), asked is None or asked in ITEMS)

    def conflicts(self) -> Page:
        """Return one page of conflicts."""
        asked, is_asked = self.asked.get("kind"), self.asked.get("kind") == CONFLICTS
        found = [one for one in stored(self.plan) if asked is None or is_asked]
        what = self.asked.get("what")
        found = [one for one in found if self._is_named(one.name) and what in (None, one.key)]
        return self._page(found, is_asked)

    @cached_property
    def names(self) -> set[str]:
        """The names of all questions, regardless of the filters."""
        return {name for name, _item, _difference in questions(self.items)}

    def _page(self, found: list, is_asked: bool) -> Page:
        return Paginator(found, PER_PAGE).get_page(self.number if is_asked else 1)

    def entries(self, kind: str) -> list[Any]:
        """Return the filtered entries of a kind: items with their matching differences, or stored rows (dicts)."""
        if kind in ITEMS:
            narrowed = (self._narrowed(item) for item in self.items if item.kind == kind and self._is_named(item.name))
            return [item for item in narrowed if item.differences]
        if "what" in self.asked:
            return []
        found = self.plan.get(kind, [])
        return [one for one in found if self._is_named(" ".join(str(one.get(key, "")) for key in ("name", "text")))]

    def _is_named(self, text: str) -> bool:
        return self.asked.get("name", "").casefold() in text.casefold()

    def _narrowed(self, item: Item) -> Item:
        wanted = self.asked.get("what")
        if wanted is None:
            return item
        found = [one for one in item.differences if _is_wanted(one, wanted)]
        return item if found and not item.uid else replace(item, differences=found)  # show new schools in full


def _is_wanted(difference: Difference, wanted: str) -> bool:
    return bool(difference.warning) if wanted == WARNED else difference.key == wanted


def table(plan: dict) -> Iterator[list]:
    """Yield the whole plan as table rows: a header, then one row per difference."""
    yield list(COLUMNS)
    for one in plan.get("problems", ()):
        yield ["problem", one["row"], "", one["column"], "", "", one["text"]]
    for item in stored_items(plan):
        for one in item.differences:
            note = " ".join(filter(None, (one.how, one.warning)))
            yield [item.kind, item.row, item.name, one.label, one.before, one.after, note]
    for one in stored(plan):
        yield ["conflict", one.row, one.name, one.label, one.now, one.file, _note(one)]
    for kind in ("ignored", "unchanged"):
        for one in plan.get(kind, ()):
            yield [kind, one["row"], one["name"], "", "", "", one.get("why", "")]


def _note(conflict: Conflict) -> str:
    then = gettext("When downloaded: %(then)s") % {"then": conflict.then}
    return f"{then}. {CHOSEN[conflict.choice]}."
