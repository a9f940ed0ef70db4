"""The kinds of changes. `schools/apps.py` registers those of all rooms."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .agreement import Refused


class Kind:
    """One kind of change. `label` is what people call it, and `url_name` the page of one such change.

    `waits`: its preview is stored until someone applies it. `at_once`: records above which it takes too long for a
    request. `writes_to_preview`: its preview makes the change, so it waits until no other is made or undone.
    """

    name: str
    label: str | Promise
    url_name: str
    waits = True
    at_once = 50
    writes_to_preview = False

    def make(self, change) -> dict[str, Any]:
        """Make the change (an `engine.Change`) in the current transaction, and return its preview. Raises Refused."""
        raise NotImplementedError

    def look(self, change) -> dict[str, Any]:
        """Return the preview. What this changes is rolled back. Raises Refused if there can be none."""
        return self.make(change)

    def apply(self, change) -> dict[str, Any]:
        """Make the change as its user agreed to it, and return its preview. Raises Refused."""
        preview = self.make(change)
        change.check(preview["digest"])
        if preview.get("problems"):
            raise Refused(_("There are problems, so nothing can be changed."))
        return preview

    def size(self, change_set) -> int:
        """Return how many records applying it changes."""
        return sum(change_set.counts.get(name, 0) for name in ("added", "changed", "closed"))

    def is_slow_to_preview(self, change_set) -> bool:
        """Whether the preview takes too long for a request."""
        return False


by_name: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    by_name.update({kind.name: kind for kind in kinds})


def waiting() -> list[str]:
    """Return the names of the kinds whose preview is stored until someone applies it."""
    return [name for name, kind in by_name.items() if kind.waits]
