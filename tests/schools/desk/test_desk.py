"""The school desk: one page with everything about a school, for its editors and the office only."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, WorkflowState

from alliance_site.staff.school_editors import sync_teams
from schools.models import Confirmation, MistakeReport, OfferingTopic, Part, Proposal, Requirement, School
from schools.register import history
from tests.factories import SchoolFactory
from tests.html import soup
from tests.schools.people import person
from tests.schools.postings.samples import post

from .pages import address, text

pytestmark = pytest.mark.django_db
QUERIES = 105


def contact(school, **fields):
    return {"phone": school.phone, "office_hours": "", "languages": [], **fields}


def test_a_school_editor_lands_on_the_own_desk(client, school, editor):
    School.objects.filter(pk=school.pk).update(details_as_of=timezone.localdate())
    client.force_login(editor)
    response = client.get(reverse("wagtailadmin_home"), follow=True)
    assert response.redirect_chain[-1] == (address(school), 302)
    assert "last confirmed on" in text(response)
    for words in (school.name, school.campus.street, "Profile, by language", "Results, latest year", "Recent changes"):
        assert words in text(response), words


def test_who_edits_two_schools_chooses_between_them(client, school, other, editor):
    editor.groups.add(other.team.group)
    client.force_login(editor)
    response = client.get(reverse("school_desks"))
    links = {link["href"] for link in soup(response).select("#schools-section th a")}
    assert links == {address(school), address(other)}


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


def test_the_office_reaches_every_desk_from_the_register(client, school, manager):
    client.force_login(manager)
    from schools.models import School

    register = client.get(reverse(School.snippet_viewset.get_url_name("list")))
    assert f'href="{address(school)}"' in register.content.decode()
    assert client.get(address(school)).status_code == 200


def test_phone_hours_and_languages_are_saved_at_once_and_confirmed(client, school, editor):
    client.force_login(editor)
    sent = contact(school, phone="(213) 555-0142", office_hours="Monday–Friday, 8 am – 4 pm", languages=["en", "es"])
    assert client.post(address(school), sent).url == address(school)
    school.refresh_from_db()
    assert (school.phone, school.languages) == ("(213) 555-0142", ["en", "es"])
    assert "(213) 555-0142" in client.get(school.pages.first().url).content.decode()
    step = next(step for step in history.steps(school) if step.differences)
    assert (step.who, {one.name for one in step.differences}) == ("Edith", {"phone", "office_hours", "languages"})
    assert Confirmation.objects.get().part == Part.CONTACTS


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


def test_ones_own_desk_opens_nothing_of_another_school(client, school, other, editor):
    client.force_login(editor)
    page = other.pages.first()
    assert client.post(address(school, "school_desk_submit", page.pk)).status_code == 404
    history.save(other, reason="first")
    assert client.get(address(school, "school_desk_restore", other.latest_revision_id)).status_code == 403
    proposal = Proposal.objects.create(school=other, changes={}, reason="So.")
    assert client.get(address(school, "school_desk_proposal", proposal.pk)).status_code == 404
    assert client.post(address(school, "school_desk_withdraw", proposal.pk)).status_code == 404
    assert client.get("/admin/school-desks/no-such-school/").status_code == 403


def test_a_desk_of_no_school_is_not_found_by_the_office(client, manager):
    client.force_login(manager)
    assert client.get("/admin/school-desks/no-such-school/").status_code == 404


def test_a_profile_is_submitted_to_those_who_publish(
    client, school, editor, mailoutbox, django_capture_on_commit_callbacks
):
    publisher = person("paula", "Publisher")
    page = school.pages.first()
    page.summary = "What the school says of itself."
    page.save_revision(user=editor)
    client.force_login(editor)
    assert "Submit for approval" in text(client.get(address(school)))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(school, "school_desk_submit", page.pk)).url == address(school)
    assert WorkflowState.objects.get().requested_by == editor
    assert [mail.to for mail in mailoutbox] == [[publisher.email]]
    page.refresh_from_db()
    assert page.summary != "What the school says of itself."
    assert "Submit for approval" not in text(client.get(address(school)))
    again = client.post(address(school, "school_desk_submit", page.pk), follow=True)
    assert "Nothing to submit: the profile is already public" in text(again)
    assert WorkflowState.objects.count() == 1


def test_mistakes_are_shown_without_the_address_of_whoever_reported_them(client, school, other, editor, manager):
    MistakeReport.objects.create(school=school, language="en", text="The bus is <b>late</b>.", email="v@example.org")
    MistakeReport.objects.create(school=other, language="en", text="Not yours to read.")
    for user in (editor, manager):
        client.force_login(user)
        response = client.get(address(school))
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


def test_things_to_confirm_are_three_at_most_and_go_when_done(client, school, editor):
    for number in range(2):
        MistakeReport.objects.create(school=school, language="en", text=f"Wrong {number}")
    client.force_login(editor)
    page = soup(client.get(address(school)))
    assert len(page.select(".desk-tasks > li")) == 3
    assert "And 3 more, below." in page.get_text()
    client.post(
        address(school),
        contact(school, phone="(213) 555-0142", email="a@example.org", office_hours="8–4", languages=["en"]),
    )
    client.post(address(school, "school_desk_confirm", "rest"))
    client.post(address(school), {"offerings": "", **dict.fromkeys(OfferingTopic.values, "Yes")})
    MistakeReport.objects.update(handled=True)
    assert "required documents need to be posted." in text(client.get(address(school)))
    Requirement.objects.update(in_use=False)
    assert "Everything was confirmed recently" in text(client.get(address(school)))


def test_the_desk_is_valid_html_in_both_languages(client, school, editor):
    from wagtail.users.models import UserProfile

    client.force_login(editor)
    for language, words in (("en", "Recent changes"), ("es", "Cambios recientes")):
        UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
        response = client.get(address(school))
        assert words in text(response)
    assert_valid_parts(response)


def assert_valid_parts(response):
    ids = [tag["id"] for tag in soup(response).find("main").find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("who", ["editor", "manager"])
def test_a_desk_takes_as_many_queries_with_one_as_with_many(client, school, editor, manager, who):
    def more(number):
        MistakeReport.objects.create(school=school, language="en", text=f"Wrong {number}")
        Confirmation.objects.create(school=school, part=Part.REST, at=timezone.now() - timedelta(days=number))
        school.proposals.create(by=editor, reason="x", changes={"name": {"before": "a", "after": "b"}})
        day = timezone.localdate()
        school.notices.create(text="x", first_day=day, last_day=day, saved_by=editor)
        post(("sarc", "lcap", "epa", "athletics", "arts-and-music", "homeless-liaison")[number], posted_by=editor)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(address(school))
        return len(queries)

    more(0)
    client.force_login({"editor": editor, "manager": manager}[who])
    count()
    one = count()
    for number in range(1, 6):
        more(number)
    assert count() == one <= QUERIES


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_of_desks_takes_as_many_queries_for_many(client, manager, many, django_assert_max_num_queries):
    for _number in range(many):
        SchoolFactory()
    client.force_login(manager)
    client.get(reverse("school_desks"))
    with django_assert_max_num_queries(30):
        client.get(reverse("school_desks"))


def test_a_closed_school_has_no_editors_any_more(client, school, editor):
    school.closed = timezone.localdate() - timedelta(days=1)
    history.save(school)
    assert not Group.objects.filter(name__contains=school.short_name).exists()
    client.force_login(editor)
    assert client.get(address(school), follow=True).status_code == 403
    assert ModelLogEntry.objects.filter(object_id=school.pk).exists()
