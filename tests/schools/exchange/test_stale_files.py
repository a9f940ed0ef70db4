"""An older download changes only what its sender changed. If two people changed the same value, the office decides."""

import csv
import io
import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from openpyxl import load_workbook

from schools.changes import engine, jobs
from schools.changes.kinds import Kind
from schools.changes.undo import undo
from schools.exchange import export, uploads
from schools.models import ChangeSet, FormerName, Program, School, SchoolStateRecord, StateRecord
from schools.register import history
from schools.register.agreement import Refused
from tests.html import assert_valid, soup, words

from .files import imported, ours, plan, received, register, table
from .office import send, user_of

pytestmark = pytest.mark.django_db
MINE, THEIRS = "(213) 555-0142", "(213) 555-0199"
NO_VERSION = "doesn’t say what the register said"


@pytest.fixture
def office(client):
    client.force_login(user_of("Listings manager"))
    return client


def school(slug="burton-tech") -> School:
    return School.objects.get(slug=slug)


def somebody_changes(slug="burton-tech", **values) -> None:
    one = school(slug)
    for name, value in values.items():
        setattr(one, name, value)
    history.save(one, reason="By hand.")


def somebody_corrects(slug="burton-tech", **values) -> None:
    campus = school(slug).campus
    for name, value in values.items():
        setattr(campus, name, value)
    history.save(campus, reason="By hand.")


def as_csv() -> bytes:
    return b"".join(export.as_csv())


def rows_of(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def edited(data: bytes, slug="burton-tech", /, only=(), **changes) -> bytes:
    """The CSV file `data` with some cells changed in the row of `slug`."""
    rows = rows_of(data)
    next(row for row in rows if row["slug"] == slug).update(changes)
    names = list(only or rows[0])
    return table([names, *([row[name] for name in names] for row in rows)])


def told(found) -> list[tuple]:
    return [(one.name, one.key, one.then, one.now, one.file, one.choice) for one in found.conflicts]


def everything_changes() -> None:
    """Someone changes every editable column, including lists and the campus."""
    there = school("stern").campus
    StateRecord.objects.create(cds_code="01611920000001", name="A record")
    one = school()
    one.programs.set([Program.objects.create(name="Robotics", slug="robotics")])
    one.record_links.add(SchoolStateRecord(record=StateRecord.objects.get(cds_code="01611920000001")))
    one.former_names.add(FormerName(name="Another name"))
    somebody = {"slug": "burton", "name": "Alliance B", "phone": THEIRS, "website": "", "office_hours": "8–4"}
    dates = {"opened": "2001-01-01", "closed": "2030-01-01", "details_as_of": "2026-10-01"}
    rest = {"languages": ["en", "es"], "transit": "Bus 1", "complaint_url": "https://example.org/c"}
    for name, value in (somebody | dates | rest | {"details_source": "A call", "lowest_grade": 10}).items():
        setattr(one, name, value)
    one.campus = there
    history.save(one, reason="By hand.")
    somebody_corrects("merkin", street="1 New Street", area="Elsewhere", latitude="34.000001")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_old_download_sent_back_as_it_was_undoes_nothing(kind):
    data = as_csv() if kind == "csv" else export.as_xlsx()
    everything_changes()
    before = register()
    found = plan(data)
    assert (found.items, found.problems, found.conflicts, found.reading.cautions) == ([], [], [], [])
    assert found.counts["unchanged"] == School.objects.count()
    imported(data)
    assert register() == before


def test_only_what_the_sender_changed_is_changed():
    data = edited(as_csv(), phone=MINE)
    somebody_changes(website="https://example.org/new", office_hours="8–4")
    somebody_corrects(street="1 New Street")
    [item] = plan(data).items
    assert [one.key for one in item.differences] == ["phone"]
    imported(data)
    after = school()
    assert (after.phone, after.website, after.office_hours) == (MINE, "https://example.org/new", "8–4")
    assert after.campus.street == "1 New Street"


def test_what_both_changed_alike_is_no_change():
    data = edited(as_csv(), phone=MINE)
    somebody_changes(phone=MINE)
    found = plan(data)
    assert (found.items, found.conflicts) == ([], [])


def test_what_both_changed_otherwise_is_a_conflict_and_is_not_applied():
    then = school().phone
    data = edited(as_csv(), phone=MINE, transit="Bus 1")
    somebody_changes(phone=THEIRS)
    found = plan(data)
    assert told(found) == [(school().name, "phone", then, THEIRS, MINE, "")]
    assert [one.key for one in found.items[0].differences] == ["transit"]
    with pytest.raises(Refused, match="conflict"):
        imported(data)
    assert (school().phone, school().transit) == (THEIRS, "")


def test_an_address_is_one_thing():
    """An address is never mixed from the file and the register."""
    then = school().campus.zip
    data = edited(as_csv(), zip="90001")
    somebody_corrects(street="1 New Street")
    [conflict] = plan(data).conflicts
    assert conflict.key == "address"
    assert then in conflict.then
    assert "1 New Street" in conflict.now
    assert "90001" in conflict.file
    assert "1 New Street" not in conflict.file
    batch = received(data, decisions={conflict.question: ["replace", conflict.now]})
    engine.apply(batch, reason="So.", digest=batch.preview["digest"])
    assert (school().campus.street, school().campus.zip) == ("10101 South Broadway", "90001")


def test_sorted_rows_fewer_columns_fewer_and_more_rows_have_their_version():
    head, *body = (list(row.values()) for row in [{name: name for name in rows_of(as_csv())[0]}, *rows_of(as_csv())])
    new = dict.fromkeys(head, "") | {
        "name": "Alliance Made Up High",
        "level": "high",
        "lowest_grade": "9",
        "highest_grade": "12",
        "opened": "2026-08-15",
        "street": "1 Made Up Way",
        "city": "Los Angeles",
        "zip": "90001",
        "area": "Watts",
    }
    random.Random(1).shuffle(body)
    data = table([head, *body[5:], list(new.values())])
    fewer = edited(as_csv(), only=("version", "cds_codes", "level", "phone", "slug"), phone=MINE)
    somebody_changes(phone=THEIRS, website="")
    found = plan(data)
    assert ([item.kind for item in found.items], found.conflicts, found.reading.cautions) == (["added"], [], [])
    found = plan(fewer)
    assert ([one.key for one in found.conflicts], found.items, found.reading.cautions) == (["phone"], [], [])


def test_versions_that_were_sorted_apart_from_their_rows_still_count():
    """A spreadsheet that sorts only visible columns leaves the hidden version column unsorted."""
    rows = rows_of(as_csv())
    versions = [row["version"] for row in rows]
    for row, version in zip(rows, reversed(versions), strict=True):
        row["version"] = version
    somebody_changes(phone=THEIRS)
    found = plan(table([list(rows[0]), *(list(row.values()) for row in rows)]))
    assert (found.items, found.conflicts, found.reading.cautions) == ([], [], [])


def without(data: bytes, version) -> bytes:
    """With other versions, or without the column if `version` is None."""
    rows = rows_of(data)
    for row in rows:
        row["version"] = version
        if version is None:
            del row["version"]
    return table([list(rows[0]), *(list(row.values()) for row in rows)])


@pytest.mark.parametrize("version", [None, "", "x", "eyJ1aWQiOiIifQ:forged", "=1+1"])
def test_a_file_without_a_version_of_ours_says_so_and_is_compared_with_what_is_there_now(version, office):
    data = without(as_csv(), version)
    then = school().phone
    somebody_changes(phone=THEIRS)
    found = plan(data)
    [caution] = found.reading.cautions
    assert NO_VERSION in caution
    assert found.as_json()["cautions"] == [caution]
    [item] = found.items
    assert [(one.before, one.after) for one in item.differences] == [(THEIRS, then)]
    assert NO_VERSION in words(office.get(send(office, data)))


def test_a_version_of_another_site_is_none(settings):
    data = as_csv()
    settings.SECRET_KEY = "another site's key, of fifty characters and a few more"
    settings.SECRET_KEY_FALLBACKS = []
    [caution] = plan(data).reading.cautions
    assert NO_VERSION in caution


def test_some_rows_without_a_version_are_counted():
    data = edited(as_csv(), version="")
    [caution] = plan(data).reading.cautions
    assert "1 row" in caution
    assert NO_VERSION in caution


def test_a_file_of_new_schools_alone_needs_no_version():
    assert not plan(table([["uid", "name"], ["", "Alliance New"]])).reading.cautions


def test_the_column_is_hidden_in_a_workbook_and_survives_being_saved():
    data = export.as_xlsx()
    book = load_workbook(io.BytesIO(data))
    head = [cell.value for cell in book.active[1]]
    assert head[-1] == "version"
    letter = book.active.cell(1, len(head)).column_letter
    assert book.active.column_dimensions[letter].hidden
    book.active.cell(2, head.index("phone") + 1).value = MINE
    uid = book.active.cell(2, 1).value
    out = io.BytesIO()
    book.save(out)
    one = School.objects.get(uid=uid)
    one.phone = THEIRS
    history.save(one, reason="By hand.")
    assert [conflict.key for conflict in plan(out.getvalue()).conflicts] == ["phone"]


def test_a_row_that_was_emptied_but_for_its_hidden_version_is_none():
    head, first, *others = ([*row] for row in csv.reader(io.StringIO(as_csv().decode("utf-8-sig"), newline="")))
    found = plan(table([head, [*[""] * (len(head) - 1), first[-1]], *others]))
    assert (found.problems, found.items, found.counts["unchanged"]) == ([], [], School.objects.count() - 1)


def test_the_same_register_is_the_same_file():
    assert as_csv() == as_csv()


# The pages


def conflict_of(office, **changes) -> str:
    data = edited(as_csv(), phone=MINE, **changes)
    somebody_changes(phone=THEIRS)
    return send(office, data)


def form_of(page, do: str) -> dict:
    """The form with the button `do`, as a browser without scripts sends it."""
    form = next(one for one in soup(page).select("form[method=post]") if one.find("button", value=do))
    sent = {"do": do}
    for field in form.select("input"):
        if field.get("type") != "radio" or field.has_attr("checked"):
            sent[field["name"]] = field.get("value", "")
    return sent


def choices_of(page) -> list[str]:
    return list(dict.fromkeys(one["name"] for one in soup(page).select(".exchange-choices input[type=radio]")))


def test_a_conflict_is_shown_with_all_three_values_and_keeps_theirs_unless_chosen(office):
    then = school().phone
    url = conflict_of(office, transit="Bus 1")
    page = office.get(url)
    assert_valid(page)
    sides = soup(page).select_one(".exchange-question .exchange-sides").get_text(" ", strip=True)
    assert all(text in sides for text in (then, THEIRS, MINE))
    assert not soup(page).find("button", value="import")
    refused = office.post(url, {"do": "import", "digest": ChangeSet.objects.get().preview["digest"], "reason": "So."})
    assert "conflict" in words(refused)
    assert school().transit == ""
    page = office.post(url, form_of(page, "resolve"), follow=True)
    page = office.post(url, form_of(page, "import") | {"reason": "So."}, follow=True)
    assert (school().phone, school().transit) == (THEIRS, "Bus 1")
    assert THEIRS in words(page)


def test_mine_is_taken_if_chosen_and_can_be_taken_back(office):
    url = conflict_of(office)
    page = office.get(url)
    [name] = choices_of(page)
    page = office.post(url, form_of(page, "resolve") | {name: "replace"}, follow=True)
    assert school().phone == THEIRS
    office.post(url, form_of(page, "import") | {"reason": "So."})
    assert school().phone == MINE
    undo(ChangeSet.objects.get(), reason="No.")
    assert school().phone == THEIRS


def test_a_choice_is_about_what_was_seen(office):
    """If someone changes it again, before or after the decision is sent, the question comes up again."""
    url = conflict_of(office)
    page = office.get(url)
    [name] = choices_of(page)
    chosen = form_of(page, "resolve") | {name: "replace"}
    page = office.post(url, chosen, follow=True)
    somebody_changes(phone="(213) 555-0177")
    page = office.post(url, form_of(page, "import") | {"reason": "So."})
    assert "has changed since" in words(page)
    assert not soup(page).find("button", value="import")
    assert school().phone == "(213) 555-0177"
    page = office.post(url, chosen, follow=True)
    assert not ChangeSet.objects.get().preview["conflicts"][0]["choice"]
    assert "has changed since" in words(page)


@pytest.mark.parametrize("sent", [{"x": "replace"}, {"csrfmiddlewaretoken": "replace"}])
def test_choices_about_anything_else_are_not_kept(office, sent):
    url = conflict_of(office)
    page = office.get(url)
    [name] = choices_of(page)
    office.post(url, form_of(page, "resolve") | {name: "no-such"} | sent)
    assert ChangeSet.objects.get().upload.decisions == {}


def test_many_conflicts_have_pages_and_the_worker_does_the_rest(office, monkeypatch):
    monkeypatch.setattr("schools.exchange.plan_display.PER_PAGE", 10)
    rows = rows_of(as_csv())
    for row in rows:
        row["transit"] = "Mine"
    for one in School.objects.all():
        one.transit = "Theirs"
        history.save(one, reason="By hand.")
    monkeypatch.setattr(uploads, "LARGE", 100)
    monkeypatch.setattr(Kind, "at_once", 0)
    url = send(office, table([list(rows[0]), *(list(row.values()) for row in rows)]))
    batch = ChangeSet.objects.get()
    jobs.look_job.call(batch.pk)
    query = ""
    for number in range(3):
        page = office.get(url + query)
        names = choices_of(page)
        assert len(names) == 10
        answer = office.post(url + query, form_of(page, "resolve") | {names[0]: "replace"})
        jobs.look_job.call(batch.pk)
        query = answer.url.removeprefix(url)
        undecided = sum(not one["choice"] for one in ChangeSet.objects.get().preview["conflicts"])
        assert undecided == 20 - 10 * number
    page = office.get(url)
    office.post(url, form_of(page, "import") | {"reason": "So."})
    digest = ChangeSet.objects.get().preview["digest"]
    jobs.work_job.call(batch.pk, batch.by_id, "applying", {"reason": "So.", "digest": digest})
    assert School.objects.filter(transit="Mine").count() == 3
    assert School.objects.filter(transit="Theirs").count() == 27


def test_the_preview_as_a_file_tells_conflicts(office):
    conflict_of(office)
    response = office.get(reverse("schools_import_csv", args=[ChangeSet.objects.get().pk]))
    rows = list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))
    [row] = [row for row in rows if row["kind"] == "conflict"]
    assert (row["what"], row["now"], row["in_the_file"]) == ("Phone", THEIRS, MINE)


def test_reconcile_with_our_own_file_asks_about_it_as_about_all(office):
    data = edited(as_csv(), phone=MINE)
    somebody_changes(phone=THEIRS, transit="Bus 1")
    page = office.get(send(office, data, to=reverse("schools_state_data")))
    assert len(choices_of(page)) == 1
    assert "Someone changed this" in words(page)


# The command


def test_the_command_lists_conflicts_and_refuses_unless_it_is_told_what_to_do(tmp_path, capsys):
    file = tmp_path / "schools.csv"
    file.write_bytes(edited(as_csv(), phone=MINE, transit="Bus 1"))
    somebody_changes(phone=THEIRS)
    for options in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="conflict"):
            call_command("import_schools", str(file), *options)
        said = capsys.readouterr().out
        assert "conflict" in said
        assert all(text in said for text in (THEIRS, MINE))
    assert not ChangeSet.objects.exists()
    assert school().transit == ""
    call_command("import_schools", str(file), "--on-conflict", "keep", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["applied"]
    assert [(one["now"], one["file"], one["choice"]) for one in found["conflicts"]] == [(THEIRS, MINE, "keep")]
    assert (school().phone, school().transit) == (THEIRS, "Bus 1")
    call_command("import_schools", str(file), "--on-conflict", "replace")
    assert school().phone == MINE


def test_the_command_says_that_a_file_has_no_version(tmp_path, capsys):
    file = tmp_path / "schools.csv"
    file.write_bytes(ours("burton-tech", only=("uid", "phone"), phone=MINE))
    call_command("import_schools", str(file), "--dry-run")
    assert NO_VERSION in capsys.readouterr().out


# The rule

CELLS = {
    "phone": ["", MINE, THEIRS, "(213) 555-0177"],
    "transit": ["", "Bus 1", "Rail"],
    "website": ["", "https://example.org/a", "https://example.org/b"],
    "languages": ["", "en", "en es"],
    "closed": ["", "2030-06-30", "2031-06-30"],
}
STATE = st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in CELLS.items()})


def put(texts: dict) -> None:
    values = dict(texts) | {"languages": texts["languages"].split(), "closed": texts["closed"] or None}
    School.objects.filter(slug="burton-tech").update(**values)


class ThreeWays(HypothesisTestCase):
    """For any three states of a record: when downloaded, now, and in the file."""

    @settings(max_examples=60, deadline=None)
    @given(then=STATE, now=STATE, mine=STATE, choice=st.sampled_from(["keep", "replace"]))
    def test_file_now_and_then(self, then, now, mine, choice):
        put(then)
        data = edited(as_csv(), **mine)
        put(now)
        disputed = {name for name in CELLS if len({then[name], now[name], mine[name]}) == 3}
        wanted = {
            name: {True: mine[name], False: now[name]}[
                choice == "replace" if name in disputed else mine[name] != then[name]
            ]
            for name in CELLS
        }
        found = plan(data)
        assert not found.problems
        assert {one.key for one in found.conflicts} == disputed
        decisions = {one.question: [choice, one.now] for one in found.conflicts}
        imported(data, decisions=decisions)
        after = rows_of(as_csv())
        row = next(row for row in after if row["slug"] == "burton-tech")
        assert {name: row[name] for name in CELLS} == wanted
