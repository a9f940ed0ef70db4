"""Description of what a change does, for its preview. It is also stored with the change."""

import json
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from pages import redirects
from schools.changes import agreement
from schools.changes.description import Rows

from . import profile_changes

MOST = 50  # addresses that are listed; the rest are only counted
NOWHERE = "—"


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
        rows = [asdict(item) for item in (*self.records, *self.pages)]
        return agreement.digest([rows, self.redirects, self.notes, self.people])

    @property
    def core(self) -> str:
        """What a planned change must still do on its day: the values of records, before and after, and redirects.

        Without the names of records, so that a school can be renamed before it moves.
        """
        return json.dumps([sorted([item.kind, item.rows] for item in self.records), self.redirects])

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
    def from_json(cls, data: dict) -> "Impact":
        return cls(**data | {name: [Rows(**item) for item in data[name]] for name in ("records", "pages")})


def of_pages(before: dict[int, dict], after: dict[int, dict]) -> list[Rows]:
    """Return the changes between two results of `pages_now`."""
    result = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        rows = _page_rows(old, new)
        if rows:
            result.append(Rows((new or old)["name"], _("profile"), rows))
    return result


def _page_rows(old: dict | None, new: dict | None) -> list[tuple[str, str, str]]:
    summary_before, summary_after = ((state or {}).get("summary", {}) for state in (old, new))
    rows = []
    for label in dict.fromkeys([*summary_before, *summary_after]):
        before, after = summary_before.get(label) or NOWHERE, summary_after.get(label) or NOWHERE
        if before != after:
            rows.append((label, before, after))
    return rows


def pages_now(schools) -> dict[int, dict]:
    return {
        page.pk: {"name": f"{page.title} ({page.locale})", "summary": profile_changes.summary_of(page)}
        for page in profile_changes.profiles_of(schools)
    }


def of_redirects(changes: list[dict], *, back: bool = False) -> list[tuple[str, str, str]]:
    result = []
    for change in changes:
        before, after = (change["after"], change["before"]) if back else (change["before"], change["after"])
        old_path = (change["after"] or change["before"])["old_path"]
        result.append((f"{old_path}/", *(redirects.target_of(row) if row else NOWHERE for row in (before, after))))
    return result
