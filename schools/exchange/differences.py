"""What differs between a school and a proposal, as questions that people read and decide."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schools.register import history
from schools.register.models import School, StateRecord

from .campuses import Settlement, place
from .lookup import Register
from .readings import PLACE, Proposal

RECORD = "record"  # the key of what changes in the state's record
POINT = ("latitude", "longitude")
GROUPS = {  # fields that are one question
    **dict.fromkeys(("street", "city", "state", "zip", "area"), "address"),
    **dict.fromkeys(POINT, "point"),
    **dict.fromkeys(("lowest_grade", "highest_grade"), "grades"),
    **dict.fromkeys(("name", "record_name"), "name"),
}


@dataclass(frozen=True)
class Difference:
    """One question: `key` names it, `before` and `after` as people read them; `how` says what else follows. An import
    leaves what is not `taken`."""

    key: str
    label: str
    before: str
    after: str
    warning: str = ""
    how: str = ""
    taken: bool = True


def changed(stored, values: dict, model=School):
    """A copy of `stored`, or a new one, with those of `values` that are its own columns."""
    names = {column.attname for column in model._meta.concrete_fields if not column.generated}
    found = {name: getattr(stored, name) for name in names} if stored else {}
    return model(**found | {name: value for name, value in values.items() if name in names})


def label(key: str) -> str:
    """What people call the question `key`."""
    fixed = {
        "address": _("Address"),
        "point": _("On the map"),
        "grades": _("Grades"),
        "codes": _("State records"),
        "name": _("Name"),
        RECORD: _("State record"),
    }
    return fixed.get(key) or capfirst(str(School._meta.get_field(key).verbose_name))


def differences(proposal: Proposal, settlement: Settlement, register: Register) -> list[Difference]:
    """One for each question that `proposal` asks, the state's record last."""
    keys = dict.fromkeys(GROUPS.get(name, name) for name in proposal.values)
    found = [_difference(key, proposal, settlement, register) for key in keys]
    return [*found, _of_record(proposal)] if proposal.record and proposal.school else found


def _difference(key: str, proposal: Proposal, settlement: Settlement, register: Register) -> Difference:
    school = proposal.school
    warning = " ".join(
        text for name, text in proposal.warnings.items() if GROUPS.get(name, name) == key and name in proposal.values
    )
    how = settlement.words.get(id(proposal), "") if key in ("address", "point") else ""
    if key == "name" and school:
        how = _("“%(name)s” becomes a former name, last seen in %(month)s.") % {
            "name": school.name,
            "month": f"{proposal.last_seen:%Y-%m}",
        }
    before = present(key, school, register) if school else ""
    return Difference(key, label(key), before, proposed(key, proposal, register), warning, how)


def present(key: str, school: School, register: Register) -> str:
    """The register's answer to the question `key`, as people read it."""
    return _shown(key, school, school, register)


def proposed(key: str, proposal: Proposal, register: Register) -> str:
    """The proposal's answer to the question `key`, as people read it."""
    if key == "codes":
        return ", ".join(proposal.values[key]) or history.NOTHING
    if key == "programs":
        return register.names_of(proposal.values[key]) or history.NOTHING
    return _shown(key, changed(proposal.school, proposal.values), proposal.school, register, place(proposal))


def _shown(key: str, state: School, school: School | None, register: Register, at: dict | None = None) -> str:
    """What `state`, a state of `school`, says to the question `key`, as people read it."""
    at = at or {name: getattr(school.campus, name) for name in PLACE}
    if key == "address":
        area = f" ({at['area']})" if at["area"] else ""
        return f"{at['street']}, {at['city']}, {at['state']} {at['zip']}{area}"
    if key == "point":
        return ", ".join(f"{at[name]}" for name in POINT if at[name] is not None) or history.NOTHING
    if key == "grades":
        return state.grades
    if key == "codes":
        return ", ".join(register.codes(school)) or history.NOTHING
    if key == "programs":
        return register.names_of(register.programs[school.pk]) or history.NOTHING
    return history.text(state, key)


def _of_record(proposal: Proposal) -> Difference:
    new = changed(proposal.stored, proposal.record, StateRecord)
    found = history.differences(proposal.stored, new)
    before, after = ("; ".join(f"{one.label}: {getattr(one, side)}" for one in found) for side in ("before", "after"))
    return Difference(RECORD, f"{label(RECORD)} {proposal.code}", before, after)
