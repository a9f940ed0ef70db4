"""Where schools are after a file changes their addresses. The rule is that of all changes: `verbs.destination`.

All schools of a campus with the same new address in the file are one group.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from schools.changes import verbs
from schools.changes.verbs import POINT, Destination
from schools.register.models import Campus

from .lookup import Register
from .readings import PLACE, Problem, Proposal

Key = tuple[str, str]  # of an address


@dataclass
class Settlement:
    """How address changes are applied, by the proposal's `id()`. `descriptions` says what happens, for people."""

    destinations: dict[int, Destination] = field(default_factory=dict)
    descriptions: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rejected: dict[int, str] = field(default_factory=dict)  # why the state's address cannot be used

    def reject(self, proposal: Proposal, text: str) -> None:
        if proposal.code:
            self.rejected[id(proposal)] = text
        else:
            self.problems.append(Problem(proposal.row, "", text))


def place(proposal: Proposal) -> dict[str, Any]:
    """Return the complete address after the proposal."""
    campus = proposal.school.campus if proposal.school else None
    return {name: proposal.values.get(name, getattr(campus, name, None)) for name in PLACE}


def settle(proposals: Iterable[Proposal], register: Register) -> Settlement:
    """Return how the proposals' address changes are applied."""
    groups: dict[tuple, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.school is None or proposal.values.keys() & set(PLACE):
            campus = proposal.school.campus_id if proposal.school else None
            groups[campus, *place(proposal).values()].append(proposal)
    addresses = Counter(campus for campus, *_place in groups)
    settlement, new = Settlement(), dict[Key, tuple[Destination, Proposal]]()
    for (campus, *_place), group in groups.items():
        target = _destination(group, register)
        if campus and target.campus.pk == campus and (target.others or addresses[campus] > 1):
            for proposal in group:
                settlement.reject(proposal, _only_together())
            continue
        if target.is_new:
            target, first = new.setdefault(verbs.address_key(**place(group[0])), (target, group[0]))
            _compare(settlement, group, first)
        else:
            _check_columns(settlement, group, target)
        for proposal in group:
            settlement.destinations[id(proposal)] = target
            settlement.descriptions[id(proposal)] = _description(target, campus)
    return settlement


def _destination(group: list[Proposal], register: Register) -> Destination:
    new_place, school = place(group[0]), group[0].school
    existing = register.campuses.get(verbs.address_key(**new_place))
    if school is None:
        return Destination(existing or Campus(**new_place))
    in_group = {proposal.school.pk for proposal in group if proposal.school}
    others = [other for other in register.schools_at[school.campus_id] if other.pk not in in_group]
    address = {name: group[0].values[name] for name in PLACE if name in group[0].values}
    return verbs.destination(school.campus, address, others, existing)


def _only_together() -> str:
    return _("The campus has other schools. To correct it, change the address of all of them in the same way.")


def _compare(settlement: Settlement, group: list[Proposal], first: Proposal) -> None:
    """Add a problem for each row of our layout that disagrees with the `first` about the same new address."""
    for proposal in group:
        # The state may give two points for one address; use the first.
        if _without_old_point(proposal) != _without_old_point(first) and not proposal.code:
            text = _("Row %(row)d disagrees about the same new address.") % {"row": first.row}
            settlement.problems.append(Problem(proposal.row, "", text))


def _without_old_point(proposal: Proposal) -> dict[str, Any]:
    return {name: value for name, value in place(proposal).items() if name in proposal.values or name not in POINT}


def _check_columns(settlement: Settlement, group: list[Proposal], target: Destination) -> None:
    """Add a problem for the first column of our layout that disagrees with the register about an existing campus."""
    if target.values:  # their own campus
        return
    for proposal in group:
        new_place = place(proposal)
        columns = () if proposal.code else (name for name in PLACE[1:] if name in proposal.columns)
        for column in columns:
            value = getattr(target.campus, column)
            if new_place[column] != value:
                text = _(
                    "The campus %(campus)s already exists with a different value. "
                    "Write %(value)s, or leave the column out."
                ) % {"campus": target.campus.address, "value": value}
                settlement.problems.append(Problem(proposal.row, column, text))
                break


def _description(target: Destination, campus: int | None) -> str:
    if target.is_new:
        without_point = [verbs.no_point()] if target.campus.latitude is None else []
        return " ".join([_("Moves to a new campus."), *without_point])
    if target.campus.pk == campus:
        return _("Corrects the campus.")
    return _("Moves to the existing campus %(campus)s.") % {"campus": target.campus.address}
