"""Totals counted from the register.

`pages` cannot import `schools`, so that registers here when it starts.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Total:
    """One counted number: its `value`, when its data was last checked (`as_of`, in words), its source, and its rule."""

    value: int
    as_of: str
    source: str
    rule: str


_labels: dict[str, str] = {}
_count: Callable[[], dict[str, Total]] = dict


def register(labels: dict[str, str], count: Callable[[], dict[str, Total]]) -> None:
    """Register `count`, which returns all totals of `labels` (key → label for editors) at once."""
    global _labels, _count
    _labels, _count = labels, count


def choices() -> list[tuple[str, str]]:
    """Return (key, label) of every total, for a form field."""
    return [*_labels.items()]


def current(keys) -> dict[str, Total]:
    """Return today's totals for `keys`; unknown keys are left out. Nothing is counted if none is known."""
    known = _labels.keys() & set(keys)
    return {key: total for key, total in _count().items() if key in known} if known else {}
