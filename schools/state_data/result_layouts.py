"""The layouts of files with results, recognized by their header.

Column names are compared without spaces and case, which the state writes differently from year to year. The state's
headers are those of its files of 2023 to 2025.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.results.models import Measure

CDE = "California Department of Education, "
Row = dict[str, str]  # cells by folded column name
CODE = ("countycode", "districtcode", "schoolcode")
DATAQUEST = ("academicyear", "aggregatelevel", *CODE, "reportingcategory")
ALL = "TA"  # the category of all students
ALTERNATIVE = "alternativeschoolaccountabilitystatus"
Number = tuple[Measure, str, str]  # with the columns of its value and its count


@dataclass(frozen=True)
class Found:
    """One number in a row, as text: `value` may be one of `WITHHELD`, `count` may be blank."""

    code: str
    measure: str
    year: str
    value: str
    count: str
    source: str


@dataclass(frozen=True)
class Layout:
    """A kind of file. `columns` are those it must have. `read` yields the numbers of a row that are about all students.

    `measures` are those of the numbers; our own collections name none. `page` is where the state publishes or describes
    the file.
    """

    name: str
    label: str | Promise
    columns: frozenset[str]
    read: Callable[[Row], Iterator[Found]]
    measures: tuple[Measure, ...] = ()
    page: str = ""


def fold(name: str) -> str:
    return "".join(name.split()).casefold().replace("’", "'").strip('"')


def _code(row: Row) -> str:
    """Return the CDS code of a row with three columns. Blank digits, of a district or the state, become zeros."""
    return row["countycode"].zfill(2) + row["districtcode"].zfill(5) + row["schoolcode"].zfill(7)


def _dataquest(
    name: str,
    label: Promise,
    source: str,
    numbers: dict[str, tuple[Number, ...]],
    *,
    page: str = "",
    of_all: tuple[str, ...] = (),
) -> Layout:
    """Return the layout of a file of DataQuest. `numbers` of each category; `of_all`: columns that must have `ALL`."""

    def read(row: Row) -> Iterator[Found]:
        if _is_of(row, numbers) and all(row[column] == ALL for column in of_all):
            year = row["academicyear"]
            for measure, value, count in numbers[row["reportingcategory"]]:
                yield Found(_code(row), measure, year, row[value], row[count], f"{CDE}{source.format(year)}")

    every = [number for of_category in numbers.values() for number in of_category]
    columns = {*DATAQUEST, *of_all, *(column for _measure, *of_number in every for column in of_number)}
    measures = tuple(dict.fromkeys(measure for measure, _value, _count in every))
    return Layout(name, label, frozenset(columns), read, measures, page)


def _is_of(row: Row, categories: Iterable[str]) -> bool:
    """Whether a row is about one of the categories, and a district's or the state's about all its schools."""
    if row["reportingcategory"] not in categories or row["aggregatelevel"] not in ("T", "D", "S"):
        return False
    flags = (row.get(name, "All") for name in ("charterschool", "charteryn", "charter", "dass", ALTERNATIVE))
    return row["aggregatelevel"] == "S" or all(flag.casefold() in ("all", "") for flag in flags)


GRADES_9_12 = ("gr_09", "gr_10", "gr_11", "gr_12")


def _enrollment(row: Row) -> Iterator[Found]:
    if row["aggregatelevel"] == "S" and _is_of(row, (ALL,)):
        year, counts = row["academicyear"], [row[name] for name in GRADES_9_12]
        source = f"{CDE}Census Day enrollment data, {year}"
        yield Found(_code(row), Measure.ENROLLMENT, year, row["total_enr"], "", source)
        high = str(sum(map(int, counts))) if all(map(str.isdecimal, counts)) else "*"
        yield Found(_code(row), Measure.ENROLLMENT_9_12, year, high, "", source)


INDICATORS = {
    "ELA": (Measure.ELA_DISTANCE, "Academic Indicator"),
    "MATH": (Measure.MATH_DISTANCE, "Academic Indicator"),
    "CCI": (Measure.PREPARED, "College/Career Indicator"),
}


def _dashboard(row: Row) -> Iterator[Found]:
    indicator = INDICATORS.get(row["indicator"].upper())
    if indicator and row["studentgroup"] == "ALL":
        measure, name = indicator
        source = f"{CDE}California School Dashboard {row['reportingyear']}, {name}"
        year = _school_year(row["reportingyear"])
        yield Found(row["cds"].zfill(14), measure, year, row["currstatus"], row["currdenom"], source)


TESTS = {
    ("1", "11"): Measure.ELA,
    ("2", "11"): Measure.MATH,
    ("1", "13"): Measure.ELA_ALL,
    ("2", "13"): Measure.MATH_ALL,
}


def _caaspp(row: Row) -> Iterator[Found]:
    measure = TESTS.get((row["testid"].lstrip("0"), row["grade"]))
    group = (row.get("studentgroupid") or row.get("subgroupid", "")).lstrip("0")
    if measure and group == "1" and row.get("testtype", "B") == "B":
        grades = "grade 11" if row["grade"] == "11" else "all tested grades"
        source = f"{CDE}CAASPP test results, {grades}, {row['testyear']}"
        count = row.get("totalstudentstestedwithscores") or row.get("studentswithscores", "")
        year = _school_year(row["testyear"])
        yield Found(_code(row), measure, year, row["percentagestandardmetandabove"], count, source)


# Our own collections of the state's numbers: measure and grades, and the measure here.
COLLECTED = {
    ("ela_met_percent", "11"): Measure.ELA,
    ("math_met_percent", "11"): Measure.MATH,
    ("ela_met_percent", "all tested grades"): Measure.ELA_ALL,
    ("math_met_percent", "all tested grades"): Measure.MATH_ALL,
    ("ela_distance_from_standard", "3-8 and 11"): Measure.ELA_DISTANCE,
    ("math_distance_from_standard", "3-8 and 11"): Measure.MATH_DISTANCE,
    ("four_year_graduation_percent", "12"): Measure.GRADUATION,
    ("four_year_dropout_percent", "12"): Measure.DROPOUT,
    ("a_g_completion_percent_of_graduates", "12"): Measure.UC_CSU_GRADUATES,
    ("college_going_12_month_percent", "12"): Measure.COLLEGE,
    ("college_career_prepared_percent", "12"): Measure.PREPARED,
    ("chronic_absenteeism_percent", "TK-8"): Measure.ABSENCE_K8,
    ("chronic_absenteeism_percent", "9-12"): Measure.ABSENCE_9_12,
    ("suspension_percent", "all"): Measure.SUSPENSION,
    ("english_learner_percent_of_enrollment", "all"): Measure.ENGLISH_LEARNERS,
    ("students_with_disabilities_percent_of_enrollment", "all"): Measure.DISABILITIES,
    ("socioeconomically_disadvantaged_percent_of_enrollment", "all"): Measure.LOW_INCOME,
}


def _collected(row: Row) -> Iterator[Found]:
    measure = COLLECTED.get((row["measure"], row["grade"]))
    if measure and row["group"] == "all students":
        yield Found(
            row["cds_code"].zfill(14), measure, row["year"], row["value"], row["denominator"], row["source"][:200]
        )


def _open_data(row: Row) -> Iterator[Found]:
    if row["measure"] in Measure.values:
        yield Found(
            row["cds_code"].zfill(14), row["measure"], row["academic_year"], row["value"], row["count"], row["source"]
        )


def _school_year(spring: str) -> str:
    """Return the school year that ends in the year `spring`: 2025 → 2024-25. Other text stays, to be reported."""
    if not (spring.isascii() and spring.isdigit() and len(spring) == 4):
        return spring
    return f"{int(spring) - 1}-{spring[2:]}"


CDE_DATA = "https://www.cde.ca.gov/ds/ad/"
ABSENCES = ("chronicabsenteeismrate", "chronicabsenteeismeligiblecumulativeenrollment")
LAYOUTS = (
    Layout(
        "census",
        _("enrollment on Census Day"),
        frozenset((*DATAQUEST, "charter", "total_enr", *GRADES_9_12)),
        _enrollment,
        (Measure.ENROLLMENT, Measure.ENROLLMENT_9_12),
        f"{CDE_DATA}fsenrcensus.asp",
    ),
    _dataquest(
        "acgr",
        _("graduation rates and outcomes (ACGR)"),
        "Adjusted Cohort Graduation Rate data, {}",
        {
            ALL: (
                (Measure.GRADUATION, "regularhsdiplomagraduates(rate)", "cohortstudents"),
                (Measure.DROPOUT, "dropout(rate)", "cohortstudents"),
                (Measure.UC_CSU_GRADUATES, "metuc/csugradreq's(rate)", "regularhsdiplomagraduates(count)"),
            )
        },
        page=f"{CDE_DATA}fsacgr.asp",
    ),
    _dataquest(
        "absence",
        _("chronic absenteeism"),
        "chronic absenteeism data, {}",
        {
            "GRTK8": ((Measure.ABSENCE_K8, *ABSENCES),),
            "GRK8": ((Measure.ABSENCE_K8, *ABSENCES),),
            "GR912": ((Measure.ABSENCE_9_12, *ABSENCES),),
        },
        page=f"{CDE_DATA}fsabd.asp",
    ),
    _dataquest(
        "suspension",
        _("suspensions"),
        "suspension data, {}",
        {ALL: ((Measure.SUSPENSION, "suspensionrate(total)", "cumulativeenrollment"),)},
    ),
    _dataquest(
        "college",
        _("college-going within 12 months"),
        "college-going data, 12 months, class of {}",
        {ALL: ((Measure.COLLEGE, "collegegoingrate-total(12months)", "highschoolcompleters"),)},
        of_all=("completertype",),
    ),
    Layout(
        "dashboard",
        _("California School Dashboard: Academic or College/Career Indicator"),
        frozenset(("cds", "studentgroup", "currstatus", "currdenom", "indicator", "reportingyear")),
        _dashboard,
        (Measure.ELA_DISTANCE, Measure.MATH_DISTANCE, Measure.PREPARED),
        "https://www.cde.ca.gov/ta/ac/cm/acaddatafiles.asp",
    ),
    Layout(
        "caaspp",
        _("CAASPP research file"),
        frozenset((*CODE, "testyear", "testid", "grade", "percentagestandardmetandabove")),
        _caaspp,
        (Measure.ELA, Measure.MATH, Measure.ELA_ALL, Measure.MATH_ALL),
        "https://caaspp-elpac.ets.org/caaspp/ResearchFileListSB",
    ),
    Layout(
        "collected",
        _("our collection of the state’s numbers"),
        frozenset(("cds_code", "measure", "year", "group", "grade", "value", "denominator", "source")),
        _collected,
    ),
    Layout(
        "opendata",
        _("results.csv of our open data"),
        frozenset(("cds_code", "measure", "academic_year", "value", "count", "source")),
        _open_data,
    ),
)
