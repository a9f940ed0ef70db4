"""An older download changes only what its sender changed. If two people changed the same value, the office decides."""

import io
import random

import pytest
from django.test import override_settings
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from openpyxl import load_workbook

from schools.exchange import export
from schools.exchange.differences import decide_all
from schools.models import FormerName, NextSchool, Program, School, SchoolStateRecord, StateRecord
from tests.factories import by_hand

from .files import NEW, as_csv, edited, imported, lines_of, ours, plan, register, rows_of, school, table

pytestmark = pytest.mark.django_db
MINE, THEIRS = "(213) 555-0142", "(213) 555-0199"


def everything_changes() -> None:
    """Someone changes every editable column, including lists and the campus."""
    StateRecord.objects.create(cds_code="01611920000001", name="A record")
    one = school()
    one.programs.set([Program.objects.create(name="Robotics", slug="robotics")])
    one.record_links.add(SchoolStateRecord(record=StateRecord.objects.get(cds_code="01611920000001")))
    one.former_names.add(FormerName(name="Another name"))
    somebody = {"slug": "burton", "name": "Alliance B", "phone": THEIRS, "website": "", "office_hours": "8–4"}
    dates = {"opened": "2001-01-01", "closed": "2030-01-01", "details_as_of": "2026-10-01"}
    rest = {"languages": ["en", "es"], "transit": "Bus 1", "complaint_url": "https://example.org/c"}
    rest |= {"details_source": "A call", "lowest_grade": 10, "campus": school("stern").campus}
    by_hand(one, **somebody, **dates, **rest)
    middle = school("merkin")
    middle.next_schools.add(NextSchool(high_school=one, sort_order=0))
    by_hand(middle)
    by_hand(middle.campus, street="1 New Street", area="Elsewhere", latitude="34.000001")


def test_an_old_download_sent_back_as_it_was_or_as_a_spreadsheet_saves_it_undoes_nothing():
    csv_file, workbook, again = as_csv(), export.as_xlsx(), io.BytesIO()
    load_workbook(io.BytesIO(workbook)).save(again)
    everything_changes()
    before = register()
    for data in (csv_file, workbook, again.getvalue()):
        found = plan(data)
        assert (found.items, found.problems, found.conflicts, found.cautions) == ([], [], [], [])
        assert found.counts["unchanged"] == School.objects.count()
    imported(data)
    assert register() == before


def test_what_both_changed_is_a_conflict_with_three_values_and_a_decision_is_the_same_in_two_languages():
    then = school().phone
    data = edited(as_csv(), phone=MINE, transit="Bus 1")
    by_hand(school(), phone=THEIRS)
    found = plan(data)
    [one] = found.conflicts
    assert (one.name, one.key, one.then, one.now, one.file) == (school().name, "phone", then, THEIRS, MINE)
    assert [one.key for one in found.items[0].differences] == ["transit"]
    decisions = decide_all(found.conflicts, "keep")
    english = plan(data, decisions=decisions).digest
    with translation.override("es"):  # preview and import may be in two languages
        found = plan(data, decisions=decisions)
    assert found.digest == english
    assert (found.counts["conflicts"], found.undecided, found.conflicts[0].choice) == (0, 0, "keep")


def test_an_address_is_one_thing():
    """An address is never mixed from the file and the register."""
    then = school().campus.zip
    data = edited(as_csv(), zip="90001")
    by_hand(school().campus, street="1 New Street")
    [conflict] = plan(data).conflicts
    assert (conflict.key, then in conflict.then, "1 New Street" in conflict.now) == ("address", True, True)
    assert ("90001" in conflict.file, "1 New Street" in conflict.file) == (True, False)
    imported(data, decisions=decide_all([conflict], "replace"))
    assert (school().campus.street, school().campus.zip) == ("10101 South Broadway", "90001")


def test_sorted_rows_fewer_columns_fewer_and_more_rows_have_their_version():
    head, *body = lines_of(as_csv())
    new = dict.fromkeys(head, "") | NEW
    random.Random(1).shuffle(body)
    body[0][-1], body[1][-1] = body[1][-1], body[0][-1]  # a spreadsheet may not sort the hidden column
    data = table([head, *body[5:], list(new.values())])
    fewer = edited(as_csv(), only=("version", "cds_codes", "level", "phone", "slug"), phone=MINE)
    by_hand(school(), phone=THEIRS, website="")
    found = plan(data)
    assert ([item.kind for item in found.items], found.conflicts, found.cautions) == (["added"], [], [])
    found = plan(fewer)
    assert ([one.key for one in found.conflicts], found.items, found.cautions) == (["phone"], [], [])


def test_a_file_without_a_version_of_ours_warns_and_is_compared_with_the_register():
    then, one_school = school().phone, School.objects.filter(slug="burton-tech")
    names = [name for name in rows_of(as_csv(one_school))[0] if name != "version"]
    files = [ours("burton-tech", only=names, schools=one_school)]
    files += [ours("burton-tech", schools=one_school, version=text) for text in ("", "x", "eyJ1aWQiOiIifQ:no", "=1")]
    with override_settings(SECRET_KEY="another site's key, of fifty characters and a few more"):
        files.append(ours("burton-tech", schools=one_school))
    by_hand(school(), phone=THEIRS)
    for data in files:
        found = plan(data)
        [caution] = found.cautions
        assert "say what the register said" in caution
        assert "even if the register has changed since" in caution
        [item] = found.items
        assert [(one.before, one.after) for one in item.differences] == [(THEIRS, then)]


def test_some_rows_without_a_version_warn_and_new_schools_need_none():
    [caution] = plan(edited(as_csv(), version="")).cautions
    assert "1 row" in caution
    assert not plan(table([["uid", "name"], ["", "Alliance New"]])).cautions


def test_a_row_that_was_emptied_but_for_its_hidden_version_is_none():
    head, first, *others = lines_of(as_csv())
    found = plan(table([head, [*[""] * (len(head) - 1), first[-1]], *others]))
    assert (found.problems, found.items, found.counts["unchanged"]) == ([], [], School.objects.count() - 1)


CELLS = {
    "phone": ["", MINE, THEIRS, "(213) 555-0177"],
    "transit": ["", "Bus 1", "Rail"],
    "website": ["", "https://example.org/a", "https://example.org/b"],
    "languages": ["", "en", "en es"],
    "closed": ["", "2030-06-30", "2031-06-30"],
}
STATE = st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in CELLS.items()})


def put(texts: dict) -> bytes:
    """The export of the one school, with these values now."""
    values = dict(texts) | {"languages": texts["languages"].split(), "closed": texts["closed"] or None}
    schools = School.objects.filter(slug="burton-tech")
    schools.update(**values)
    return as_csv(schools)


class ThreeWays(HypothesisTestCase):
    """For any three states of a record: when downloaded, now, and in the file."""

    @settings(max_examples=40, deadline=None)
    @given(then=STATE, now=STATE, mine=STATE, choice=st.sampled_from(["keep", "replace"]))
    def test_file_now_and_then(self, then, now, mine, choice):
        data = edited(put(then), **mine)
        put(now)
        disputed = {name for name in CELLS if len({then[name], now[name], mine[name]}) == 3}
        taken = {name for name in CELLS if mine[name] != then[name]} - (disputed if choice == "keep" else set())
        found = plan(data)
        assert not found.problems
        assert {one.key for one in found.conflicts} == disputed
        imported(data, decisions=decide_all(found.conflicts, choice))
        [row] = rows_of(as_csv(School.objects.filter(slug="burton-tech")))
        assert {name: row[name] for name in CELLS} == {name: (mine if name in taken else now)[name] for name in CELLS}
