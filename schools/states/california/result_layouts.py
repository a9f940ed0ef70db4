"""The layouts of files with results, recognized by their header: those of the state's files of 2023 to 2025."""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.states import Found, ResultLayout, Row, school_year

CDE = "California Department of Education, "
CODE = ("countycode", "districtcode", "schoolcode")
DATAQUEST = ("academicyear", "aggregatelevel", *CODE, "reportingcategory")
ALL = "TA"  # the category of all students
ALTERNATIVE = "alternativeschoolaccountabilitystatus"
Number = tuple[str, str, str]  # a measure with the columns of its value and its count


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
) -> ResultLayout:
    """Return the layout of a file of DataQuest. `numbers` of each category; `of_all`: columns that must have `ALL`."""

    def read(row: Row) -> Iterator[Found]:
        if _is_of(row, numbers) and all(row[column] == ALL for column in of_all):
            year = row["academicyear"]
            for measure, value, count in numbers[row["reportingcategory"]]:
                yield Found(_code(row), measure, year, row[value], row[count], f"{CDE}{source.format(year)}")

    every = [number for of_category in numbers.values() for number in of_category]
    columns = {*DATAQUEST, *of_all, *(column for _measure, *of_number in every for column in of_number)}
    measures = tuple(dict.fromkeys(measure for measure, _value, _count in every))
    return ResultLayout(name, label, frozenset(columns), read, measures, page, _dataquest_marks)


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
        yield Found(_code(row), "enrollment", year, row["total_enr"], "", source)
        high = str(sum(map(int, counts))) if all(map(str.isdecimal, counts)) else "*"
        yield Found(_code(row), "enrollment_9_12", year, high, "", source)


INDICATORS = {
    "ELA": ("ela_distance", "Academic Indicator"),
    "MATH": ("math_distance", "Academic Indicator"),
    "CCI": ("prepared_percent", "College/Career Indicator"),
}


def _dashboard(row: Row) -> Iterator[Found]:
    indicator = INDICATORS.get(row["indicator"].upper())
    if indicator and row["studentgroup"] == "ALL":
        measure, name = indicator
        source = f"{CDE}California School Dashboard {row['reportingyear']}, {name}"
        year = school_year(row["reportingyear"])
        yield Found(row["cds"].zfill(14), measure, year, row["currstatus"], row["currdenom"], source)


TESTS = {
    ("1", "11"): "ela_met_percent",
    ("2", "11"): "math_met_percent",
    ("1", "13"): "ela_all_met_percent",
    ("2", "13"): "math_all_met_percent",
}


def _caaspp(row: Row) -> Iterator[Found]:
    measure = TESTS.get((row["testid"].lstrip("0"), row["grade"]))
    group = (row.get("studentgroupid") or row.get("subgroupid", "")).lstrip("0")
    if measure and group == "1" and row.get("testtype", "B") == "B":
        grades = "grade 11" if row["grade"] == "11" else "all tested grades"
        source = f"{CDE}CAASPP test results, {grades}, {row['testyear']}"
        count = row.get("totalstudentstestedwithscores") or row.get("studentswithscores", "")
        year = school_year(row["testyear"])
        yield Found(_code(row), measure, year, row["percentagestandardmetandabove"], count, source)


# Our own collections of the state's numbers: measure and grades, and the measure here.
COLLECTED = {
    ("ela_met_percent", "11"): "ela_met_percent",
    ("math_met_percent", "11"): "math_met_percent",
    ("ela_met_percent", "all tested grades"): "ela_all_met_percent",
    ("math_met_percent", "all tested grades"): "math_all_met_percent",
    ("ela_distance_from_standard", "3-8 and 11"): "ela_distance",
    ("math_distance_from_standard", "3-8 and 11"): "math_distance",
    ("four_year_graduation_percent", "12"): "graduation_rate",
    ("four_year_dropout_percent", "12"): "dropout_rate",
    ("a_g_completion_percent_of_graduates", "12"): "a_g_graduates_percent",
    ("college_going_12_month_percent", "12"): "college_going_percent",
    ("college_career_prepared_percent", "12"): "prepared_percent",
    ("chronic_absenteeism_percent", "TK-8"): "chronic_absence_k8",
    ("chronic_absenteeism_percent", "9-12"): "chronic_absence_9_12",
    ("suspension_percent", "all"): "suspension_rate",
    ("english_learner_percent_of_enrollment", "all"): "english_learner_percent",
    ("students_with_disabilities_percent_of_enrollment", "all"): "disabilities_percent",
    ("socioeconomically_disadvantaged_percent_of_enrollment", "all"): "low_income_percent",
}


def _collected(row: Row) -> Iterator[Found]:
    measure = COLLECTED.get((row["measure"], row["grade"]))
    if measure and row["group"] == "all students":
        yield Found(
            row["cds_code"].zfill(14), measure, row["year"], row["value"], row["denominator"], row["source"][:200]
        )


def _districts(codes: Iterable[str]) -> list[bytes]:
    return sorted({code[2:7].lstrip("0").encode() for code in codes} - {b""})


def _dataquest_marks(codes: Iterable[str], delimiter: str) -> list[bytes]:
    return [*_districts(codes), f"{delimiter}T{delimiter}".encode(), b'"T"']


def _marks(codes: Iterable[str], delimiter: str) -> list[bytes]:
    return [*_districts(codes), b"0000000"]


CDE_DATA = "https://www.cde.ca.gov/ds/ad/"
ABSENCES = ("chronicabsenteeismrate", "chronicabsenteeismeligiblecumulativeenrollment")
LAYOUTS = (
    ResultLayout(
        "census",
        _("enrollment on Census Day"),
        frozenset((*DATAQUEST, "charter", "total_enr", *GRADES_9_12)),
        _enrollment,
        ("enrollment", "enrollment_9_12"),
        f"{CDE_DATA}fsenrcensus.asp",
        _dataquest_marks,
    ),
    _dataquest(
        "acgr",
        _("graduation rates and outcomes (ACGR)"),
        "Adjusted Cohort Graduation Rate data, {}",
        {
            ALL: (
                ("graduation_rate", "regularhsdiplomagraduates(rate)", "cohortstudents"),
                ("dropout_rate", "dropout(rate)", "cohortstudents"),
                ("a_g_graduates_percent", "metuc/csugradreq's(rate)", "regularhsdiplomagraduates(count)"),
            )
        },
        page=f"{CDE_DATA}fsacgr.asp",
    ),
    _dataquest(
        "absence",
        _("chronic absenteeism"),
        "chronic absenteeism data, {}",
        {
            "GRTK8": (("chronic_absence_k8", *ABSENCES),),
            "GRK8": (("chronic_absence_k8", *ABSENCES),),
            "GR912": (("chronic_absence_9_12", *ABSENCES),),
        },
        page=f"{CDE_DATA}fsabd.asp",
    ),
    _dataquest(
        "suspension",
        _("suspensions"),
        "suspension data, {}",
        {ALL: (("suspension_rate", "suspensionrate(total)", "cumulativeenrollment"),)},
    ),
    _dataquest(
        "college",
        _("college-going within 12 months"),
        "college-going data, 12 months, class of {}",
        {ALL: (("college_going_percent", "collegegoingrate-total(12months)", "highschoolcompleters"),)},
        of_all=("completertype",),
    ),
    ResultLayout(
        "dashboard",
        _("California School Dashboard: Academic or College/Career Indicator"),
        frozenset(("cds", "studentgroup", "currstatus", "currdenom", "indicator", "reportingyear")),
        _dashboard,
        ("ela_distance", "math_distance", "prepared_percent"),
        "https://www.cde.ca.gov/ta/ac/cm/acaddatafiles.asp",
        _marks,
    ),
    ResultLayout(
        "caaspp",
        _("CAASPP research file"),
        frozenset((*CODE, "testyear", "testid", "grade", "percentagestandardmetandabove")),
        _caaspp,
        ("ela_met_percent", "math_met_percent", "ela_all_met_percent", "math_all_met_percent"),
        "https://caaspp-elpac.ets.org/caaspp/ResearchFileListSB",
        _marks,
    ),
    ResultLayout(
        "collected",
        _("our collection of the state’s numbers"),
        frozenset(("cds_code", "measure", "year", "group", "grade", "value", "denominator", "source")),
        _collected,
        marks=_marks,
    ),
)
