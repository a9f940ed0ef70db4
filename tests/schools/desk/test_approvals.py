"""Approval of school profiles: submit, approve, return with a comment, cancel; publishers can always publish."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowPage, WorkflowState

from alliance_site.notifications import recipients
from alliance_site.staff.roles import sync_workflow
from pages.models import StandardPage
from schools.models import ProfileApproval, SchoolIndexPage, SchoolPage
from tests.factories import profile_of, reread
from tests.html import assert_says, filled, words
from tests.schools.people import editor_of, person

from .pages import address, more

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
DRAFT = "What the school says of itself."


@pytest.fixture
def paula(db):
    return person("paula", "Publisher", first_name="Paula")


@pytest.fixture
def page(school, editor):
    found = profile_of(school)
    found.summary = DRAFT
    found.save_revision(user=editor)
    return reread(found)


@pytest.fixture
def submitted(client, school, editor, page, paula, mailoutbox):
    client.force_login(editor)
    client.post(address(school, "school_desk_submit", page.pk))
    mailoutbox.clear()
    return WorkflowState.objects.get()


def decide(client, user, page, action, comment=""):
    """As the editor's dialog does."""
    client.force_login(user)
    state = page.current_workflow_task_state
    path = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(path, {"comment": comment})


def test_profiles_have_their_own_workflow_which_is_restored_if_staff_detach_it_and_keeps_the_name_they_give_it():
    assert StandardPage.objects.first().get_workflow().name == "Communications approval"
    index = SchoolIndexPage.objects.get(locale__language_code="en")
    workflow = index.get_workflow()
    assert isinstance(workflow.tasks.get().specific, ProfileApproval)
    workflow.name = "Our schools"
    workflow.save()
    WorkflowPage.objects.filter(page=index).update(workflow=Workflow.objects.exclude(pk=workflow.pk).get())
    call_command("sync_roles")
    assert SchoolPage.objects.first().get_workflow() == workflow
    workflow.deactivate()
    ProfileApproval.objects.update(active=False)
    sync_workflow()
    assert SchoolPage.objects.first().get_workflow() == workflow
    assert (Workflow.objects.count(), ProfileApproval.objects.count()) == (2, 1)


def test_the_named_publishers_get_the_mail_or_all_if_nobody_is_named_or_site_admins_if_there_are_none(
    client, school, other, editor, page, paula, manager, mailoutbox
):
    """Only the office names them: tests/alliance_site/staff/test_isolation.py, tests/schools/test_roles.py."""
    pablo, reviewers = person("pablo", "Publisher"), address(school, "school_desk_reviewers")
    client.force_login(manager)
    client.post(reviewers, {"reviewers": [person("wendy", "Writer").pk]})
    assert not school.team.reviewers.exists()
    assert client.post(reviewers, {"reviewers": [pablo.pk]}).status_code == 302
    client.force_login(editor)
    client.post(address(school, "school_desk_submit", page.pk))
    (mail,) = mailoutbox
    assert mail.to == [pablo.email]
    assert school.name in mail.subject
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in mail.body
    assert set(recipients.recipients_of(profile_of(other))) == {pablo, paula}
    for gone in ("deactivated", "no Publisher any more"):
        pablo.is_active = gone != "deactivated"
        pablo.save()
        pablo.groups.set([] if pablo.is_active else Group.objects.filter(name="Publisher"))
        assert recipients.recipients_of(page) == [paula], gone
    paula.delete()
    boss = person("boss", is_superuser=True)
    assert recipients.recipients_of(page) == [boss]


def test_a_mail_that_fails_does_not_undo_it(desk, school, page, paula, monkeypatch):
    waiting = []
    monkeypatch.setattr(transaction, "on_commit", lambda do, using=None, robust=False: waiting.append((do, robust)))
    assert desk.post(address(school, "school_desk_submit", page.pk)).status_code == 302
    assert WorkflowState.objects.get().status == "in_progress"
    sends = [robust for do, robust in waiting if isinstance(getattr(do, "func", None), recipients.Notifier)]
    assert sends == [True]  # Django logs what fails after the commit


def test_the_page_editor_submits_it_too(desk, school, editor, page, paula, mailoutbox):
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = filled(desk.get(edit)) | {"body-count": "0", "action-submit": "1"}
    desk.post(edit, sent)
    assert not WorkflowState.objects.exists()  # its text changed, and the Spanish profile has the older one
    desk.post(edit, sent | {"english_only": "Spanish follows on Monday"})
    assert WorkflowState.objects.get().requested_by == editor
    assert [mail.to for mail in mailoutbox] == [[paula.email]]


def test_a_waiting_profile_is_locked_for_all_but_those_who_can_publish_it(
    school, other, editor, submitted, page, paula, manager
):
    writer, theirs = person("wendy", "Writer"), editor_of(other, "ellen")
    can_publish, locked_out = (False, {"approve", "reject"}, [submitted.current_task_state]), (True, set(), [])
    found = reread(page)
    for user, may_edit, expected in (
        (editor, True, locked_out),
        (writer, True, locked_out),
        (theirs, False, locked_out),
        (paula, True, can_publish),
        (manager, True, can_publish),
    ):
        rights = found.permissions_for_user(user)
        assert rights.can_edit() is may_edit, user
        actions = {action for action, _label, _asks in found.current_workflow_task.get_actions(found, user)}
        waiting = list(TaskState.objects.reviewable_by(user))
        assert (bool(rights.page_locked()), actions, waiting) == expected, user


def test_the_school_withdraws_its_profile_and_edits_it_again(desk, school, other, editor, submitted, page):
    editor.groups.add(editor_of(other, "ellen").groups.get())
    assert desk.post(address(other, "school_desk_take_back", page.pk)).status_code == 404
    assert_says(desk.get(more(school)), "Waiting for approval (since", "Submitted by Edith.")
    assert desk.post(address(school, "school_desk_take_back", page.pk)).url == more(school)
    assert reread(submitted).status == "cancelled"
    assert not reread(page).permissions_for_user(editor).page_locked()
    again = desk.post(address(school, "school_desk_take_back", page.pk), follow=True)
    assert "It is no longer waiting for approval" in again.content.decode()


def test_a_returned_profile_shows_the_comment_and_is_submitted_again_and_approved(
    client, school, editor, submitted, page, paula, mailoutbox
):
    decide(client, paula, page, "reject", "Please <b>name</b> the teacher.")
    assert [mail.to for mail in mailoutbox] == [[editor.email]]
    assert "Please <b>name</b> the teacher." in mailoutbox[0].body
    client.force_login(editor)
    assert_says(client.get(more(school)), "Returned on", "(Paula)", "Please <b>name</b> the teacher.")
    assert_says(client.get(address(school)), "Your profile was returned with a comment (English).")
    assert not reread(page).permissions_for_user(editor).page_locked()
    mailoutbox.clear()
    assert client.post(address(school, "school_desk_submit", page.pk)).url == more(school)
    assert WorkflowState.objects.get().status == "in_progress"  # the same one, resumed
    assert [mail.to for mail in mailoutbox] == [[paula.email]]
    mailoutbox.clear()
    decide(client, paula, page, "approve")
    assert (reread(page).live, reread(page).summary) == (True, DRAFT)
    assert [mail.to for mail in mailoutbox] == [[editor.email]]
    assert "approved" in mailoutbox[0].subject
    client.force_login(editor)
    assert "Waiting for approval (since" not in words(client.get(more(school)))
    response = client.post(address(school, "school_desk_submit", page.pk), follow=True)
    assert "Nothing to submit: the profile is already public" in response.content.decode()
