"""The whole history of a school (record, campus, state records, and profiles): paged, exported, and restored."""

import csv

import pytest
from wagtail.users.models import UserProfile

from alliance_site.staff.school_editors import sync_teams
from schools.models import Campus, SchoolStateRecord
from schools.register import history
from schools.register.log import log
from tests.factories import CampusFactory, SchoolFactory
from tests.html import soup

from . import pages
from .pages import text

pytestmark = pytest.mark.django_db


def address(school, name="school_desk_history", *args):
    return pages.address(school, name, *args)


def state_record(school):
    return school.record_links.first().record


def change_each(school, user):
    """One change to everything that the desk's history shows."""
    school.phone = "(213) 555-0142"
    history.save(school, user=user, reason="The office moved.")
    school.campus.street = "1 Other Street"
    history.save(school.campus, user=user, reason="A typing error.")
    record = state_record(school)
    record.authorizer = "A Made Up County"
    history.save(record, user=user, reason="The charter was renewed.")
    page = school.pages.first()
    page.summary = "What the school says of itself."
    page.save_revision(user=user)


def csv_rows(client, school) -> list[dict]:
    response = client.get(address(school, "school_desk_history_csv"))
    return list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))


def test_record_campus_state_record_and_profile_are_told_together_on_the_page_and_in_the_file(client, school, editor):
    change_each(school, editor)
    client.force_login(editor)
    said = text(client.get(address(school)))
    code = state_record(school).cds_code
    for words in (
        "Edith: The office moved. Phone:",
        "Edith , Campus : A typing error. Street:",
        f"Edith , State record {code} : The charter was renewed. Authorizer:",
        "Edith , Profile, English : Saved as a draft. Summary: — → changed to What the school says of itself.",
    ):
        assert words.replace(" ", "") in said.replace(" ", ""), words
    assert [(row["record"], row["field"], row["after"]) for row in csv_rows(client, school)] == [
        ("Profile, English", "Summary", "What the school says of itself."),
        (f"State record {code}", "Authorizer", "A Made Up County"),
        ("Campus", "Street", "1 Other Street"),
        ("", "Phone", "(213) 555-0142"),
        ("Profile, Spanish", "", ""),  # published with the first content
    ]


def test_the_file_tells_why_a_record_began_too_and_speaks_the_language_of_its_reader(client, school, editor):
    made = SchoolFactory()
    sync_teams([made])
    made.refresh_from_db()
    editor.groups.add(made.team.group)
    log(made, "wagtail.create", revision=made.save_revision(), data={"reason": "The board opens it."})
    client.force_login(editor)
    (row,) = csv_rows(client, made)
    assert (row["why"], row["field"]) == ("The board opens it.", "")
    UserProfile.objects.create(user=editor, preferred_language="es")
    (row,) = csv_rows(client, made)
    assert row["por qué"] == "The board opens it."


def test_a_state_record_that_two_schools_share_is_told_at_both(client, school, manager):
    record, other = state_record(school), SchoolFactory()
    SchoolStateRecord.objects.create(school=other, record=record)
    record.authorizer = "A Made Up County"
    history.save(record, reason="The charter was renewed.")
    client.force_login(manager)
    for one in (school, other):
        assert "The charter was renewed." in text(client.get(address(one)))


def test_it_is_shown_twenty_five_steps_a_page_and_the_file_is_whole(client, school, manager):
    for number in range(60):
        school.phone = f"(213) 555-01{number:02}"
        history.save(school, reason=f"Change {number}.")
    client.force_login(manager)
    seen, link = [], "?p=1"
    while link:
        page = soup(client.get(address(school) + link))
        seen.append([one.get_text() for one in page.select(".desk-steps > li")])
        following = page.select_one("nav.pagination .next a[href]")
        link = following and following["href"]
    assert [len(steps) for steps in seen] == [25, 25, len(seen[2])]
    assert "Change 59." in seen[0][0]
    assert "Change 0." in "".join(seen[2])
    assert len([row for row in csv_rows(client, school) if row["why"].startswith("Change ")]) == 60
    for number in ("0", "99", "x"):
        assert client.get(address(school), {"p": number}).status_code == 200


@pytest.mark.parametrize("what", ["school", "campus", "record"])
def test_the_office_restores_any_version_of_what_the_register_keeps(client, school, editor, manager, what):
    one = {"school": school, "campus": school.campus, "record": state_record(school)}[what]
    name = {"school": "phone", "campus": "street", "record": "authorizer"}[what]
    before = getattr(one, name)
    change_each(school, editor)
    first = one.revisions.order_by("pk").first()
    back = address(school, "school_desk_restore", first.pk)
    client.force_login(editor)
    assert back not in client.get(address(school)).content.decode()
    assert client.post(back).status_code == 403
    client.force_login(manager)
    assert back in client.get(address(school)).content.decode()
    assert f"→ changed to {before}" in text(client.get(back))
    assert client.post(back).status_code == 302
    one = type(one).objects.get(pk=one.pk)
    assert getattr(one, name) == before
    assert "Restored the version of" in history.steps(one)[0].reason
    assert back in client.get(address(school)).content.decode()  # and again, from the current state


def test_restoring_what_is_shared_says_with_whom(client, manager):
    school = SchoolFactory()
    school.campus.street = "1 Other Street"
    history.save(school.campus)
    restore = address(school, "school_desk_restore", school.campus.revisions.order_by("pk").first().pk)
    client.force_login(manager)
    assert "These schools share it" not in text(client.get(restore))
    other = SchoolFactory(campus=school.campus)
    assert other.name in text(client.get(restore))


def test_a_version_whose_campus_is_gone_cannot_be_restored_and_says_why(client, school, manager):
    old, school.campus = school.campus, CampusFactory()
    history.save(school)
    first = school.revisions.order_by("pk").first()
    for other in old.schools.all():
        other.campus = school.campus
        other.save()
    Campus.objects.filter(pk=old.pk).delete()
    client.force_login(manager)
    for ask in (client.get, client.post):
        said = text(ask(address(school, "school_desk_restore", first.pk)))
        assert "The record it belonged to no longer exists" in said
        assert "Restore this version" not in said
    assert "deleted since" in text(client.get(address(school)))


def test_what_the_site_did_not_know_yet_stays_when_an_older_version_is_restored(client, school, manager):
    history.remember(school)
    first = school.revisions.get()
    del first.content["transit"]
    first.save()
    before, school.phone, school.transit = school.phone, "(213) 555-0142", "Bus 81"
    history.save(school)
    client.force_login(manager)
    client.post(address(school, "school_desk_restore", first.pk))
    school.refresh_from_db()
    assert (school.phone, school.transit) == (before, "Bus 81")


def test_a_version_of_another_school_is_not_found(client, school, other, manager):
    history.save(other, reason="first")
    history.save(other.campus, reason="first")
    client.force_login(manager)
    for one in (other, other.campus):
        assert client.get(address(school, "school_desk_restore", one.latest_revision_id)).status_code == 404
