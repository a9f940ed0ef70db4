"""Massachusetts: the files, codes, measures, and words of another state, all from its package."""

import pytest
from django.db import connection

from schools.models import SchoolStateRecord, StateRecord
from tests.factories import SchoolFactory, profile
from tests.html import words

from .uploads import confirm, preview, text

pytestmark = pytest.mark.django_db

GRADUATION = ["SY", "DIST_CODE", "ORG_CODE", "ORG_TYPE", "GRAD_RATE_TYPE", "STU_GRP", "COHORT_CNT", "GRAD_PCT"]
TESTS = ["SY", "ORG_CODE", "ORG_TYPE", "TEST_GRADE", "SUBJECT_CODE", "STU_GRP", "M_PLUS_E_PCT", "STU_CNT"]


def graduation(rate, code="99990505", group="All Students", kind="4-Year Graduation Rate"):
    return ["2024", "99990000", code, "School", kind, group, "125", rate]


def test_its_files_become_sentences_with_its_yardstick(office, settings):
    settings.STATE = "massachusetts"
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE schools_arearesult, schools_staterecord CASCADE")  # row by row, it takes seconds
    record = StateRecord(cds_code="99990505", name="Example High")  # eight digits
    record.full_clean()
    record.save()
    school = SchoolFactory()
    SchoolStateRecord.objects.create(school=school, record=record)
    others = [graduation("0.7", group="English Learners"), graduation("0.95", kind="5-Year Graduation Rate")]
    rates = text(GRADUATION, graduation("0.912"), *others, graduation("0.88", "00000000"), mark=",")
    tests = text(TESTS, ["2024", "99990505", "School", "10", "ELA", "All Students", "0.56", "120"], mark=",")
    for name, file in {"rates.csv": rates, "tests.csv": tests}.items():
        confirm(office, preview(office, file, name))
    page = profile(school)
    shown = words(office.get(page.url))
    assert "91 of 100 graduate in four years, more than in Massachusetts (88)." in shown
    assert "In English, 56 of 100 meet the state’s expectations." in shown
    assert "91.2%" in shown
    assert "California" not in shown
