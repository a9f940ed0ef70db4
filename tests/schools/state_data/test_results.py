"""The yearly update: a file as the state publishes it is recognized, previewed, imported all or nothing, and undone."""

import io
import tracemalloc
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from schools.exchange.sheets import SheetError
from schools.models import AreaResult, ChangeSet, Result, School, StateRecord
from schools.state_data import result_files
from tests.cases import named_cases
from tests.factories import SchoolFactory, profile
from tests.hostile.files import archive
from tests.html import assert_says, soup, words
from tests.schools.exchange.files import locked
from tests.schools.exchange.office import LIST, STATE_DATA, send_to_state

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
GERTZ, HUNTER, BURTON = "0106864", "0128041", "0108894"  # a complex, a middle school, a high school
ACGR = (DATA / "acgr.csv").read_text().splitlines()[0].split(",")


def text(header, *rows, mark="\t") -> bytes:
    return "\r\n".join(mark.join(row) for row in (header, *rows, [])).encode()


def confirm(client, url, do="import"):
    digest = soup(client.get(url)).find("input", attrs={"name": "digest"})
    sent = {"reason": "The state's numbers of 2026", "do": do, "digest": digest["value"] if digest else ""}
    return client.post(url, sent, follow=True)


def acgr(level="S", school=BURTON, group="TA", charter="Y", rates=("97.0", "90.5", "1.5"), year="2025-26"):
    district, county = ("64733", "19") if level != "T" else ("", "00")
    names = ["Los Angeles", "Los Angeles Unified", "Example"]
    grad, ready, dropout = rates
    code = [county, district, school if level == "S" else ""]
    return [year, level, *code, *names, charter, charter, group, "150", "145", grad, "131", ready, "2", dropout]


def value(measure, year="2025-26", school=BURTON):
    return Result.objects.get(record__cds_code=f"1964733{school}", measure=measure, year=year)


def count():
    return Result.objects.count(), AreaResult.objects.count()


def test_a_year_is_previewed_imported_and_undone(office, client):
    before = count()
    School.objects.update(changed="2020-01-01T00:00Z")
    state = [acgr("T", charter="All"), acgr("D", charter="All"), acgr("D", charter="Y"), acgr("C")]
    others = [acgr(school="9999999"), acgr(group="SE", rates=("1", "1", "1"))]
    url = send_to_state(office, text(ACGR, *state, acgr(), *others))
    said = ("graduation rates and outcomes (ACGR)", "Four-year graduation rate 2025-26 — 97.0% (150)")
    assert_says(office.get(url), *said)
    assert count() == before
    assert_says(confirm(office, url), "The results were imported.")
    assert count() == (before[0] + 3, before[1] + 6)
    numbers = [(value(name).value, value(name).count) for name in ("graduation_rate", "a_g_graduates_percent")]
    assert numbers == [(97, 150), (Decimal("90.5"), 145)]
    assert value("dropout_rate").source.endswith("Adjusted Cohort Graduation Rate data, 2025-26")
    assert School.objects.get(slug="burton-tech").changed.year > 2020
    assert_says(client.get("/schools/burton-tech/"), "97.0%")
    assert_says(office.get(LIST), "state.txt")
    assert_says(confirm(office, url, "undo"), "Everything was undone.")
    assert count() == before


def test_test_results_go_to_the_grades_of_each_school():
    """Only of everybody, by either of two columns for the group; a high school's all grades are its grade 11.

    Its district's numbers are without charter schools.
    """
    levels = {f"1964733{BURTON}": {"high"}, f"1964733{HUNTER}": {"middle"}}
    with (DATA / "caaspp.txt").open("rb") as file:
        found = result_files.read(file, levels)
    assert not found.problems
    assert {(one.measure, one.code[7:]): (float(one.value), one.count, one.year) for one in found.figures.values()} == {
        ("ela_met_percent", BURTON): (70.12, 140, "2025-26"),
        ("math_met_percent", BURTON): (60.5, 140, "2025-26"),
        ("math_all_met_percent", HUNTER): (20.5, 140, "2025-26"),
        ("math_met_percent", "0000000"): (31, 140, "2025-26"),
        ("math_all_met_percent", "0000000"): (36, 140, "2025-26"),
    }


def read(data: bytes, *schools) -> dict:
    """The value and count by measure and the end of the code, as if these were our high or middle schools."""
    levels = {f"1964733{school}": {"high", "middle"} for school in schools}
    found = result_files.read(io.BytesIO(data), levels)
    assert not found.problems
    return {(one.measure, one.code[7:]): (one.value, one.count) for one in found.figures.values()}


def test_other_files_of_the_state_are_recognized_by_their_columns_and_withheld_counts_are_in_no_sum():
    """The second row of each file does not count."""
    for (file, label), rows in groupby(named_cases(__file__, "numbers.csv"), itemgetter("file", "label")):
        data = (DATA / f"{file}.csv").read_bytes()
        found = {measure: value for (measure, _code), (value, _count) in read(data, GERTZ).items()}
        assert found == {row["measure"]: Decimal(row["value"]) for row in rows}, file
        assert label in str(result_files.read(io.BytesIO(data), {}).layout.label)
    census = (DATA / "census.csv").read_bytes().replace(b"135\n", b"*\n", 1)
    assert read(census, GERTZ)["enrollment_9_12", GERTZ] == (None, None)


def test_the_states_archive_is_read_without_unpacking_it():
    data = archive(**{"readme.txt": b"x", "acgr26.txt": text(ACGR, acgr())})
    assert read(data, BURTON)["graduation_rate", BURTON] == (97, 150)


def test_a_large_file_is_never_in_memory(tmp_path):
    line = text(ACGR, acgr(school="9999999")).splitlines(keepends=True)[1].replace(b"64733", b"10017")
    path = tmp_path / "acgr.txt"
    path.write_bytes(text(ACGR) + line * 60_000 + text(ACGR, acgr()).splitlines(keepends=True)[1])
    with path.open("rb") as file:
        tracemalloc.start()
        found = result_files.read(file, {f"1964733{BURTON}": {"high"}})
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert path.stat().st_size > 6e6
    assert (found.lines, len(found.figures)) == (60_002, 3)
    assert peak < 3e6


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n1,2\n", "not a file that we know"),
        (b"\n" * 50, "not a file that we know"),
        (b"<html><body>Not found</body></html>", "web page"),
        (b"%PDF-1.7", "This is a PDF file, not a table. Upload text or a ZIP archive."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "This is an Excel file. Save it as CSV"),
        (b"\xff\xfeA\x00c\x00a\x00", "is not text"),
        (b"x" * 100_000, "A line is too long"),
        (b"PK\x03\x04 not an archive", "damaged or encrypted"),
        (locked(archive(**{"acgr.txt": text(ACGR, acgr())})), "damaged or encrypted"),
        (archive(**{f"{number}.txt": b"" for number in range(200)}), "takes too long"),
        (b'cds_code,measure,academic_year,value,count,source\n"19647330108894,x', "Line 2 cannot be read"),
        (text(ACGR, *[acgr(rates=("x", "y", "z"))] * 100), "more than 200 problems"),
    ],
)
def test_an_unreadable_file_says_why(data, said):
    with pytest.raises(SheetError, match=said):
        result_files.read(io.BytesIO(data), {f"1964733{BURTON}": {"high"}})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([acgr(rates=("ninety", "1", "1"))], "“ninety” is not a number"),
        ([acgr(rates=("120.0", "1", "1"))], "A percentage is between 0 and 100."),
        ([acgr(rates=("NaN", "1", "1"))], "“NaN” is not a number"),
        ([acgr(year="2025-27")], "A school year ends in the year after it began"),
        ([acgr(year="<b>2025</b>")], "Write it as 2018-19."),
        ([acgr(), acgr(rates=("96.0", "90.5", "1.5"))], "Line 2 has another number"),
        ([acgr()[:12]], "The row ends too early"),
    ],
)
def test_problems_of_lines_say_why(rows, said):
    parsed = result_files.read(io.BytesIO(text(ACGR, *rows)), {f"1964733{BURTON}": {"high"}})
    assert said in parsed.problems[0].text


def test_a_file_with_problems_or_without_changes_is_not_imported_however_it_is_sent(office):
    before = count()
    for row, shown, said in (
        (acgr(rates=("ninety", "1", "1")), "“ninety” is not a number", "The file has problems."),
        (acgr(school="9999999"), "", "The register has changed since this preview."),
    ):
        url = send_to_state(office, text(ACGR, row))
        page, change_set = office.get(url), ChangeSet.objects.latest("pk")
        assert_says(page, shown)
        assert not soup(page).find("button", value="import")
        assert_says(office.post(url, {"reason": "x", "do": "import", "digest": change_set.preview["digest"]}), said)
        assert (count(), ChangeSet.objects.get(pk=change_set.pk).at) == (before, None)
    refused = office.post(STATE_DATA, {"file": SimpleUploadedFile("acgr26.txt", b"a,b\n1,2\n")})
    assert_says(refused, "not a file that we know")
    assert ChangeSet.objects.count() == 2


def test_withheld_numbers_become_blank_and_the_page_of_the_states_files_says_what_came_from_whom(office):
    confirm(office, send_to_state(office, text(ACGR, acgr(rates=("*", "*", "*")))))
    assert value("graduation_rate").value is None
    line = next(row for row in soup(office.get(STATE_DATA)).select("tbody tr") if "ACGR" in row.get_text())
    assert "2025-26 1 " in " ".join(line.get_text(" ").split())
    assert "Manfred" in line.get_text()


def test_what_changed_since_the_preview_or_the_import_is_not_overwritten_and_the_undo_restores_the_rest(office):
    old = value("graduation_rate", "2024-25")
    url = send_to_state(office, text(ACGR, acgr(rates=("90.0", "97.9", "0.7"), year="2024-25")))
    same = Result.objects.filter(record=old.record, measure=old.measure, year=old.year)
    same.update(value=91)
    digest = ChangeSet.objects.get().preview["digest"]
    answer = office.post(url, {"reason": "x", "do": "import", "digest": digest})
    assert_says(answer, "The register has changed since this preview.")
    assert same.get().value == 91
    confirm(office, url)
    same.update(value=92)
    assert_says(office.get(url), "This cannot be undone")
    assert_says(confirm(office, url, "undo"), "Someone has changed these since")
    assert same.get().value == 92
    same.update(value=90)
    confirm(office, url, "undo")
    after = same.get()
    assert (after.value, after.count, after.source) == (91, old.count, old.source)


def test_a_file_of_results_has_its_own_page_for_whoever_keeps_results_and_is_not_discarded_as_a_school_file(
    office, rita
):
    url = send_to_state(office, text(ACGR, acgr()))
    register = reverse("schools_import", args=[ChangeSet.objects.get().pk])
    assert office.get(register).url == url
    assert office.post(register, {"do": "discard"}).status_code == 302
    office.force_login(rita)
    file = SimpleUploadedFile("acgr26.txt", text(ACGR, acgr()))
    assert office.get(url).url == office.post(STATE_DATA, {"file": file}).url == reverse("wagtailadmin_home")
    assert ChangeSet.objects.count() == 1


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
    record.school_links.create(school=school)
    others = [graduation("0.7", group="English Learners"), graduation("0.95", kind="5-Year Graduation Rate")]
    rates = text(GRADUATION, graduation("0.912"), *others, graduation("0.88", "00000000"), mark=",")
    tests = text(TESTS, ["2024", "99990505", "School", "10", "ELA", "All Students", "0.56", "120"], mark=",")
    for name, file in {"rates.csv": rates, "tests.csv": tests}.items():
        confirm(office, send_to_state(office, file, name))
    page = office.get(profile(school).url)
    of_graduates = "91 of 100 graduate in four years, more than in Massachusetts (88)."
    assert_says(page, of_graduates, "In English, 56 of 100 meet the state’s expectations.", "91.2%")
    assert "California" not in words(page)
