"""The whole history of a school (record, campus, state records, and profiles): paged, exported, and restored."""

import csv

import pytest
from wagtail.users.models import UserProfile

from alliance_site.staff.school_editors import sync_teams
from schools.models import Campus, School, SchoolStateRecord
from schools.register import history
from schools.register.recorder import log
from tests.factories import CampusFactory, SchoolFactory, by_hand, reread
from tests.html import assert_says, soup, words

from .pages import address

pytestmark = pytest.mark.django_db
HISTORY = "school_desk_history"


def change_each(school, user):
    """One change to everything that the desk's history shows; return the state record."""
    record = school.record_links.first().record
    by_hand(school, user=user, reason="The office moved.", phone="(213) 555-0142")
    by_hand(school.campus, user=user, reason="A typing error.", street="1 Other Street")
    by_hand(record, user=user, reason="The charter was renewed.", authorizer="A Made Up County")
    page = school.pages.first()
    page.summary = "What the school says of itself."
    page.save_revision(user=user)
    return record


def csv_rows(client, school) -> list[dict]:
    response = client.get(address(school, "school_desk_history_csv"))
    return list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))


def test_record_campus_state_record_and_profile_are_told_together_on_the_page_and_in_the_file(desk, school, editor):
    code = change_each(school, editor).cds_code
    assert_says(
        desk.get(address(school, HISTORY)),
        "Edith: The office moved. Phone:",
        "Edith, Campus: A typing error. Street:",
        f"Edith, State record {code}: The charter was renewed. Authorizer:",
        "Edith, Profile, English: Saved as a draft. Summary: — → changed to What the school says of itself.",
    )
    assert [(row["record"], row["field"], row["after"]) for row in csv_rows(desk, school)] == [
        ("Profile, English", "Summary", "What the school says of itself."),
        (f"State record {code}", "Authorizer", "A Made Up County"),
        ("Campus", "Street", "1 Other Street"),
        ("", "Phone", "(213) 555-0142"),
        ("Profile, Spanish", "", ""),  # published with the first content
    ]


def test_the_file_tells_why_a_record_began_too_and_speaks_the_language_of_its_reader(desk, school, editor):
    made = SchoolFactory()
    sync_teams([made])
    editor.groups.add(reread(made).team.group)
    log(made, "wagtail.create", revision=made.save_revision(), data={"reason": "The board opens it."})
    (row,) = csv_rows(desk, made)
    assert (row["why"], row["field"]) == ("The board opens it.", "")
    UserProfile.objects.create(user=editor, preferred_language="es")
    (row,) = csv_rows(desk, made)
    assert row["por qué"] == "The board opens it."


def test_a_page_has_so_many_steps_and_the_file_has_all(office, school, monkeypatch):
    monkeypatch.setattr("schools.desk.school_history.PER_PAGE", 4)
    for number in range(9):
        by_hand(school, reason=f"Change {number}.", phone=f"(213) 555-01{number:02}")
    history_page = address(school, HISTORY)
    pages = [soup(office.get(history_page, {"p": number})).select(".desk-steps > li") for number in (1, 2, 3)]
    assert [len(steps) for steps in pages[:2]] == [4, 4]
    assert "Change 8." in pages[0][0].get_text()
    assert "Change 0." in " ".join(one.get_text() for one in pages[2])
    assert len([row for row in csv_rows(office, school) if row["why"].startswith("Change ")]) == 9


def test_the_office_restores_any_version_of_a_school_its_campus_and_its_state_record(client, school, editor, manager):
    record, twin = school.record_links.get().record, SchoolFactory()
    kept = {"phone": school, "street": school.campus, "authorizer": record}
    before = {name: getattr(one, name) for name, one in kept.items()}
    SchoolStateRecord.objects.create(school=twin, record=record)
    change_each(school, editor)
    first = {name: one.revisions.order_by("pk").first() for name, one in kept.items()}
    del first["phone"].content["transit"]  # a field that the site did not know then
    first["phone"].save()
    School.objects.filter(pk=school.pk).update(transit="Bus 81")
    for name, one in kept.items():
        back = address(school, "school_desk_restore", first[name].pk)
        client.force_login(editor)
        assert back not in client.get(address(school, HISTORY)).content.decode()
        client.force_login(manager)
        assert back in client.get(address(school, HISTORY)).content.decode()
        shown = words(client.get(back))
        assert f"→ changed to {before[name]}" in shown
        assert ("Richard Merkin" in shown) == (name != "phone")  # the other school there
        assert client.post(back).status_code == 302
        assert getattr(reread(one), name) == before[name]
        assert "Restored the version of" in history.steps(reread(one))[0].reason
    assert reread(school).transit == "Bus 81"
    assert_says(client.get(address(twin, HISTORY)), "The charter was renewed.")


def test_a_version_that_is_wrong_or_whose_campus_is_gone_cannot_be_restored_and_says_why(office, school):
    old = school.campus
    by_hand(school, campus=CampusFactory())
    first = school.revisions.order_by("pk").first()
    School.objects.filter(campus=old).update(campus=school.campus)
    Campus.objects.filter(pk=old.pk).delete()
    wrong = school.latest_revision
    wrong.content["phone"] = "555"
    wrong.save()
    refused = office.post(address(school, "school_desk_restore", wrong.pk))
    assert_says(refused, "Use the format (555) 555-0100.", status=422)
    for ask in (office.get, office.post):
        shown = ask(address(school, "school_desk_restore", first.pk))
        assert_says(shown, "The record it belonged to no longer exists")
        assert "Restore this version" not in words(shown)
    assert_says(office.get(address(school, HISTORY)), "deleted since")
