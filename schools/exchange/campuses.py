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
    """How address changes are applied. `campus`, `words`, and `left` are keyed by the proposal's `id()`.

    `campus` is the school's future campus (without a key if it is new). `corrected` maps campus keys to new values.
    `words` says what happens, for people.
    """

    campus: dict[int, Campus] = field(default_factory=dict)
    corrected: dict[int, dict[str, Any]] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)  # why the state's address cannot be used


def settle(proposals: Iterable[Proposal], register: Register, *, closed_follow: bool) -> Settlement:
    """Return how the proposals' address changes are applied.

    `closed_follow`: closed schools need not be in the file to correct their campus, as long as the street is the same.
    """
    done = Settlement()
    by_campus: dict[int, list[Proposal]] = defaultdict(list)
    moving: list[Proposal] = []
    for proposal in proposals:
        if proposal.school is None:
            moving.append(proposal)
        elif proposal.values.keys() & set(PLACE):
            by_campus[proposal.school.campus_id].append(proposal)
    for key, found in by_campus.items():
        if _agree(found, register.schools_at[key], register, closed_follow):
            _correct(done, found)
        else:
            moving += found
    _move(done, moving, register)
    return done


def place(proposal: Proposal) -> dict[str, Any]:
    """Return the complete address after the proposal."""
    campus = proposal.school.campus if proposal.school else None
    return {name: proposal.values.get(name, getattr(campus, name, None)) for name in PLACE}


def _agree(found: list[Proposal], schools: list[School], register: Register, closed_follow: bool) -> bool:
    wanted = {tuple(place(proposal).values()) for proposal in found}
    if len(wanted) > 1:
        return False
    new, campus = place(found[0]), found[0].school.campus
    same_street = address(new["street"], "") == address(campus.street, "")
    voters = {school.pk for school in schools if not (closed_follow and same_street and school.is_closed)}
    other = register.campuses.get(address(new["street"], new["zip"]))
    return voters <= {proposal.school.pk for proposal in found} and (other is None or other.pk == campus.pk)


def _correct(done: Settlement, found: list[Proposal]) -> None:
    campus = found[0].school.campus
    done.corrected[campus.pk] = {name: found[0].values[name] for name in PLACE if name in found[0].values}
    for proposal in found:
        done.campus[id(proposal)] = campus
        done.words[id(proposal)] = _("The campus is corrected.")


def _otherwise(proposal: Proposal, campus: Campus) -> str:
    """Return the first column of our layout that disagrees with the register about the campus, or ""."""
    wanted = place(proposal)
    told = () if proposal.code else (name for name in PLACE[1:] if name in proposal.columns)
    return next((name for name in told if wanted[name] != getattr(campus, name)), "")


def _move(done: Settlement, moving: list[Proposal], register: Register) -> None:
    made: dict[tuple[str, str], tuple[Campus, dict, int]] = {}
    for proposal in moving:
        wanted = place(proposal)
        where = address(wanted["street"], wanted["zip"])
        there = register.campuses.get(where)
        if there and proposal.school and there.pk == proposal.school.campus_id:
            why = _("The campus has other schools. To correct it, change the address of all of them in the same way.")
            if proposal.code:
                done.left[id(proposal)] = why
            else:
                done.problems.append(Problem(proposal.row, "", why))
        elif there and (other := _otherwise(proposal, there)):
            why = _(
                "The campus %(campus)s already exists with a different value. Write %(value)s, or leave the column out."
            )
            words = {"campus": there.address, "value": getattr(there, other)}
            done.problems.append(Problem(proposal.row, other, why % words))
        elif there:
            done.campus[id(proposal)] = there
            done.words[id(proposal)] = _("Moves to the existing campus %(campus)s.") % {"campus": there.address}
        elif where in made:
            campus, first, row = made[where]
            if first != wanted and not proposal.code:  # the state may give two points for one address; use the first
                done.problems.append(
                    Problem(proposal.row, "", _("Row %(row)d disagrees about the same new address.") % {"row": row})
                )
            done.campus[id(proposal)] = campus
            done.words[id(proposal)] = _("Moves to a new campus.")
        else:
            campus = Campus(**wanted)
            made[where] = campus, wanted, proposal.row
            done.campus[id(proposal)] = campus
            done.words[id(proposal)] = _("Moves to a new campus.")
