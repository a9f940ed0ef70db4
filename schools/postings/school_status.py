"""The required postings of one school, for the school desk."""

from schools.register.models import School

from .models import Requirement
from .status import Cell, Status, cells


def by_status(school: School) -> list[tuple[Status, list[Cell]]]:
    """Return the cells of `school` by status, the most urgent first. Empty if it is not open. Two queries."""
    if not school.is_open:
        return []
    school_cells = [cell for cell in cells(Requirement.objects.filter(in_use=True), [school])[0] if cell]
    return [(status, group) for status in Status if (group := [cell for cell in school_cells if cell.status == status])]
