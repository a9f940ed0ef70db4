"""The state's directory: all variants are understood, new data is imported, and old data never is."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from schools.models import School, StateRecord
from schools.register import history
from schools.state_data import directory
from tests.cases import fields, named_cases
from tests.factories import by_hand, today
from tests.schools.exchange.files import (
    BURTON,
    MCKINZIE,
    MOHAN,
    OLD,
    TODAY,
    changes,
    imported,
    plan,
    register,
    school,
    state,
    workbook,
)

pytestmark = pytest.mark.django_db


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


def test_the_file_of_the_first_content_changes_nothing_in_whatever_form_it_comes():
    for form, data in FORMS.items():
        found = plan(data)
        assert (found.layout, found.problems, found.items) == ("pubschls", [], []), form
        assert found.counts["unchanged"] == School.objects.count(), form


def test_others_and_districts_are_ignored_and_counted():
    before = register()
    found = plan(OLD)
    assert (found.items, found.problems) == ([], [])
    why = [one["why"] for one in found.ignored]
    assert why.count("a district") == 3
    assert why.count("not one of our schools") == 9
    assert why.count("older than our value") > 20
    imported(OLD)
    assert register() == before


def test_news_are_taken_once_with_the_month_and_the_source_unless_ours_is_newer():
    School.objects.filter(slug="burton-tech").update(phone_extension="7")
    data = state(BURTON, Phone="(323) 555-0142", LastUpDate="10/02/2026")
    imported(data)
    after = school()
    assert (after.phone, after.phone_extension, after.details_as_of) == ("(323) 555-0142", "", date(2026, 10, 1))
    assert after.details_source == "California Department of Education, school directory of October 2026"
    assert StateRecord.objects.get(cds_code=BURTON).updated == date(2026, 10, 2)
    [of_record, _first] = history.steps(StateRecord.objects.get(cds_code=BURTON))
    assert (of_record.reason, [one.name for one in of_record.differences]) == ("A reason.", ["updated"])
    once = register()
    imported(data)
    assert register() == once
    by_hand(school(), details_as_of=date(2026, 11, 1), details_source="The office")
    imported(state(BURTON, Phone="(323) 555-0143", LastUpDate="10/09/2026"))
    after = school()
    assert after.phone == "(323) 555-0143"
    assert (after.details_as_of, after.details_source) == (date(2026, 11, 1), "The office")


def test_a_row_changes_what_is_news_of_its_schools():
    for case in named_cases(__file__, "rows.csv"):
        found = changes(plan(state(case["code"], **fields(case["cells"]))))
        keys = {name: ",".join(sorted(set(keys) - {"record"} or {"record"})) for name, keys in found.items()}
        expected = dict(entry.split(":") for entry in case["changes"].split())
        assert keys == {school(slug).name: wanted for slug, wanted in expected.items()}, case["rule"]


def test_cells_are_read_and_what_stays_has_a_note():
    found = changes(plan(state(BURTON, Phone="(323) 555-0142 Ext. 12", WebSite="www.burtontech.org/home")))
    assert found[school().name]["phone"] == ("(323) 920-6125", "(323) 555-0142, ext. 12")
    assert found[school().name]["website"][1] == "http://www.burtontech.org/home"
    far = state(BURTON, Latitude="34.196552")
    [item] = plan(far, everything=True).items  # a question when reconciling
    assert [(one.key, bool(one.warning)) for one in item.differences] == [("point", True)]
    closed, old = state(MCKINZIE, StatusType="Closed"), state(BURTON, Phone="(323) 555-0142", LastUpDate="02/08/2023")
    for data, told in (
        (far, "miles from the center of ZIP code 90003"),
        (closed, "as closed but gives no date, so it stays open here"),
        (old, "older than our value"),
    ):
        found = plan(data)
        assert found.items == []
        assert told in " ".join([*found.notes, *(one["why"] for one in found.ignored)])


def test_a_closure_and_a_rename_are_taken_and_not_undone_by_older_files():
    data = state(MCKINZIE, StatusType="Closed", ClosedDate="06/30/2026", LastUpDate="07/02/2026")
    assert [item.name for item in plan(data).of("closed")] == [school("mckinzie").name]
    imported(data)
    assert school("mckinzie").closed == date(2026, 6, 30)
    for older in (TODAY, state(MCKINZIE, LastUpDate="06/29/2026"), state(drop=("LastUpDate",))):
        assert not plan(older).items
    old = school("olga-mohan").name
    data = state(MOHAN, School="Alliance Another High", LastUpDate="10/02/2026")
    [item] = plan(data).items
    assert item.differences[0].warning
    imported(data)
    assert school("olga-mohan").former_names.get(name=old).last_seen == date(2026, 6, 1)
    assert not plan(TODAY).items  # the previous file has the old name


def test_what_has_closed_or_was_changed_by_hand_is_changed_only_by_a_newer_file():
    closed = school("baxter")
    code = closed.record_links.get().record.cds_code
    for day, again in ((closed.closed, False), (closed.closed + timedelta(days=900), True)):
        data = state(code, StatusType="Active", ClosedDate="No Data", LastUpDate=f"{day:%m/%d/%Y}")
        assert ("closed" in changes(plan(data)).get(closed.name, {})) is again
    one, day = school("olga-mohan"), today(-1)
    by_hand(one, name="Alliance By Hand High", closed=day - timedelta(days=400))
    found = plan(state(MOHAN, School="Alliance Another High", LastUpDate=f"{day:%m/%d/%Y}"))
    assert not {"name", "closed"} & changes(found).get(one.name, {}).keys()


class AnyOldNews(HypothesisTestCase):
    """Rows that the state changed before our own data have no effect."""

    @settings(max_examples=15, deadline=None)
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


def test_a_new_school_of_ours_is_offered_and_those_of_the_same_name_elsewhere_are_not():
    new = {"CDSCode": "19647330999999", "School": "Alliance Made Up High", "Street": "1 Made Up Way", "Ext": "x12"}
    new |= {"CharterNum": "9999", "NCESSchool": "99999", "LastUpDate": "10/02/2026", "Phone": "(323) 555-0142"}
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


def test_a_lost_zero_is_offered_for_our_codes_only():
    assert (plan(state(BURTON, CDSCode="1612590112771", School="Somebody’s School")).zeros) == 0
    StateRecord.objects.filter(cds_code=BURTON).update(cds_code="01647330108894")
    data = state(BURTON, CDSCode="1647330108894", Phone="(323) 555-0142")
    found = plan(data)
    assert (found.zeros, found.problems[0].column) == (1, "CDSCode")
    imported(data, options=["accept_zeros"])
    assert school().phone == "(323) 555-0142"


def test_bad_cells_of_our_schools_are_problems_by_row_and_column():
    bad = {"Zip": "9", "Latitude": "x", "GSoffered": "P-12", "City": "=A1", "Phone": "12", "OpenDate": "soon"}
    problems = plan(state(BURTON, **bad, WebSite="not a site", LastUpDate="10/02/2026")).problems
    assert {problem.column for problem in problems} == {*bad, "WebSite"}
    assert {problem.row for problem in problems} == {3}


NEWS = {"WebSite": "https://example.org/new", "Latitude": "33.9443", "Phone": "(323) 555-0142"}
UNDATED = "This file has no dates. Its values may be older than ours."


def keys(found) -> list[str]:
    return sorted(one.key for item in found.items for one in item.differences)


@pytest.mark.parametrize("options", [{"drop": ("LastUpDate",)}, {"rename": {"LastUpDate": "Revised"}}])
def test_a_file_without_dates_warns_and_leaves_websites_and_points(options):
    data = state(BURTON, **options, **NEWS)
    found = plan(data)
    assert (found.cautions, found.old_values, keys(found)) == ([UNDATED], 2, ["phone"])
    accepted = plan(data, accept_old=True)
    assert (accepted.cautions, keys(accepted)) == ([UNDATED], ["phone", "point", "website"])


def test_a_file_older_than_our_newest_record_or_a_year_warns(monkeypatch):
    assert plan(state(BURTON, **NEWS, LastUpDate=f"{today():%m/%d/%Y}")).cautions == []
    newest = max(record.updated for record in StateRecord.objects.all())
    other = StateRecord.objects.exclude(cds_code=BURTON).first()
    StateRecord.objects.filter(pk=other.pk).update(updated=newest + timedelta(days=1))
    found = plan(state(BURTON, **NEWS))
    assert found.cautions == ["The newest date in this file is June 25, 2026. Its values may be older than ours."]
    assert keys(found) == ["phone"]
    monkeypatch.setattr(directory, "A_YEAR", timedelta(days=1))
    assert plan(OLD).cautions
