"""Description of what a change does, for its preview. It is also stored with the change."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.apps import apps
from django.utils.translation import gettext as _

from schools.exchange.models import ImportedRecord
from schools.register import history
from schools.register.snapshot import record_of

from . import profile_changes, redirects

MOST = 50  # addresses that are listed; the rest are only counted
NOWHERE = "—"

Ask = Callable[[list[tuple[str, str]]], list[str]]


@dataclass
class Rows:
    """Changes of one record or page: its name, its kind, and rows of (label, before, after)."""

    name: str
    kind: str
    rows: list[tuple[str, str, str]]


@dataclass
class Impact:
    """What a change does.

    `redirects` are tuples of (old address, its target before, its target after). `notes` are sentences. `people` are
    names of users who get or lose access. `shown_on` are public addresses that show what changes, the nearest first.
    """

    records: list[Rows] = field(default_factory=list)
    pages: list[Rows] = field(default_factory=list)
    redirects: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    shown_on: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.records or self.pages or self.redirects)

    @property
    def digest(self) -> str:
        """The digest of what the office agrees to. Leaves out `shown_on`, which can change every minute."""
        agreed = [asdict(one) for one in (*self.records, *self.pages)]
        text = json.dumps([agreed, self.redirects, self.notes, self.people], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def named(self) -> list[str]:
        return self.shown_on[:MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.shown_on) - MOST)

    def as_json(self) -> dict:
        """Return data to store, without people's names."""
        return asdict(self) | {"people": []}

    @classmethod
    def from_json(cls, kept: dict) -> "Impact":
        return cls(**kept | {name: [Rows(**one) for one in kept[name]] for name in ("records", "pages")})


def of_record(kept: ImportedRecord, *, back: bool = False) -> Rows:
    """Return what was done to one record, or with `back`, what undoing it does."""
    model = apps.get_model(kept.model)
    before, after = (kept.after, kept.before) if back else (kept.before, kept.after)
    return Rows(kept.name, str(model._meta.verbose_name), _differences(model, before, after))


def _differences(model, before: dict | None, after: dict | None) -> list[tuple[str, str, str]]:
    old, new = (record_of(model, data) if data else None for data in (before, after))
    if old and new:
        return [(one.label, one.before, one.after) for one in history.differences(old, new)]
    there = old or new
    told = [(label, history.text(there, name)) for name, label in history.fields(model)]
    told = [(label, value) for label, value in told if value != history.NOTHING]
    return [(label, value, history.NOTHING) if old else (label, history.NOTHING, value) for label, value in told]


def of_pages(before: dict[int, dict], after: dict[int, dict]) -> list[Rows]:
    """Return the changes between two results of `pages_now`."""
    found = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        rows = _page_rows(old, new)
        if rows:
            found.append(Rows((new or old)["name"], _("profile"), rows))
    return found


def _page_rows(old: dict | None, new: dict | None) -> list[tuple[str, str, str]]:
    told_before, told_after = ((one or {}).get("told", {}) for one in (old, new))
    rows = []
    for label in dict.fromkeys([*told_before, *told_after]):
        before, after = told_before.get(label) or NOWHERE, told_after.get(label) or NOWHERE
        if before != after:
            rows.append((label, before, after))
    return rows


def pages_now(schools) -> dict[int, dict]:
    return {
        page.pk: {"name": f"{page.title} ({page.locale})", "told": profile_changes.told(page)}
        for page in profile_changes.of(schools)
    }


def of_redirects(done: list[dict], *, back: bool = False) -> list[tuple[str, str, str]]:
    found = []
    for one in done:
        before, after = (one["after"], one["before"]) if back else (one["before"], one["after"])
        old_path = (one["after"] or one["before"])["old_path"]
        found.append((f"{old_path}/", *(redirects.leads_to(row) if row else NOWHERE for row in (before, after))))
    return found


_showing: list[Ask] = []


def register_showing(ask: Ask) -> None:
    """Register a callable that returns the public addresses that show objects, given as (model label, key) pairs."""
    _showing[:] = [ask]


def showing(changed: list[tuple[str, str]]) -> list[str]:
    return list(dict.fromkeys(address for ask in _showing for address in ask(changed)))
