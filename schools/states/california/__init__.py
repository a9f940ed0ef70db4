"""California: its Department of Education (CDE), its tests, its codes, and its law."""

from pathlib import Path

from schools.states import read

from .result_layouts import LAYOUTS


def page_of(code: str, year: str) -> str:
    """Return the address of a school's page in the California School Dashboard, for the school year “2018–19”."""
    return f"https://www.caschooldashboard.org/reports/{code}/{int(year[:4]) + 1}"


STATE = read(Path(__file__).parent, layouts=LAYOUTS, page_of=page_of)
