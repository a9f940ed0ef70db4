"""Rows of the audit's table."""

from dataclasses import dataclass, field


@dataclass
class Row:
    """A limit and what was measured. `faults` names each place that breaks it."""

    limit: str
    measured: str
    faults: list[str] = field(default_factory=list)

    def __str__(self):
        verdict = "BROKEN" if self.faults else "ok"
        return "\n".join([f"{self.limit}: {self.measured}  {verdict}", *(f"  - {fault}" for fault in self.faults)])


class Faults(dict):
    """Faults found under several conditions (a width, a color scheme), each listed once with all its conditions."""

    def add(self, fault: str, condition: str = "") -> None:
        self.setdefault(fault, {})[condition] = None

    def row(self, limit: str, measured: str) -> Row:
        faults = [f"{fault} [{', '.join(where)}]" if any(where) else fault for fault, where in self.items()]
        return Row(limit, f"{len(self)} ({measured})", faults)
