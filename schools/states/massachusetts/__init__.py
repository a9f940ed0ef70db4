"""Massachusetts: two files of its Education-to-Career data hub, with the layouts of 2024 and 2025."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from schools.states import Found, ResultLayout, Row, read, school_year

HUB = "https://educationtocareer.data.mass.gov/d/"
OF_ALL = ("sy", "org_code", "stu_grp")
EVERYBODY = "All Students"


def _found(row: Row, measure: str, value: str, count: str, name: str) -> Found:
    source = f"Massachusetts Department of Elementary and Secondary Education, {name}, {row['sy']}"
    return Found(row["org_code"].zfill(8), measure, school_year(row["sy"]), _percent(row[value]), row[count], source)


def _percent(fraction: str) -> str:
    """Return 0.912 as 91.2. Other text stays: blank is not published, anything else is reported."""
    try:
        return f"{(Decimal(fraction) * 100).normalize():f}"
    except InvalidOperation:
        return fraction


def _graduation(row: Row) -> Iterator[Found]:
    """The four-year rate that the hub has for both schools and the state; the adjusted rate is for schools only."""
    if row["stu_grp"] == EVERYBODY and row["grad_rate_type"] == "4-Year Graduation Rate":
        yield _found(row, "graduation_rate", "grad_pct", "cohort_cnt", "graduation rates")


def _tests(row: Row) -> Iterator[Found]:
    if row["stu_grp"] == EVERYBODY and row["test_grade"] == "10" and row["subject_code"] == "ELA":
        yield _found(row, "mcas_english", "m_plus_e_pct", "stu_cnt", "MCAS results, grade 10")


STATE = read(
    Path(__file__).parent,
    layouts=(
        ResultLayout(
            "graduation",
            _("graduation rates"),
            frozenset((*OF_ALL, "grad_rate_type", "grad_pct", "cohort_cnt")),
            _graduation,
            ("graduation_rate",),
            f"{HUB}n2xa-p822",
        ),
        ResultLayout(
            "mcas",
            _("MCAS results"),
            frozenset((*OF_ALL, "test_grade", "subject_code", "m_plus_e_pct", "stu_cnt")),
            _tests,
            ("mcas_english",),
            f"{HUB}i9w6-niyt",
        ),
    ),
)
