"""What an audit says: rows of a table, faults by place, progress."""

import sys
from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    """A bound and what was measured. `faults` names each place that breaks it, `notes` what one should know."""

    bound: str
    measured: str
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: bool = False

    @property
    def verdict(self) -> str:
        return "skipped" if self.skipped else "BROKEN" if self.faults else "ok"

    def as_dict(self) -> dict:
        return {**asdict(self), "verdict": self.verdict}


class Faults:
    """Faults found under several conditions (a width, a colour scheme), each told once with all of its conditions."""

    def __init__(self):
        self._found: dict[str, list[str]] = {}

    def add(self, fault: str, condition: object = "") -> None:
        conditions = self._found.setdefault(fault, [])
        if condition and str(condition) not in conditions:
            conditions.append(str(condition))

    def __iter__(self):
        for fault, conditions in self._found.items():
            yield f"{fault} [{', '.join(conditions)}]" if conditions else fault

    def row(self, bound: str, looked_at: str, **more) -> Row:
        """The row of a bound that allows no fault."""
        return Row(bound, f"{len(self._found)} ({looked_at})", list(self), **more)


def say(text: str) -> None:
    """Progress, on standard error: the table alone goes to standard output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
