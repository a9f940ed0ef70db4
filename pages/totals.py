"""Totals that the register can answer: counted anew, never typed.

`pages` knows no schools. Whoever can count something registers a provider here when the app starts.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Total:
    """One counted number: `value`, when what it rests on was last checked, in words, its source and its rule."""

    value: int
    as_of: str
    source: str
    rule: str


_providers: list[tuple[dict, Callable[[], dict[str, Total]]]] = []


def register(labels: dict[str, str], provider: Callable[[], dict[str, Total]]) -> None:
    """Adds `provider`, which answers all totals of `labels` (key → label for editors) at once."""
    _providers.append((labels, provider))


def choices() -> list[tuple[str, str]]:
    """(key, label) of every total, for a form field."""
    return [item for labels, _provider in _providers for item in labels.items()]


def current(keys) -> dict[str, Total]:
    """Today's totals for `keys`, asking each provider at most once; unknown keys are left out."""
    wanted, found = set(keys), {}
    for labels, provider in _providers:
        if wanted & labels.keys():
            found |= provider()
    return {key: total for key, total in found.items() if key in wanted}
