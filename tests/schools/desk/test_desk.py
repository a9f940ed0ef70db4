"""The school desk: one page with everything about a school, for its editors and the office only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from alliance_site.staff.school_editors import sync_teams
from schools.desk.tasks import tasks
from schools.models import Confirmation, MistakeReport, OfferingTopic, Part, Proposal, Requirement, School
from schools.register import history
from tests.factories import SchoolFactory
from tests.html import soup

from .pages import address, more, text

pytestmark = pytest.mark.django_db


def contact(school, **fields):
    return {"phone": school.phone, "week_hours": "", "office_hours": "", "languages": [], **fields}


def test_a_school_editor_lands_on_the_own_desk(client, school, editor):
    School.objects.filter(pk=school.pk).update(details_as_of=timezone.localdate())
    client.force_login(editor)
    response = client.get(reverse("wagtailadmin_home"), follow=True)
    assert response.redirect_chain[-1] == (address(school), 302)
    assert "Today’s tasks" in response.content.decode()
    everything = text(client.get(more(school)))
    for words in ("last confirmed on", school.name, school.campus.street, "Results, latest year"):
        assert words in everything, words


def test_who_edits_two_schools_chooses_between_them(client, school, other, editor):
    editor.groups.add(other.team.group)
    client.force_login(editor)
    response = client.get(reverse("school_desks"))
    rows = soup(response).select("#schools-section tbody tr")
    assert {row.th.a["href"] for row in rows} == {address(school), address(other)}
    assert [row.select("a[href^=mailto]")[0].get_text() for row in rows] == ["Edith", "Edith"]
    assert all(len(row.select("a[href^=mailto]")) == 1 for row in rows)


def test_a_school_that_opens_later_has_its_desk_and_nothing_to_confirm(client, school, editor):
    later = SchoolFactory(opened=timezone.localdate() + timedelta(days=99), details_as_of=None)
    sync_teams([later])
    later.refresh_from_db()
    editor.groups.add(later.team.group)
    client.force_login(editor)
    rows = soup(client.get(reverse("school_desks"))).select("#schools-section tbody tr")
    told = {row.th.a["href"]: row.td.get_text(strip=True) for row in rows}
    assert told.keys() == {address(school), address(later)}
    assert told[address(school)]
    assert not told[address(later)]


def test_the_contact_fields_are_saved_at_once_and_confirmed(client, school, editor):
    client.force_login(editor)
    sent = contact(school, phone="(213) 555-0142", week_hours="7:30-4; Fri 7:30-1", languages=["en", "es"])
    answer = client.post(address(school), sent, follow=True)
    assert "Saved. Families see it within seconds." in text(answer)
    school.refresh_from_db()
    assert (school.phone, school.languages) == ("(213) 555-0142", ["en", "es"])
    assert (school.hours_monday, school.hours_friday) == ("07:30-16:00", "07:30-13:00")
    assert "(213) 555-0142" in client.get(school.pages.first().url).content.decode()
    step = next(step for step in history.steps(school) if step.differences)
    assert (step.who, len(step.differences)) == ("Edith", 7)
    assert Confirmation.objects.get().part == Part.CONTACTS
    school.pages.update(live=False)
    assert "Families see it" not in text(client.post(address(school), sent, follow=True))


def test_what_cannot_be_a_phone_is_refused_kept_and_explained(client, school, editor):
    client.force_login(editor)
    before = school.phone
    response = client.post(address(school), contact(school, phone="555", office_hours="Always"))
    assert response.status_code == 422
    assert "Use the format (213) 555-0100." in text(response)
    assert soup(response).select_one("#id_phone")["value"] == "555"
    assert soup(response).select_one("#id_office_hours")["value"] == "Always"
    school.refresh_from_db()
    assert (school.phone, Confirmation.objects.count()) == (before, 0)


def test_other_fields_that_are_sent_along_change_nothing(client, school, editor):
    client.force_login(editor)
    name, closed = school.name, str(timezone.localdate())
    client.post(address(school), contact(school, name="Mine", closed=closed, slug="mine", lowest_grade=1, website="x"))
    school.refresh_from_db()
    assert (school.name, school.closed, school.slug, school.lowest_grade) == (name, None, "gertz-ressler", 9)


def test_ones_own_desk_opens_nothing_of_another_school(client, school, other, editor, manager):
    client.force_login(editor)
    page = other.pages.first()
    assert client.post(address(school, "school_desk_submit", page.pk)).status_code == 404
    history.save(other, reason="first")
    assert client.get(address(school, "school_desk_restore", other.latest_revision_id)).status_code == 403
    proposal = Proposal.objects.create(school=other, changes={}, reason="So.")
    assert client.get(address(school, "school_desk_proposal", proposal.pk)).status_code == 404
    assert client.post(address(school, "school_desk_withdraw", proposal.pk)).status_code == 404
    assert client.get("/admin/school-desks/no-such-school/").status_code == 403
    client.force_login(manager)
    assert client.get("/admin/school-desks/no-such-school/").status_code == 404


def test_mistakes_are_shown_without_the_address_of_whoever_reported_them(client, school, other, editor, manager):
    MistakeReport.objects.create(school=school, language="en", text="The bus is <b>late</b>.", email="v@example.org")
    MistakeReport.objects.create(school=other, language="en", text="Not yours to read.")
    for user in (editor, manager):
        client.force_login(user)
        response = client.get(more(school))
        assert "The bus is <b>late</b>." in text(response)
        assert "v@example.org" not in response.content.decode()
        assert "Not yours to read" not in response.content.decode()
        assert bool(soup(response).select_one("#mistakes-section a[href*=mistakereport]")) is (user == manager)


def test_a_campus_that_may_not_be_like_that_any_more_is_not_restored(client, school, other, manager):
    campus, there = school.campus, other.campus
    before = (campus.street, campus.zip)
    history.remember(campus)
    campus.street, campus.zip = "1 Other Street", "90001"
    history.save(campus)
    there.street, there.zip = before
    there.save()
    first = campus.revisions.order_by("pk").first()
    client.force_login(manager)
    response = client.post(address(school, "school_desk_restore", first.pk))
    assert response.status_code == 422
    assert "A campus already has this address" in text(response)
    campus.refresh_from_db()
    assert campus.street == "1 Other Street"


def test_the_first_page_has_three_tasks_at_most_in_the_language_of_its_reader(client, school, editor):
    MistakeReport.objects.create(school=school, language="en", text="Wrong")
    UserProfile.objects.create(user=editor, preferred_language="es")
    client.force_login(editor)
    page = soup(client.get(address(school)))
    assert len(page.select(".desk-tasks > li")) == 3
    assert "Tareas de hoy se ven 3 de 6" in " ".join(page.find("main").get_text().split())
    for part in (page, soup(client.get(more(school)))):
        ids = [tag["id"] for tag in part.find("main").find_all(id=True)]
        assert len(ids) == len(set(ids))


def test_each_task_goes_once_it_is_done(client, school, editor):
    MistakeReport.objects.create(school=school, language="en", text="The phone is wrong.")
    first = tasks(school, editor)
    assert [task.part for task in first if task.part] == [Part.CONTACTS, Part.REST]
    assert [task.address.partition("/admin/")[2] for task in first if not task.part][1:3] == [
        f"school-desks/{school.slug}/more/#{name}-section" for name in ("offerings", "mistakes")
    ]
    assert school.campus.street in first[1].note
    assert "The phone is wrong." in first[4].note
    client.force_login(editor)
    client.post(
        address(school),
        contact(school, phone="(213) 555-0142", email="a@example.org", office_hours="8–4", languages=["en"]),
    )
    client.post(address(school, "school_desk_confirm", "rest"))
    client.post(more(school), dict.fromkeys(OfferingTopic.values, "Yes"))
    MistakeReport.objects.update(handled=True)
    (last,) = tasks(School.objects.get(pk=school.pk), editor)
    assert "required documents need to be posted." in last.text
    Requirement.objects.update(in_use=False)
    assert "Everything was confirmed recently" in text(client.get(address(school)))
