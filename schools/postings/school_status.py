"""What is required of one school, as its desk shows it."""

from schools.register.models import School

from .models import Requirement
from .status import Cell, Status, cells


def by_status(school: School) -> list[tuple[Status, list[Cell]]]:
    """All that is asked of `school`, what is most urgent first; nothing of one that is not open. Two queries."""
    if not school.is_open:
        return []
    found = [one for one in cells(Requirement.objects.filter(in_use=True), [school])[0] if one]
    return [(status, mine) for status in Status if (mine := [one for one in found if one.status == status])]
