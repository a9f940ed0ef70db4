"""Undoing an import restores the register exactly, and never loses later changes."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from wagtail.models import Collection, ModelLogEntry, ReferenceIndex
from wagtail.search.models import IndexEntry

from media.models import SiteDocument
from schools import models
from schools.changes.agreement import Refused
from schools.changes.undo import look, undo
from schools.models import Campus, Program, Requirement, School, SchoolDeletion, SchoolPage, StateRecord
from schools.register import history
from tests.factories import SchoolFactory, by_hand, event, today
from tests.schools.exchange.files import MCKINZIE, NEW, imported, ours, plan, register, school, state, table
from tests.schools.people import editor_of

pytestmark = pytest.mark.django_db


def everything() -> bytes:
    """A file with a change of each kind."""
    Program.objects.create(name="Robotics", slug="robotics")
    StateRecord.objects.create(cds_code="01611920000001", name="A record")
    new = {"name": "Alliance Burton Academy", "phone": "", "street": "1 New Street", "programs": "robotics"}
    lines = ours("burton-tech", **new, languages="es", closed="2030-06-30", cds_codes="01611920000001").splitlines()
    there = school("stern").campus.street.encode()
    lines = [line.replace(there, b"2 New Street") if b",stern," in line else line for line in lines]
    new = dict.fromkeys(lines[0].decode().split(","), "") | NEW
    return b"\r\n".join([*lines, table([list(new.values())])])


def test_everything_is_as_before():
    data = everything()
    assert plan(data).problems == []
    before = register()
    batch = imported(data)
    assert register() != before
    assert School.objects.filter(slug="made-up-high").exists()
    linked = school().programs.get().slug, school().record_links.get().record.cds_code
    assert linked == ("robotics", "01611920000001")
    done = undo(batch, reason="A mistake.")
    assert register() == before
    assert done.removed
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at is not None) == ("undone", True)
    last = history.steps(school())[0]
    assert last.reason == "A mistake."
    assert "phone" in [one.name for one in last.differences]
    assert SchoolPage.objects.get(school=school(), locale__language_code="en").title == school().name
    with pytest.raises(Refused, match="already undone"):
        undo(batch)


def test_an_import_from_before_a_new_field_is_undone_and_the_field_stays():
    batch = imported(ours("burton-tech", phone="(213) 555-0199"))
    for entry in batch.records.all():
        for snapshot in (entry.before, entry.after):
            if snapshot:
                snapshot.pop("office_hours", None)
        entry.save()
    by_hand(school(), office_hours="Monday to Friday, 8 to 4")
    undo(batch)
    assert (school().phone, school().office_hours) == ("(323) 920-6125", "Monday to Friday, 8 to 4")


def test_the_states_record_and_the_former_name_too():
    before, closed = register(), {"StatusType": "Closed", "ClosedDate": "06/30/2026", "LastUpDate": "07/02/2026"}
    undo(imported(state(MCKINZIE, School="Alliance Another High", **closed)), reason="A mistake.")
    assert register() == before
    told = history.steps(StateRecord.objects.get(cds_code=MCKINZIE))
    assert [step.reason for step in told] == ["A mistake.", "A reason.", ""]
    assert [one.name for one in told[0].differences] == ["name", "closed", "updated"]
    [again] = plan(state(MCKINZIE, School="Alliance Another High")).items
    assert "name" in [one.key for one in again.differences]  # as if it had never existed


class AnyChange(HypothesisTestCase):
    @settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(
        fields=st.fixed_dictionaries(
            {},
            optional={
                "name": st.sampled_from(["Alliance A", "Alliance B"]),
                "phone": st.sampled_from(["", "(213) 555-0142"]),
                "street": st.sampled_from(["1 A Street", "10720 Wilmington Avenue"]),
                "zip": st.sampled_from(["90001", "90059-1236"]),
                "area": st.sampled_from(["Watts", "Elsewhere"]),
                "languages": st.sampled_from(["", "en es"]),
                "closed": st.sampled_from(["", "2030-06-30"]),
            },
        ),
        slug=st.sampled_from(["burton-tech", "luskin", "merkin"]),
    )
    def test_of_one_school(self, fields, slug):
        before = register()
        data = ours(slug, schools=School.objects.filter(slug=slug), **fields)
        assume(not plan(data).problems)
        batch = imported(data)
        assert not plan(data).items
        undo(batch)
        assert register() == before


def test_a_record_that_changed_since_prevents_an_undo_by_name_until_a_later_import_is_undone():
    batch = imported(ours("burton-tech", phone="(213) 555-0142"))
    later = imported(ours("burton-tech", website="https://example.org/"))
    assert look(batch).changed == [school().name]
    before = register()
    with pytest.raises(Refused, match=school().name):
        undo(batch)
    assert register() == before
    undo(later)
    undo(batch)
    assert school().phone == "(323) 920-6125"
    old, there = school("luskin").campus, school("stern").campus
    batch = imported(ours("luskin", only=("uid", "street", "zip"), street=there.street, zip=there.zip))
    School.objects.filter(campus=old).update(campus=there)
    Campus.objects.filter(pk=old.pk).delete()
    with pytest.raises(Refused, match=school("luskin").name):
        undo(batch)


def test_whatever_refers_to_an_added_school_or_campus_prevents_an_undo():
    """As every relation does that no one thought of when undoing was written."""
    batch = imported(table([list(NEW), list(NEW.values())]))
    made = school("made-up-high")
    editor = editor_of(made)
    assert made.name in look(batch).changed
    with pytest.raises(Refused, match=made.name):
        undo(batch)
    editor.groups.clear()
    assert look(batch).changed == []
    beside = SchoolFactory(campus=made.campus)
    assert look(batch).changed == [str(made.campus)]
    School.objects.filter(pk=beside.pk).update(campus=school("stern").campus)
    dates, collection = {"first_day": today(), "last_day": today()}, made.team.collection
    for thing in (
        models.SchoolNotice(school=made, text="Hello.", **dates),
        models.Confirmation(school=made, part=models.Part.CONTACTS),
        models.Proposal(school=made, changes={}, reason="So."),
        models.Posting(school=made, requirement=Requirement.objects.first(), contact="Call us.", next_check=today()),
        models.SignOff(school=made, school_year="2025-26", side="school", digest="0" * 64, name="Ana"),
        models.PlannedChange(school=made, kind="rename", day=today(), is_told=False, data={}, agreed={}),
        SiteDocument(title="A file", collection=collection, file="a.pdf"),
    ):
        thing.save()
        assert made.name in look(batch).changed, thing
        thing.delete()
        assert look(batch).changed == []
    below = collection.add_child(name="Field days")
    assert made.name in look(batch).changed
    Collection.objects.get(pk=below.pk).delete()
    page = event(school=made)
    assert made.name in look(batch).changed
    page.delete()
    fields = {"is_told": False, "data": {}, "agreed": {}, "ended_at": timezone.now()}
    models.PlannedChange(school=made, kind="move", day=today(), **fields).save()
    undo(batch)
    assert not Collection.objects.filter(pk=collection.pk).exists()


def test_an_added_school_leaves_nothing_behind():
    batch = imported(table([list(NEW), list(NEW.values())]))
    made = school("made-up-high")
    kind, group = ContentType.objects.get_for_model(School), made.team.group
    derived = (
        IndexEntry.objects.filter(content_type=kind, object_id=str(made.pk)),
        ReferenceIndex.objects.filter(base_content_type=kind, object_id=str(made.pk)),
        Group.objects.filter(pk=group.pk),
    )
    assert [rows.exists() for rows in derived] == [True] * 3
    undo(batch, reason="A mistake.")
    assert [rows.exists() for rows in derived] == [False] * 3
    assert SchoolDeletion.objects.filter(uid=made.uid).exists()
    entry = ModelLogEntry.objects.get(content_type=kind, object_id=str(made.pk), action="wagtail.delete")
    assert (entry.deleted, entry.data) == (True, {"reason": "A mistake.", "undone": batch.pk})


def test_the_command_undoes_an_import_and_says_how_far_it_is_or_why_it_cannot(capsys, monkeypatch):
    monkeypatch.setattr("schools.management.progress.MANY", 1)
    batch = imported(ours("burton-tech", phone="(213) 555-0142"))
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0199")
    for options in ([], ["--dry-run"]):
        with pytest.raises(CommandError):
            call_command("undo_import", str(batch.pk), *options)
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0142")
    capsys.readouterr()
    call_command("undo_import", str(batch.pk), "--dry-run")
    assert f"restored: {school().name}" in capsys.readouterr().out
    assert school().phone == "(213) 555-0142"
    call_command("undo_import", str(batch.pk), "--reason", "A mistake.")
    assert "1 of 1\n" in capsys.readouterr().err
    assert school().phone == "(323) 920-6125"
    assert history.steps(school())[0].reason == "A mistake."
    with pytest.raises(CommandError, match="was already undone"):
        call_command("undo_import", str(batch.pk))
    with pytest.raises(CommandError, match="There is no import 999"):
        call_command("undo_import", "999")
