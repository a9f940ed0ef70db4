"""Schools propose name, grades, dates, and address. The office approves, edits, or returns; nothing gets lost."""

from datetime import date

import pytest
from django.test import Client

from schools.desk import proposals
from schools.desk.forms import ProposalForm
from schools.models import Decision, Proposal
from schools.register import history
from tests.factories import SchoolFactory, by_hand, reread, today
from tests.html import assert_says, sent_by, soup, words
from tests.reminders import body
from tests.schools.people import editor_of

from .pages import address, decision, more

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
NEW = "Alliance Someone Else High School"


def as_it_is(school, **fields):
    """The form data as a browser sends it, with `fields` changed."""
    return {name: "" if value is None else value for name, value in (proposals.current_values(school) | fields).items()}


def propose(client, user, school, reason="The board decided so.", **fields):
    client.force_login(user)
    response = client.post(address(school, "school_desk_propose"), as_it_is(school, **fields) | {"reason": reason})
    assert response.status_code == 302, words(response)
    return Proposal.objects.first()


def approve(client, user, proposal, **fields):
    client.force_login(user)
    data = decision(client, proposal) | {f"approve-{name}": value for name, value in fields.items()}
    return client.post(address(proposal.school, "school_desk_approve", proposal.pk), data, follow=True)


def test_a_proposal_changes_nothing_and_both_sides_are_told(client, school, editor, manager, mailoutbox, settings):
    new = "Alliance <b>Someone</b> High School"
    proposal = propose(client, editor, school, "The <b>board</b> decided so.", name=new, lowest_grade=10)
    changed = {name: (one["before"], one["after"]) for name, one in proposal.changes.items()}
    assert (reread(school).name, changed) == (school.name, {"name": (school.name, new), "lowest_grade": (9, 10)})
    (mail,) = mailoutbox
    link = settings.WAGTAILADMIN_BASE_URL + f"{address(school, 'school_desk_proposal', proposal.pk)}"
    assert mail.to == [manager.email]
    for said in (f"{school.name} → {new}", "The <b>board</b> decided so.", link):
        assert said in body(mail)
    assert_says(client.get(more(school)), "Waiting")
    for user in (editor, manager):
        client.force_login(user)
        assert_says(client.get(more(school)), f"→ changed to {new}")
        page = client.get(address(school, "school_desk_proposal", proposal.pk))
        assert_says(page, new, "The <b>board</b> decided so.")


def test_the_office_approves_all_of_it_with_the_reason_and_the_school_hears(
    client, school, editor, manager, mailoutbox
):
    old, page = school.name, school.pages.first()
    proposal = propose(client, editor, school, name=NEW, highest_grade=11)
    mailoutbox.clear()
    assert_says(approve(client, manager, proposal, comment="Congratulations."), "Approved.")
    school = reread(school)
    assert (school.name, school.highest_grade) == (NEW, 11)
    assert school.former_names.get(name=old).last_seen == today().replace(day=1)
    step = history.steps(school)[0]
    assert (step.who, step.reason) == ("Manfred", "Proposed: The board decided so.")
    assert {one.name for one in step.differences} == {"name", "highest_grade", "former_names"}
    (mail,) = mailoutbox
    assert mail.to == [editor.email]
    assert "Congratulations." in body(mail)
    assert f"{old} → {NEW}" in body(mail)
    assert mail.subject.startswith("Approved: ")
    assert_says(Client().get(page.url), NEW, old)  # at the address as before, with the name of before


def test_an_approval_is_undone_as_any_change_of_the_register(client, school, editor, manager):
    old, street = school.name, school.campus.street
    proposal = propose(client, editor, school, name=NEW, street="1 Other Street", closed=date(2031, 6, 30))
    approve(client, manager, proposal)
    assert reread(school).closed == date(2031, 6, 30)
    shown = client.get(address(school, "school_desk_proposal", proposal.pk))
    page = soup(shown).find("a", string="Changes and undo")["href"]
    shown = client.get(page)
    assert_says(shown, f"{old} {NEW}")
    form = soup(shown).select_one("form:has([value=undo])")
    client.post(page, sent_by(form) | {"do": "undo", "reason": "The board decided again."})
    school = reread(school)
    assert (school.name, school.campus.street, school.closed) == (old, street, None)
    assert not school.former_names.filter(name=old).exists()
    client.force_login(editor)
    assert "Changes and undo" not in words(client.get(address(school, "school_desk_proposal", proposal.pk)))


def test_an_address_written_wrong_is_corrected_for_every_school_of_the_campus(client, manager):
    school = SchoolFactory()
    beside, before, editor = SchoolFactory(campus=school.campus), school.campus, editor_of(school)
    proposal = propose(client, editor, school, area="Zzyzx")
    client.force_login(manager)
    assert_says(client.get(address(school, "school_desk_proposal", proposal.pk)), f"on this campus: {beside.name}.")
    approved = approve(client, manager, proposal)
    assert_says(approved, f"get the same address: {beside.name}")
    approve(client, manager, propose(client, editor, reread(school), street="1 Other Street"), keeps_place="on")
    for one in (reread(school), reread(beside)):
        assert one.campus == before
        assert (one.campus.street, one.campus.area) == ("1 Other Street", "Zzyzx")
        assert one.campus.latitude is not None


def test_the_name_of_another_school_is_approved_only_if_the_office_is_sure(desk, school, other, editor, manager):
    sent = as_it_is(school, name=other.short_name) | {"reason": "So."}
    refused = desk.post(address(school, "school_desk_propose"), sent)
    assert_says(refused, "The names of schools begin with “Alliance”. Another school has this name")
    proposal = propose(desk, editor, school, name=other.name, is_sure="on")
    assert approve(desk, manager, proposal).status_code == 422
    approve(desk, manager, proposal, is_sure="on")
    assert reread(school).name == other.name


def test_a_proposal_that_cannot_be_saved_is_returned_with_a_reason_and_decided_once(
    client, school, editor, manager, mailoutbox
):
    proposal = propose(client, editor, school, name=NEW, lowest_grade=10)
    mailoutbox.clear()
    assert_says(approve(client, manager, proposal, lowest_grade="13"), "grade 12 is the last", status=422)
    data = decision(client, proposal)
    one = address(school, "school_desk_return", proposal.pk)
    assert client.post(one, {"return-comment": ""}).status_code == 422  # a comment is required
    client.post(one, {"return-comment": "Which <board>?"})
    again = client.post(address(school, "school_desk_approve", proposal.pk), data, follow=True)
    assert_says(again, "This proposal has already been decided")
    for name in ("approve", "return"):  # reloaded after an error, or after signing in
        asked = client.get(address(school, f"school_desk_{name}", proposal.pk))
        assert asked.url == address(school, "school_desk_proposal", proposal.pk)
    assert reread(school).name != NEW
    assert school.revisions.count() == 0
    (mail,) = mailoutbox
    assert mail.subject.startswith("Returned: ")
    assert "Which <board>?" in mail.body
    client.force_login(editor)
    assert_says(client.get(more(school)), "Which <board>?")
    assert_says(client.get(address(school)), "The office returned your last proposal")
    again = f"{address(school, 'school_desk_propose')}?from={proposal.pk}"
    for page in (more(school), address(school, "school_desk_proposal", proposal.pk)):
        assert soup(client.get(page)).find("a", href=again), page
    form = client.get(again)
    assert_says(form, "Which <board>?")
    sent = sent_by(soup(form).select_one("main form"))
    assert (sent["name"], sent["lowest_grade"], sent["reason"].strip()) == (NEW, "10", proposal.reason)
    waiting = propose(client, editor, school, name=NEW)
    for key in (waiting.pk, 99_999, "x"):
        assert client.get(f"{address(school, 'school_desk_propose')}?from={key}").status_code == 404


def test_a_school_cannot_decide_about_its_own_proposal_but_withdraw_it(client, school, editor):
    """No address of a decision opens for it: tests/alliance_site/staff/test_isolation.py."""
    proposal = propose(client, editor, school, name=NEW)
    assert "Approve" not in words(client.get(address(school, "school_desk_proposal", proposal.pk)))
    colleague = editor_of(school, "colleague")
    client.force_login(colleague)
    client.post(address(school, "school_desk_withdraw", proposal.pk))
    assert reread(proposal).is_waiting  # not the colleague's text
    client.force_login(editor)
    client.post(address(school, "school_desk_withdraw", proposal.pk))
    assert reread(proposal).status == Decision.WITHDRAWN


def test_a_record_that_changed_meanwhile_shows_both_values_and_keeps_what_the_office_edited(
    client, school, editor, manager
):
    old = school.name
    proposal = propose(client, editor, school, name=NEW, lowest_grade=10)
    client.force_login(manager)
    edited = decision(client, proposal) | {"approve-name": "Alliance Edited High School"}
    by_hand(school, name="Alliance Changed Meanwhile")
    one = address(school, "school_desk_approve", proposal.pk)
    refused = client.post(one, edited)
    said = ("Someone changed the record while you were looking at", old, f"{school.name} (changed since)", NEW)
    assert_says(refused, *said, status=422)
    assert reread(school).name == "Alliance Changed Meanwhile"
    assert client.post(one, sent_by(soup(refused).select_one("#approve-section form"))).status_code == 302
    school, proposal = reread(school), reread(proposal)
    assert (school.name, school.lowest_grade) == ("Alliance Edited High School", 10)
    assert school.former_names.filter(name="Alliance Changed Meanwhile").exists()
    assert (proposal.status, proposal.decided_by) == (Decision.APPROVED, manager)
    assert proposal.changes["name"]["after"] == school.name


@pytest.mark.parametrize(("now", "is_stale"), [("Old", False), ("New", False), ("Another", True)])
def test_a_field_that_has_the_proposed_value_already_is_not_marked(now, is_stale):
    assert proposals.Row("name", "Name", before="Old", now=now, after="New").is_stale is is_stale


def test_an_invalid_proposal_is_refused_with_the_reason(school):
    for wrong, says in (
        ({}, "The record already has these values"),
        ({"lowest_grade": "6"}, "Grades of this level (high school): 9–12"),
        ({"closed": "1999-01-01"}, "before the opening date"),
        ({"zip": "9000"}, "five digits"),
        ({"name": NEW, "reason": ""}, "This field is required"),
    ):
        form = ProposalForm(as_it_is(school) | {"reason": "Because."} | wrong, school=school)
        assert says in str(form.errors), wrong
        assert "add each" not in str(form.errors)
