"""What each measure means, and which measures a school of each level shows, in which order."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.register.models import Level

from .models import COUNTS, POINTS, Measure

# For a complex, the state counts these for both schools together.
OF_THE_RECORD = {
    Measure.ENROLLMENT,
    Measure.MEALS,
    Measure.ELA_ALL,
    Measure.MATH_ALL,
    Measure.ELA_DISTANCE,
    Measure.MATH_DISTANCE,
    Measure.SUSPENSION,
    Measure.ENGLISH_LEARNERS,
    Measure.DISABILITIES,
    Measure.LOW_INCOME,
}
# Grade 11 for a high school, grades 6 to 8 for a middle school, both for a complex: such numbers do not add up.
TESTS_OF_OWN_GRADES = {Measure.ELA_ALL, Measure.MATH_ALL, Measure.ELA_DISTANCE, Measure.MATH_DISTANCE}
# Counted on a day in October, a year before the Dashboard of that school year appears.
CENSUS = {
    Measure.ENROLLMENT,
    Measure.ENROLLMENT_9_12,
    Measure.MEALS,
    Measure.UNDUPLICATED,
    Measure.ENGLISH_LEARNERS,
    Measure.DISABILITIES,
    Measure.LOW_INCOME,
}
# A profile shows the measure on the left only until there is the one on the right, which says the same more exactly.
REPLACED = {
    Measure.UC_CSU: Measure.UC_CSU_GRADUATES,
    Measure.MEALS: Measure.LOW_INCOME,
    Measure.UNDUPLICATED: Measure.LOW_INCOME,
}

TESTS = _("Tests")
COLLEGE = _("Graduation and college")
ATTENDANCE = _("Attendance and discipline")
SCHOLARS = _("Who goes here")
WHO = [Measure.ENGLISH_LEARNERS, Measure.DISABILITIES, Measure.LOW_INCOME, Measure.MEALS]
GROUPS: dict[str, list[tuple[str | Promise, list[Measure]]]] = {
    Level.HIGH: [
        (TESTS, [Measure.ELA, Measure.MATH, Measure.ELA_DISTANCE, Measure.MATH_DISTANCE]),
        (
            COLLEGE,
            [
                Measure.GRADUATION,
                Measure.DROPOUT,
                Measure.UC_CSU_GRADUATES,
                Measure.UC_CSU,
                Measure.PREPARED,
                Measure.COLLEGE,
            ],
        ),
        (ATTENDANCE, [Measure.ABSENCE_9_12, Measure.SUSPENSION]),
        (SCHOLARS, [Measure.ENROLLMENT_9_12, Measure.ENROLLMENT, *WHO, Measure.UNDUPLICATED]),
    ],
    Level.MIDDLE: [
        (TESTS, [Measure.ELA_ALL, Measure.MATH_ALL, Measure.ELA_DISTANCE, Measure.MATH_DISTANCE]),
        (ATTENDANCE, [Measure.ABSENCE_K8, Measure.SUSPENSION]),
        (SCHOLARS, [Measure.ENROLLMENT, *WHO]),
    ],
}
SHOWN = {level: [measure for _heading, measures in groups for measure in measures] for level, groups in GROUPS.items()}
PRINTED = {  # as many as fit on the sheet
    Level.HIGH: [
        Measure.ENROLLMENT_9_12,
        Measure.GRADUATION,
        Measure.UC_CSU_GRADUATES,
        Measure.UC_CSU,
        Measure.ELA,
        Measure.MATH,
        Measure.COLLEGE,
        Measure.ABSENCE_9_12,
        Measure.SUSPENSION,
    ],
    Level.MIDDLE: [
        Measure.ENROLLMENT,
        Measure.ELA_ALL,
        Measure.MATH_ALL,
        Measure.ABSENCE_K8,
        Measure.SUSPENSION,
    ],
}
CHARTED = {  # the other measures are only in the table
    Level.HIGH: [Measure.ENROLLMENT_9_12, Measure.GRADUATION],
    Level.MIDDLE: [Measure.ENROLLMENT],
}

# Whom a percentage counts: the numbers of scholars differ, and each is right.
CLASS, ENROLLED = _("who started 9th grade together"), _("enrolled in October")
COUNTED: dict[str, str | Promise] = {
    Measure.GRADUATION: CLASS,
    Measure.DROPOUT: CLASS,
    Measure.UC_CSU: CLASS,
    Measure.PREPARED: _("in the graduating class"),
    Measure.UC_CSU_GRADUATES: _("who graduated"),
    Measure.COLLEGE: _("who finished high school"),
    Measure.ELA: _("tested in grade 11"),
    Measure.MATH: _("tested in grade 11"),
    Measure.ABSENCE_K8: _("up to grade 8"),
    Measure.ABSENCE_9_12: _("in grades 9–12"),
    Measure.UNDUPLICATED: _("in grades 9–12"),
    Measure.SUSPENSION: _("enrolled during the year"),
    Measure.ENGLISH_LEARNERS: ENROLLED,
    Measure.DISABILITIES: ENROLLED,
    Measure.LOW_INCOME: ENROLLED,
    Measure.MEALS: ENROLLED,
}

MET = _("Of the 11th graders tested, how many met or exceeded the state's standard.")
ALL_MET = _(
    "Of all scholars tested, how many met or exceeded the state's standard for their grade. "
    "The state tests grades 3 to 8 and 11."
)
DISTANCE = _(
    "How far the average score is above (+) or below (−) the state's standard for each scholar's grade. "
    "The state tests grades 3 to 8 and 11."
)
ABSENT = _("Scholars who missed at least 1 of every 10 school days.")
DEFINITIONS: dict[str, str | Promise] = {
    Measure.ENROLLMENT: _("Scholars on the day in October when the state counts."),
    Measure.ENROLLMENT_9_12: _("Scholars in grades 9 to 12 on the day in October when the state counts."),
    Measure.GRADUATION: _(
        "Of the scholars who started 9th grade together, how many earned a regular diploma within four years."
    ),
    Measure.UC_CSU: _(
        "Of the scholars who started 9th grade together, how many completed the courses required by the University of "
        "California and California State University."
    ),
    Measure.ELA: MET,
    Measure.MATH: MET,
    Measure.ELA_ALL: ALL_MET,
    Measure.MATH_ALL: ALL_MET,
    Measure.ELA_DISTANCE: DISTANCE,
    Measure.MATH_DISTANCE: DISTANCE,
    Measure.UC_CSU_GRADUATES: _(
        "Of the scholars who graduated, how many completed the courses required by the University of California and "
        "California State University."
    ),
    Measure.DROPOUT: _("Of the scholars who started 9th grade together, how many left school without a diploma."),
    Measure.COLLEGE: _("Of the scholars who finished high school, how many started college within 12 months."),
    Measure.PREPARED: _(
        "Of the graduating class, how many the state rates “prepared”, by their courses, tests, and career training. "
        "It does not say who went to college."
    ),
    Measure.ABSENCE_K8: ABSENT,
    Measure.ABSENCE_9_12: ABSENT,
    Measure.SUSPENSION: _("Scholars who were suspended at least once during the year."),
    Measure.ENGLISH_LEARNERS: _("Scholars who are still learning English, by the state's test."),
    Measure.DISABILITIES: _("Scholars who receive special education."),
    Measure.LOW_INCOME: _(
        "Scholars who qualify for free or reduced-price meals, whose parents did not finish high school, or who are "
        "migrant, homeless, or in foster care."
    ),
    Measure.MEALS: _("Scholars who qualify for free or reduced-price meals, a measure of family income."),
    Measure.UNDUPLICATED: _(
        "Scholars in grades 9 to 12 who are from low-income families, learning English, or in foster care, "
        "each counted once."
    ),
}


def number(measure: str, value: Decimal) -> str:
    """Return a value of `measure` as people write it: `96.9%`, `1,003`, `−30.5`."""
    if measure in COUNTS:
        return f"{value:,.0f}"
    if measure in POINTS:
        return f"{value:+.1f}".replace("-", "−")
    return f"{value:.1f}%"
