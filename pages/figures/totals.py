"""Totals counted from the register.

`pages` cannot import `schools`, so apps that can count something register a provider here when they start.
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


_providers: list[tuple[dict, Callable[[], dict[str, Total]]]] = []


def register(labels: dict[str, str], provider: Callable[[], dict[str, Total]]) -> None:
    """Register `provider`, which returns all totals of `labels` (key → label for editors) at once."""
    _providers.append((labels, provider))


def choices() -> list[tuple[str, str]]:
    """Return (key, label) of every total, for a form field."""
    return [item for labels, _provider in _providers for item in labels.items()]


def current(keys) -> dict[str, Total]:
    """Return today's totals for `keys`, calling each provider at most once; unknown keys are left out."""
    requested, totals = set(keys), {}
    for labels, provider in _providers:
        if requested & labels.keys():
            totals |= provider()
    return {key: total for key, total in totals.items() if key in requested}
