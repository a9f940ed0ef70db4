"""Where schools are after a file changes their addresses. The rule is that of all changes: `verbs.destination`.

All schools of a campus with the same new address in the file are one group.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from schools.changes import verbs
from schools.changes.verbs import POINT, Destination
from schools.register.models import Campus

from .lookup import Register
from .readings import PLACE, Problem, Proposal


def place(proposal: Proposal) -> dict[str, Any]:
    """Return the complete address after the proposal."""
    campus = proposal.school.campus if proposal.school else None
    return {name: proposal.values.get(name, getattr(campus, name, None)) for name in PLACE}


def settle(proposals: Iterable[Proposal], register: Register) -> list[Problem]:
    """Set the `target` of proposals that change the address, or `rejected`. Return problems of rows in our layout."""
    groups: dict[tuple, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        proposal.target, proposal.how, proposal.rejected = None, "", ""
        if proposal.school is None or proposal.values.keys() & set(PLACE):
            campus = proposal.school.campus_id if proposal.school else None
            groups[campus, *place(proposal).values()].append(proposal)
    addresses = Counter(campus for campus, *_place in groups)
    problems, new = list[Problem](), dict[tuple[str, str], tuple[Destination, int]]()
    together = _("The campus has other schools. To correct it, change the address of all of them in the same way.")
    for (campus, *_place), group in groups.items():
        target = _destination(group, register)
        if campus and target.campus.pk == campus and (target.others or addresses[campus] > 1):
            for proposal in group:
                if proposal.code:
                    proposal.rejected = together
                else:
                    problems.append(Problem(proposal.row, "", together))
            continue
        if target.is_new:
            target, row = new.setdefault(verbs.address_key(**place(group[0])), (target, group[0].row))
            problems += _disagreements(group, target, row)
        elif target.campus.pk != campus:
            problems += _disagreements(group, target)
        for proposal in group:
            proposal.target, proposal.how = target, _description(target, campus)
    return problems


def _destination(group: list[Proposal], register: Register) -> Destination:
    new_place, school = place(group[0]), group[0].school
    existing = register.campuses.get(verbs.address_key(**new_place))
    if school is None:
        return Destination(existing or verbs.new_campus(point_of=register.point_of_zip, **new_place))
    in_group = {proposal.school.pk for proposal in group if proposal.school}
    others = [other for other in register.schools_at[school.campus_id] if other.pk not in in_group]
    address = {name: group[0].values[name] for name in PLACE if name in group[0].values}
    return verbs.destination(school.campus, address, others, existing)


def _disagreements(group: list[Proposal], target: Destination, first_row: int | None = None) -> list[Problem]:
    """Return a problem for each row of our layout that says other things of a campus than an earlier row or we do."""
    problems = []
    for proposal in group:
        names = PLACE if first_row else proposal.columns
        given = {name: value for name, value in place(proposal).items() if name in names}
        column = next((name for name in given if _differs(proposal, target.campus, name, given[name])), "")
        if column and first_row:
            text = _("Row %(row)d disagrees about the same new address.") % {"row": first_row}
            problems.append(Problem(proposal.row, "", text))
        elif column:
            text = _(
                "The campus %(campus)s already exists with a different value. Write %(value)s, or leave the column out."
            ) % {"campus": target.campus.address, "value": getattr(target.campus, column)}
            problems.append(Problem(proposal.row, column, text))
    return problems


def _differs(proposal: Proposal, campus: Campus, name: str, value: Any) -> bool:
    """Whether a row of our layout says otherwise of the campus. The state may give two points for one address."""
    if proposal.code or name == "street" or (campus.pk is None and name in POINT and name not in proposal.values):
        return False
    return value != getattr(campus, name)


def _description(target: Destination, campus: int | None) -> str:
    if target.is_new:
        text = _("Moves to a new campus.") if campus else _("Opens at a new campus.")
        return f"{text} {target.campus.point_note}".rstrip()
    if target.campus.pk == campus:
        return _("Corrects the campus.")
    return _("Moves to the existing campus %(campus)s.") % {"campus": target.campus.address}
