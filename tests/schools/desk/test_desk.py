"""The school desk: its pages, what a school offers, and “Still correct?” with its reminders."""

from datetime import datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.desk import confirmations
from schools.desk.tasks import tasks
from schools.models import Confirmation, MistakeReport, Offering, OfferingTopic, Part, Proposal, Requirement, School
from schools.register import history
from tests.factories import SchoolFactory, by_hand, profile_of, reread, today
from tests.html import assert_says, soup, words
from tests.schools.people import editor_of

from .pages import address, more

pytestmark = pytest.mark.django_db


def contact(school, **fields):
    return {"phone": school.phone, "week_hours": "", "office_hours": "", "languages": [], **fields}


def test_who_edits_two_schools_chooses_between_them_and_one_that_opens_later_has_nothing_to_confirm(
    desk, school, other, editor
):
    other.opened, other.details_as_of = today(99), None
    other.save()
    editor.groups.add(other.team.group)
    rows = soup(desk.get(reverse("school_desks"))).select("#schools-section tbody tr")
    told = {row.th.a["href"]: row.td.get_text(strip=True) for row in rows}
    assert told.keys() == {address(school), address(other)}
    assert [[one.get_text() for one in row.select("a[href^=mailto]")] for row in rows] == [["Edith"], ["Edith"]]
    assert told[address(school)]
    assert not told[address(other)]


def test_the_contact_fields_are_saved_at_once_and_confirmed(desk, school):
    sent = contact(school, phone="+1 213.555 0142", week_hours="7:30-4; Fri 7:30-1", languages=["en", "es"])
    kept = (school.name, school.closed, school.slug, school.lowest_grade)
    sent |= {"name": "Mine", "closed": str(today()), "slug": "mine", "lowest_grade": 1}
    assert_says(desk.post(address(school), sent, follow=True), "Saved. Families see it within seconds.")
    school.refresh_from_db()
    assert (school.name, school.closed, school.slug, school.lowest_grade) == kept
    assert (school.phone, school.languages) == ("(213) 555-0142", ["en", "es"])
    assert (school.hours_monday, school.hours_friday) == ("07:30-16:00", "07:30-13:00")
    assert "(213) 555-0142" in desk.get(school.pages.first().url).content.decode()
    step = next(step for step in history.steps(school) if step.differences)
    assert (step.who, len(step.differences)) == ("Edith", 7)
    assert Confirmation.objects.get().part == Part.CONTACTS
    school.pages.update(live=False)
    assert "Families see it" not in words(desk.post(address(school), sent, follow=True))


def test_an_invalid_phone_is_refused_explained_and_kept_in_the_form(desk, school):
    response = desk.post(address(school), contact(school, phone="555", office_hours="Always"))
    assert_says(response, "Use the format (555) 555-0100.", status=422)
    entered = [soup(response).select_one(f"#id_{name}")["value"] for name in ("phone", "office_hours")]
    assert entered == ["555", "Always"]
    assert (reread(school).phone, Confirmation.objects.count()) == (school.phone, 0)


def test_the_address_of_one_school_opens_nothing_of_another(client, school, other, editor, manager):
    client.force_login(editor)
    assert client.post(address(school, "school_desk_submit", other.pages.first().pk)).status_code == 404
    proposal = Proposal.objects.create(school=other, changes={}, reason="So.")
    assert client.get(address(school, "school_desk_proposal", proposal.pk)).status_code == 404
    assert client.post(address(school, "school_desk_withdraw", proposal.pk)).status_code == 404
    days = {"first_day": today(), "last_day": today(7)}
    notice = other.notices.create(text={"en": "Theirs.", "es": ""}, **days)
    for name in ("school_notice", "school_notice_end"):
        response = client.post(address(school, name, notice.pk), days | {"text_en": "Ours.", "look": "1"})
        assert response.status_code == 404
    assert reread(notice).ended_at is None
    assert client.get("/admin/school-desks/no-such-school/").status_code == 403
    client.force_login(manager)
    assert client.get("/admin/school-desks/no-such-school/").status_code == 404
    for one in (other, other.campus):
        by_hand(one)
        assert client.get(address(school, "school_desk_restore", one.latest_revision_id)).status_code == 404


def test_mistakes_are_shown_without_the_address_of_whoever_reported_them(client, school, other, editor, manager):
    MistakeReport.objects.create(school=school, language="en", text="The bus is <b>late</b>.", email="v@example.org")
    MistakeReport.objects.create(school=other, language="en", text="Not yours to read.")
    for user in (editor, manager):
        client.force_login(user)
        response = client.get(more(school))
        assert_says(response, "The bus is <b>late</b>.")
        assert not [kept for kept in ("v@example.org", "Not yours to read") if kept in response.content.decode()]
        assert bool(soup(response).select_one("#mistakes-section a[href*=mistakereport]")) is (user == manager)


def test_each_task_goes_once_it_is_done(desk, school, editor):
    MistakeReport.objects.create(school=school, language="en", text="The phone is wrong.")
    first = tasks(school, editor, [])
    assert [task.part for task in first if task.part] == [Part.CONTACTS, Part.REST]
    assert [task.address.partition("/admin/")[2] for task in first if not task.part][1:3] == [
        f"school-desks/{school.slug}/more/#{name}-section" for name in ("offerings", "mistakes")
    ]
    assert school.campus.street in first[1].note
    assert "The phone is wrong." in first[4].note
    given = {"phone": "(213) 555-0142", "email": "a@example.org", "office_hours": "8–4", "languages": ["en"]}
    desk.post(address(school), contact(school, **given))
    desk.post(address(school, "school_desk_confirm", "rest"))
    desk.post(more(school), dict.fromkeys(OfferingTopic.values, "Yes"))
    MistakeReport.objects.update(handled=True)
    (last,) = tasks(reread(school), editor, [])
    assert "required documents need to be posted." in last.text
    Requirement.objects.update(in_use=False)
    assert_says(desk.get(address(school)), "Everything was confirmed recently")


def test_a_school_says_what_it_offers_and_families_read_it(desk, school):
    page = profile_of(school)
    for topic, text in (("uniform", "Navy polo, khaki pants"), ("sports", "Chess")):
        Offering.objects.create(school=school, topic=topic, text=text, checked=today(-90))
    sent = dict.fromkeys(OfferingTopic.values, "") | {"uniform": " Navy polo,\n khaki pants ", "meals": "Free lunch"}
    response = desk.post(more(school), sent, follow=True)
    assert "Saved. Families see it within seconds." in response.content.decode()
    missing = "Still missing, most asked first: Before and after school, Sports and clubs, Special education"
    assert_says(response, missing)
    stored = Offering.objects.filter(school=school).values_list("topic", "text", "checked")
    assert set(stored) == {("uniform", "Navy polo, khaki pants", today()), ("meals", "Free lunch", today())}
    (change,) = history.steps(reread(school))[0].differences
    assert ("Chess" in change.before, "Chess" in change.after) == (True, False)
    desk.logout()
    shown = " ".join(soup(desk.get(page.url)).main.find(class_="every-day").get_text(" ").split())
    said, _ask, asked = shown.partition("Ask the school")
    assert "Uniform Navy polo, khaki pants Checked on" in said
    assert ("Before and after school" in asked, "Uniform" in asked) == (True, False)


@pytest.fixture
def alone(db):
    """The only open school, with both parts confirmed today."""
    School.objects.update(closed=today(-400))
    return SchoolFactory(details_as_of=today())


def confirmed(school, part, days):
    at = timezone.make_aware(datetime.combine(today(days), time(12)))
    Confirmation.objects.create(school=school, part=part, at=at)


def state(school):
    return {due.part: (due.by, due.is_due) for due in confirmations.dues([school])[school.pk]}


def test_a_part_is_due_so_long_after_its_last_confirmation_or_at_once_if_it_has_none(alone):
    assert state(alone) == {Part.CONTACTS: (today(90), False), Part.REST: (today(180), False)}
    confirmed(alone, Part.CONTACTS, -89)
    confirmed(alone, Part.CONTACTS, -200)
    confirmed(alone, Part.REST, -180)
    assert state(alone) == {Part.CONTACTS: (today(1), False), Part.REST: (today(), True)}
    Confirmation.objects.all().delete()
    alone.details_as_of = None
    assert state(alone)[Part.REST][1]


def test_one_click_confirms_a_part_and_the_public_date_is_that_of_the_part_confirmed_longest_ago(desk, school, editor):
    page = desk.get(address(school))
    assert_says(page, "Are the contact details still correct?")
    action = soup(page).select_one(".desk-tasks form")["action"]
    assert desk.get(action).status_code == 405
    assert desk.post(action).url == address(school)
    assert Confirmation.objects.values_list("by", "part").get() == (editor.pk, Part.CONTACTS)
    assert "Are the contact details still correct?" not in words(desk.get(address(school)))
    assert desk.post(address(school, "school_desk_confirm", "everything")).status_code == 404
    assert reread(school).details_as_of == school.details_as_of
    desk.post(address(school, "school_desk_confirm", "rest"))
    school.refresh_from_db()
    assert (school.details_as_of, school.details_source) == (today(), "")
    assert history.steps(school)[0].reason == "Confirmed as still correct."
    assert_says(desk.get(school.pages.first().url), f"Details last confirmed in {today():%B %Y}.")


def test_open_schools_that_are_due_are_for_their_editors_to_confirm_and_else_for_the_office(alone, manager):
    SchoolFactory(details_as_of=today(-365), closed=today(-1))
    editor_of(alone)
    assert confirmations.due_of(confirmations.owners(), [manager]) == {}
    orphan, edited, left, mute = (SchoolFactory(details_as_of=today(-365)) for _n in range(4))
    eve, mary = editor_of(edited, "eve"), editor_of(mute, "mary")
    editor_of(left, "leo", is_active=False)
    mary.email = ""
    mary.save()
    due = confirmations.due_of(confirmations.owners(), [manager])
    found = {user: {school for school, _dues in rows} for user, rows in due.items()}
    assert found == {manager: {orphan, left, mute}, eve: {edited}}
