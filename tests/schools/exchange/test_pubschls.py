"""The state's file: all variants are understood, new data is imported, and old data never is."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from schools.models import School, StateRecord
from schools.register import history
from schools.register.agreement import Refused

from .files import BURTON, MCKINZIE, MOHAN, OLD, TODAY, changes, imported, plan, register, state, workbook

pytestmark = pytest.mark.django_db


def school(slug="burton-tech") -> School:
    return School.objects.get(slug=slug)


def rows(data: bytes) -> list[list[str]]:
    return [line.split("\t") for line in data.decode().splitlines()]


def wider(count: int) -> bytes:
    """With as many columns as the state's file, including those that name people."""
    more = ["AdmFName1", "AdmLName1", "AdmEmail1", "AdmFName2", "AdmLName2"][: count - len(rows(TODAY)[0])]
    head, *lines = ([*row[:40], *(["x@example.org"] * len(more)), *row[40:]] for row in rows(TODAY))
    head[40 : 40 + len(more)] = more
    return "\r\n".join("\t".join(row) for row in [head, *lines, []]).encode()


AS = "California Department of Education\t\nPublic schools, as of today\t\n\n"
FORMS = {
    "as it comes": TODAY,
    "BOM": b"\xef\xbb\xbf" + TODAY,
    "line feeds": TODAY.replace(b"\r\n", b"\n"),
    "windows-1252": TODAY.decode().encode("cp1252"),
    "UTF-16": TODAY.decode().encode("utf-16"),
    "ISO dates": "\r\n".join(
        "\t".join(f"{one[6:]}-{one[:2]}-{one[3:5]}" if one[2:3] == "/" == one[5:6] else one for one in row)
        for row in rows(TODAY)
    ).encode(),
    "NULL": TODAY.replace(b"No Data", b"NULL"),
    "blank": TODAY.replace(b"No Data", b""),
    "nine digits": TODAY.replace(b"90003-4534", b"900034534"),
    "preamble": AS.encode() + TODAY,
    "totals": TODAY + b"Total\t29\r\nSource: California Department of Education\r\n",
    "renamed": state(
        rename={"CDSCode": "CDS_Code", "School": "School Name", "WebSite": "Website", "LastUpDate": "LastUpdate"}
    ),
    "fewer columns": state(drop=("NCESDist", "NCESSchool", "SOCType", "Ext", "MailStreet", "Charter")),
    "46 columns": wider(46),
    "49 columns": wider(49),
    "grades as dates": TODAY.replace(b"\t9-12\t", b"\t12-Sep\t").replace(b"\t6-8\t", b"\t8-Jun\t"),
    "XLSX": workbook(rows(TODAY)),
    "XLSX with numbers": workbook([[int(one) if one.isdigit() else one for one in row] for row in rows(TODAY)]),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_file_of_the_first_content_changes_nothing(form):
    found = plan(FORMS[form])
    assert found.reading.layout == "pubschls"
    assert not found.problems, found.problems[:2]
    assert not found.items, found.items[:2]
    assert found.counts["unchanged"] == School.objects.count()


def test_what_is_understood_is_told():
    found = plan(state(drop=("Latitude",), rename={"WebSite": "URL", "Virtual": "Flag"})).as_json()
    assert found["understood"]["URL"] == "website"
    assert "Flag" in found["unused"]
    assert "Latitude" in found["missing"]


def test_others_and_districts_are_ignored_and_counted():
    before = register()
    found = plan(OLD)
    assert not found.items
    assert not found.problems
    why = [one.why for one in found.reading.ignored]
    assert why.count("a district") == 3
    assert why.count("not one of our schools") == 9
    assert why.count("older than our value") > 20
    imported(OLD)
    assert register() == before


def test_news_are_taken_once_with_the_months_and_the_source():
    data = state(BURTON, Phone="(323) 555-0142", LastUpDate="10/02/2026")
    assert changes(plan(data))[school().name]["phone"] == ("(323) 920-6125", "(323) 555-0142")
    imported(data)
    after = school()
    assert (after.phone, after.details_as_of) == ("(323) 555-0142", date(2026, 10, 1))
    assert after.details_source == "California Department of Education, school directory of October 2026"
    assert StateRecord.objects.get(cds_code=BURTON).updated == date(2026, 10, 2)
    assert [one.name for one in history.steps(after)[0].differences] == ["phone", "details_as_of", "details_source"]
    [of_record, _first] = history.steps(StateRecord.objects.get(cds_code=BURTON))
    assert (of_record.reason, [one.name for one in of_record.differences]) == ("A reason.", ["updated"])
    once = register()
    assert not plan(data).items
    imported(data)
    assert register() == once


def test_a_complex_is_two_schools_of_one_record():
    found = changes(plan(state("19647330106864", Street="2025 South Union Avenue", Phone="(213) 555-0142")))
    assert found.keys() == {school("gertz-ressler").name, school("merkin").name}
    for one in found.values():
        assert one.keys() == {"address", "phone"}  # not the name, grades, and website of the whole school


def test_a_renamed_complex_renames_no_school():
    data = state("19647330106864", School="Alliance Another Complex")
    assert [one.key for item in plan(data).items for one in item.differences] == ["record"]
    imported(data)
    assert StateRecord.objects.get(cds_code="19647330106864").name == "Alliance Another Complex"
    assert school("merkin").name == "Alliance Richard Merkin Middle School"


def test_a_rename_keeps_the_former_name_with_its_month():
    old = school("olga-mohan").name
    data = state(MOHAN, School="Alliance Another High", LastUpDate="10/02/2026")
    [item] = plan(data).items
    assert item.differences[0].warning
    imported(data)
    assert school("olga-mohan").name == "Alliance Another High"
    former = school("olga-mohan").former_names.get(name=old)
    assert former.last_seen == date(2026, 6, 1)
    assert not plan(TODAY).items  # the previous file has the old name


def test_a_name_that_we_word_otherwise_is_no_rename():
    assert "name" not in changes(plan(state("19647330117606", Phone="(323) 555-0142")))[school("leichtman-levine").name]


def test_a_closure():
    data = state(MCKINZIE, StatusType="Closed", ClosedDate="06/30/2026", LastUpDate="07/02/2026")
    assert [item.name for item in plan(data).of("closed")] == [school("mckinzie").name]
    imported(data)
    assert school("mckinzie").closed == date(2026, 6, 30)
    for older in (TODAY, state(MCKINZIE, LastUpDate="06/29/2026"), state(drop=("LastUpDate",))):
        assert not plan(older).items  # never reopens a school


def test_closed_without_a_day_is_told():
    found = plan(state(MCKINZIE, StatusType="Closed"))
    assert "as closed but gives no date, so it stays open here" in found.notes[0]
    assert not found.of("closed")


def test_open_again_only_by_a_newer_file():
    closed = school("baxter")
    code = closed.record_links.get().record.cds_code
    for day, again in ((closed.closed, False), (closed.closed + timedelta(days=900), True)):
        data = state(code, StatusType="Active", ClosedDate="No Data", LastUpDate=f"{day:%m/%d/%Y}")
        assert ("closed" in changes(plan(data)).get(closed.name, {})) is again


def test_what_we_renamed_or_closed_by_hand_is_not_undone_by_a_file_from_before():
    one = school("olga-mohan")
    one.name, one.closed = "Alliance By Hand High", timezone.localdate() - timedelta(days=400)
    history.save(one, reason="By hand.")
    day = timezone.localdate() - timedelta(days=1)
    found = plan(state(MOHAN, School="Alliance Another High", LastUpDate=f"{day:%m/%d/%Y}"))
    assert not {"name", "closed"} & changes(found).get(one.name, {}).keys()


def test_an_older_row_says_nothing_new():
    data = state(BURTON, Phone="(323) 555-0142", School="Alliance Old Name", LastUpDate="02/08/2023")
    found = plan(data)
    assert not found.items
    assert [one.why for one in found.reading.ignored] == ["older than our value"]


class AnyOldNews(HypothesisTestCase):
    """Rows that the state changed before our own data have no effect."""

    @settings(max_examples=25, deadline=None)
    @given(
        news=st.fixed_dictionaries(
            {},
            optional={
                "School": st.sampled_from(["Alliance Old Name", "Somebody Else's"]),
                "StatusType": st.sampled_from(["Active", "Closed", "Merged", "Pending"]),
                "ClosedDate": st.sampled_from(["No Data", "06/30/2019"]),
                "Street": st.just("1 Old Street"),
                "Phone": st.sampled_from(["(213) 555-0142", "No Data"]),
                "GSoffered": st.sampled_from(["6-8", "9-12", "K-12"]),
            },
        ),
        back=st.integers(1, 4000),
    )
    def test_of_any_record(self, news, back):
        records = StateRecord.objects.filter(cds_code__in=[BURTON, MCKINZIE])
        assert len(records) == 2
        for record in records:
            day = record.updated - timedelta(days=back)
            found = plan(state(record.cds_code, **news, LastUpDate=f"{day:%m/%d/%Y}"))
            assert (found.items, found.problems) == ([], [])


def test_a_point_twenty_eight_kilometers_from_its_zip_code_is_told():
    """As the state once listed one of ours."""
    campus = school().campus
    there = float(campus.latitude) + 28 / 111.2
    found = plan(state(BURTON, Latitude=f"{there:.6f}"), everything=True)
    assert "miles from the center of ZIP code 90003" in found.items[0].differences[0].warning
    assert not plan(state(BURTON, Latitude=f"{there:.6f}")).items


def test_a_point_far_from_its_zip_code_is_not_taken_but_told():
    data = state(BURTON, Latitude="34.290459", Longitude="-118.44949")
    found = plan(data)
    assert not found.items
    assert "25 miles from the center of ZIP code 90003" in found.notes[0]
    [item] = plan(data, everything=True).items
    assert [(one.key, bool(one.warning)) for one in item.differences] == [("point", True)]


def test_a_phone_with_an_extension():
    for columns in ({"Phone": "(323) 555-0142 Ext. 12"}, {"Phone": "(323) 555-0142", "Ext": "12"}):
        assert changes(plan(state(BURTON, **columns)))[school().name] == {
            "phone": ("(323) 920-6125", "(323) 555-0142, ext. 12")
        }


def test_a_new_phone_does_not_keep_our_extension():
    School.objects.filter(pk=school().pk).update(phone_extension="7")
    assert not plan(state()).items
    data = state(BURTON, Phone="(323) 555-0142")
    assert changes(plan(data))[school().name] == {"phone": ("(323) 920-6125, ext. 7", "(323) 555-0142")}
    imported(data)
    assert (school().phone, school().phone_extension) == ("(323) 555-0142", "")


def test_a_web_site_without_a_scheme_is_the_same():
    for same in ("www.burtontech.org", "http://www.burtontech.org", "HTTPS://WWW.BURTONTECH.ORG/"):
        assert not plan(state(BURTON, WebSite=same)).items
    found = changes(plan(state(BURTON, WebSite="www.burtontech.org/home")))
    assert found[school().name]["website"][1] == "http://www.burtontech.org/home"


def test_a_new_school_of_ours_is_offered_and_those_of_the_same_name_elsewhere_are_not():
    code = "19647330999999"
    new = {
        "CDSCode": code,
        "School": "Alliance Made Up High",
        "Street": "1 Made Up Way",
        "CharterNum": "9999",
        "NCESSchool": "99999",
        "LastUpDate": "10/02/2026",
        "Phone": "(323) 555-0142",
        "Ext": "x12",
    }
    data = state(BURTON, **new)
    [item] = plan(data).of("added")
    assert item.name == "Alliance Made Up High"
    assert "Check that it is ours" in item.differences[0].warning
    imported(data)
    made = school("made-up-high")
    assert (made.level, made.record_links.get().record.charter_number) == ("high", "9999")
    assert (made.phone, made.phone_extension) == ("(323) 555-0142", "12")
    assert not plan(data).items
    assert not plan(state(BURTON, **new | {"CDSCode": "01612590112771"})).items


def test_lost_zeros_of_other_counties_do_not_matter():
    row = {"CDSCode": "1612590112771", "School": "Somebody’s School"}
    found = plan(state(BURTON, **row))
    assert (found.problems, found.reading.zeros) == ([], 0)


def test_a_lost_zero_of_ours_is_offered():
    record = StateRecord.objects.get(cds_code=BURTON)
    record.cds_code = "01647330108894"
    record.save()
    data = state(BURTON, CDSCode="1647330108894", Phone="(323) 555-0142")
    found = plan(data)
    assert (found.reading.zeros, found.problems[0].column) == (1, "CDSCode")
    with pytest.raises(Refused):
        imported(data)
    imported(data, options=["accept_zeros"])
    assert school().phone == "(323) 555-0142"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("OpenDate", "soon"), ("Zip", "9"), ("Phone", "12"), ("Latitude", "x"), ("GSoffered", "K-12"), ("City", "=A1")],
)
def test_a_bad_cell_of_ours_is_told_by_row_and_column(column, cell):
    [problem] = plan(state(BURTON, **{column: cell})).problems
    assert (problem.row, problem.column) == (3, column)
