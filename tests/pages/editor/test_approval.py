"""What a Writer sends waits with a bar, whose two buttons decide; others decide nothing."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.compare import get_comparison_class_for_block
from wagtail.models import TaskState

from alliance_site.templatetags import mail as mail_tags
from pages.blocks import form_fields
from pages.editor.approval import changes
from pages.models import Announcement, Figure
from tests.factories import standard, story
from tests.html import filled, soup
from tests.pages.forms import said

pytestmark = pytest.mark.django_db
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


def announcement():
    return Announcement.objects.create(text={"en": "Gate 2 is closed.", "es": "La puerta 2 está cerrada."})


def figure():
    return Figure.objects.filter(live=True, computed_from="").first()


CHANGES = {standard: {"summary": "By bus."}, announcement: {"kind": "emergency"}, figure: {"name": "Another name"}}


@pytest.fixture(params=CHANGES, ids=lambda make: make.__name__)
def submitted(request):
    """A live record with a change that waits."""
    record = request.param()
    for name, value in CHANGES[request.param].items():
        setattr(record, name, value)
    writer = get_user_model().objects.create_user("will", "will@example.org", first_name="Will")
    record.save_revision(user=writer)
    record.get_workflow().start(record, writer)
    return record


def edit(record):
    return AdminURLFinder().get_edit_url(record)


def bar(client, address):
    return soup(client.get(address)).find(class_="review")


def buttons(found) -> list[str]:
    return [button.get_text(strip=True) for button in found.select(".button")]


def decision(record):
    return reverse("decide", args=[TaskState.objects.for_instance(record).latest("pk").pk])


def is_waiting(record) -> bool:
    return type(record).objects.get(pk=record.pk).workflow_in_progress


def test_the_bar_says_who_sent_what_and_only_a_publisher_decides(sign_in, submitted):
    found = bar(sign_in("Writer"), edit(submitted))
    assert "Will asks for approval" in found.get_text()
    assert "1 change: " in found.get_text()
    assert not buttons(found)
    client = sign_in("Publisher")
    page = soup(client.get(edit(submitted)))
    found = page.find(class_="review")
    assert buttons(found) == ["Approve and publish", "Send back", "Send back"]
    assert page.find("form", id=found.button["form"])
    assert buttons(bar(client, found.a["href"])) == ["Approve and publish", "Send back", "Send back"]
    footer = [button.get_text(strip=True) for button in page.select("footer button")]
    assert not [label for label in footer if "pprove" in label or "ublish" in label.replace("Unpublish", "")]


def test_a_time_is_said_in_the_bar_and_to_the_writer(sign_in, mailoutbox, django_capture_on_commit_callbacks):
    page, writer = story("A walk", live=False), get_user_model().objects.create_user("will", "will@example.org")
    page.go_live_at = datetime(2031, 12, 3, 20, tzinfo=UTC)
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)
    client = sign_in("Publisher")
    found = bar(client, edit(page))
    assert "it goes live on December 3, 2031, at noon" in found.get_text()
    assert buttons(found)[0] == "Approve and schedule"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(decision(page), {"approve": ""})
    message = next(message for message in mailoutbox if message.to == [writer.email])
    assert "They go live on December 3, 2031, at noon" in " ".join(message.body.split())


def test_approving_says_what_is_live_and_where_and_a_second_tab_is_told(sign_in, submitted):
    client = sign_in("Publisher")
    form = filled(client.get(edit(submitted))) | {"body-count": "0"}
    response = client.post(decision(submitted), {"approve": ""}, follow=True)
    assert re.search(r"is approved and live\. (In|It is (on|at the top of every page)).*English", said(response))
    submitted.refresh_from_db()
    assert submitted.live
    assert not submitted.has_unpublished_changes
    for address, data in ((decision(submitted), {"reject": ""}), (edit(submitted), form | APPROVE)):
        assert "approved" in said(response := client.post(address, data, follow=True))
        assert "Nothing else was done." in said(response)
    submitted.refresh_from_db()
    assert not submitted.has_unpublished_changes


def test_what_is_sent_back_is_not_published_and_its_writer_reads_why(
    sign_in, submitted, django_capture_on_commit_callbacks
):
    client, data = sign_in("Publisher"), {"reject": "", "comment": "Name the gate."}
    assert "Nothing was sent back." in said(client.post(decision(submitted), data | {"comment": " "}, follow=True))
    assert is_waiting(submitted)
    with django_capture_on_commit_callbacks(execute=True):
        assert "sent" in said(client.post(decision(submitted), data, follow=True))
        assert not mail.outbox  # a slow mail server holds no lock
    assert not is_waiting(submitted)
    (message,) = mail.outbox
    assert message.to == ["will@example.org"]
    assert "Name the gate." in message.body
    page = soup(sign_in("Writer").get(edit(submitted)))
    found = " ".join(page.find(class_="review").get_text().split())
    assert "Publisher sent this back" in found
    assert "Name the gate." in found
    assert "Resubmit to Approval by a publisher" in [one.get_text(strip=True) for one in page.select("footer button")]
    submitted.get_latest_revision().publish()
    assert not bar(client, edit(submitted))


def test_what_was_changed_since_is_read_before_it_is_approved(sign_in, submitted):
    submitted.save_revision()
    response = sign_in("Publisher").post(decision(submitted), {"approve": ""}, follow=True)
    assert "changed after it was sent" in said(response)
    assert is_waiting(submitted)


def test_nobody_else_decides_and_the_editor_approves_what_its_form_has(sign_in, submitted):
    for role in ("Writer", "Listings manager"):
        client = sign_in(role)
        for data in ({"approve": ""}, {"reject": ""}):
            client.post(decision(submitted), data)
        client.post(edit(submitted), APPROVE)
        assert is_waiting(submitted)
    client = sign_in("Publisher")
    form = filled(client.get(edit(submitted))) | {"body-count": "0"}
    response = client.post(edit(submitted), form | APPROVE, follow=True)
    assert re.fullmatch(r"“[^”]+” is approved and live\. .*", said(response).strip())  # and nothing of Wagtail's
    assert not is_waiting(submitted)


def test_a_comparison_names_the_choices_of_drop_downs(admin_client):
    admin_client.get(reverse("wagtailadmin_home"))  # loads the hooks
    block = form_fields.TextField().child_blocks["autocomplete"]
    compared = get_comparison_class_for_block(block)(block, True, True, "given-name", "postal-code")
    assert re.findall(r">([^<]+)</span>", compared.htmldiff()) == ["First name", "ZIP code"]


@pytest.mark.parametrize("make", [announcement, figure])
def test_a_writer_sends_it_and_the_mail_says_who_and_what(
    sign_in, make, monkeypatch, django_capture_on_commit_callbacks
):
    compared = []
    monkeypatch.setattr(mail_tags, "changes", lambda revision: compared.append(revision) or changes(revision))
    sign_in("Publisher")  # gets the email
    record, client = make(), sign_in("Writer")
    response = client.get(edit(record))
    assert soup(response).find("button", {"name": "action-submit"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(edit(record), filled(response) | CHANGES[make] | {"action-submit": "1"})
    assert is_waiting(record)
    (message,) = mail.outbox
    assert message.subject.startswith("Writer asks you to review “")
    assert message.subject.endswith("” (1 change)")
    assert len(compared) == 1
