"""Decide how address changes are applied: correct the campus if all its schools agree, else move the school."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from schools.register.models import Campus, School

from .lookup import Register, address
from .readings import PLACE, Problem, Proposal


@dataclass
class Settlement:
    """How address changes are applied. `campus`, `descriptions`, and `rejected` are keyed by the proposal's `id()`.

    `campus` is the school's future campus (without a key if it is new). `corrected` maps campus keys to new values.
    `descriptions` says what happens, for people.
    """

    campus: dict[int, Campus] = field(default_factory=dict)
    corrected: dict[int, dict[str, Any]] = field(default_factory=dict)
    descriptions: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rejected: dict[int, str] = field(default_factory=dict)  # why the state's address cannot be used


def settle(proposals: Iterable[Proposal], register: Register, *, closed_follow: bool) -> Settlement:
    """Return how the proposals' address changes are applied.

    `closed_follow`: closed schools need not be in the file to correct their campus, as long as the street is the same.
    """
    settlement = Settlement()
    by_campus: dict[int, list[Proposal]] = defaultdict(list)
    movers: list[Proposal] = []
    for proposal in proposals:
        if proposal.school is None:
            movers.append(proposal)
        elif proposal.values.keys() & set(PLACE):
            by_campus[proposal.school.campus_id].append(proposal)
    for campus_id, group in by_campus.items():
        if _agree(group, register.schools_at[campus_id], register, closed_follow):
            _correct(settlement, group)
        else:
            movers += group
    _move(settlement, movers, register)
    return settlement


def place(proposal: Proposal) -> dict[str, Any]:
    """Return the complete address after the proposal."""
    campus = proposal.school.campus if proposal.school else None
    return {name: proposal.values.get(name, getattr(campus, name, None)) for name in PLACE}


def _agree(proposals: list[Proposal], schools: list[School], register: Register, closed_follow: bool) -> bool:
    places = {tuple(place(proposal).values()) for proposal in proposals}
    if len(places) > 1:
        return False
    new, campus = place(proposals[0]), proposals[0].school.campus
    same_street = address(new["street"], "") == address(campus.street, "")
    voters = {school.pk for school in schools if not (closed_follow and same_street and school.is_closed)}
    existing = register.campuses.get(address(new["street"], new["zip"]))
    return voters <= {proposal.school.pk for proposal in proposals} and (existing is None or existing.pk == campus.pk)


def _correct(settlement: Settlement, proposals: list[Proposal]) -> None:
    campus = proposals[0].school.campus
    settlement.corrected[campus.pk] = {name: proposals[0].values[name] for name in PLACE if name in proposals[0].values}
    for proposal in proposals:
        settlement.campus[id(proposal)] = campus
        settlement.descriptions[id(proposal)] = _("Corrects the campus.")


def _conflicting_column(proposal: Proposal, campus: Campus) -> str:
    """Return the first column of our layout that disagrees with the register about the campus, or ""."""
    new_place = place(proposal)
    columns = () if proposal.code else (name for name in PLACE[1:] if name in proposal.columns)
    return next((name for name in columns if new_place[name] != getattr(campus, name)), "")


def _move(settlement: Settlement, proposals: list[Proposal], register: Register) -> None:
    new_campuses: dict[tuple[str, str], tuple[Campus, dict, int]] = {}
    for proposal in proposals:
        new_place = place(proposal)
        key = address(new_place["street"], new_place["zip"])
        existing = register.campuses.get(key)
        if existing and proposal.school and existing.pk == proposal.school.campus_id:
            message = _(
                "The campus has other schools. To correct it, change the address of all of them in the same way."
            )
            if proposal.code:
                settlement.rejected[id(proposal)] = message
            else:
                settlement.problems.append(Problem(proposal.row, "", message))
        elif existing and (column := _conflicting_column(proposal, existing)):
            message = _(
                "The campus %(campus)s already exists with a different value. Write %(value)s, or leave the column out."
            )
            details = {"campus": existing.address, "value": getattr(existing, column)}
            settlement.problems.append(Problem(proposal.row, column, message % details))
        elif existing:
            settlement.campus[id(proposal)] = existing
            settlement.descriptions[id(proposal)] = _("Moves to the existing campus %(campus)s.") % {
                "campus": existing.address
            }
        else:
            campus, first_place, row = new_campuses.setdefault(key, (Campus(**new_place), new_place, proposal.row))
            # The state may give two points for one address; use the first.
            if first_place != new_place and not proposal.code:
                settlement.problems.append(
                    Problem(proposal.row, "", _("Row %(row)d disagrees about the same new address.") % {"row": row})
                )
            settlement.campus[id(proposal)] = campus
            settlement.descriptions[id(proposal)] = _("Moves to a new campus.")
