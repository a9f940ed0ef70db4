"""A picture that visitors do not see returns when a Publisher approves its new record."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from media import returns
from media.models import SiteImage
from media.removal import withdraw
from schools.models import School
from tests.html import soup, words
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(picture):
    today = timezone.localdate()
    record = {"people": "scholars", "release": "Binder 3", "consent_until": today + timedelta(days=90)}
    record |= {"consent_withdrawn": today, "withdrawal_reason": "A parent called"}
    return picture(title="Robotics", uploaded_by_user=person("will", "Writer", first_name="Will"), **record)


def edit(image):
    return reverse("wagtailimages:edit", args=[image.pk])


def ask(client, image, user, days=200):
    client.force_login(user)
    until = timezone.localdate() + timedelta(days=days)
    data = {"title": image.title, "description": "Scholars", "collection": image.collection_id, "people": "scholars"}
    return client.post(edit(image), data | {"release": "Binder 4", "consent_until": until.isoformat()}, follow=True)


def decision(image):
    entry = ModelLogEntry.objects.filter(object_id=str(image.pk), action=returns.ASK).latest("pk")
    return reverse("decide_return", args=[entry.pk])


def is_shown(image) -> bool:
    image.refresh_from_db()
    return image.may_be_shown


@pytest.mark.parametrize("ended", [False, True])
def test_a_writer_asks_and_a_publisher_reads_who_and_what_and_approves(
    client, image, ended, django_capture_on_commit_callbacks
):
    if ended:
        yesterday = timezone.localdate() - timedelta(days=1)
        SiteImage.objects.update(consent_withdrawn=None, withdrawal_reason="", consent_until=yesterday)
        image.refresh_from_db()
    publisher, before = person("pat", "Publisher"), image.consent_until
    with django_capture_on_commit_callbacks(execute=True):
        response = ask(client, image, image.uploaded_by_user)
    assert "when a Publisher approves its new record" in words(response)
    assert not is_shown(image)
    assert (image.release, image.consent_until) == ("Binder 3", before), "nothing of it counts yet"
    found = soup(client.get(edit(image))).find(class_="review")
    assert not found.find("button"), "only a Publisher decides"
    (message,) = mail.outbox
    assert message.to == [publisher.email]
    assert message.subject == "Will asks you to show the picture “Robotics” again"
    assert "Release: Binder 4." in message.body
    assert edit(image) in message.body
    client.force_login(publisher)
    assert soup(client.get("/admin/")).select_one(f'#returns-section a[href="{edit(image)}"]')
    found = soup(client.get(edit(image))).find(class_="review")
    assert "Will asks for approval" in found.get_text()
    assert "Release: Binder 4. Consent ends: " in found.get_text()
    assert "Approve and publish" in [button.get_text(strip=True) for button in found.select(".button")]
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(found.form["action"], {"approve": ""}, follow=True)
    assert "“Robotics” is approved and live." in words(response)
    assert is_shown(image)
    assert (image.release, image.withdrawal_reason, image.taken_down_at) == ("Binder 4", "", None)
    assert mail.outbox[1].to == ["will@example.org"]
    assert mail.outbox[1].subject == "“Robotics” is approved and live."
    assert not soup(client.get("/admin/")).find(id="returns-section")
    assert "Nothing else was done." in words(client.post(decision(image), {"reject": ""}, follow=True))
    assert is_shown(image)


def test_it_is_sent_back_with_a_reason_and_asked_for_again(client, image, django_capture_on_commit_callbacks):
    ask(client, image, image.uploaded_by_user)
    first = decision(image)
    ask(client, image, image.uploaded_by_user, days=300)
    client.force_login(person("pat", "Publisher"))
    assert "asked again in the meantime" in words(client.post(first, {"approve": ""}, follow=True))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(decision(image), {"reject": "", "comment": "No signature."})
    assert not is_shown(image)
    assert "No signature." in mail.outbox[-1].body
    assert not soup(client.get(edit(image))).find(class_="review")
    ask(client, image, image.uploaded_by_user)
    ModelLogEntry.objects.filter(action=returns.ASK).update(
        data={"people": "scholars", "release": "Binder 4", "consent_until": "2020-01-01"}
    )
    client.force_login(person("paul", "Publisher"))
    assert "has passed" in words(client.post(decision(image), {"approve": ""}, follow=True))
    assert not is_shown(image)


def test_a_publisher_shows_it_at_once_and_nothing_waits_then(client, image):
    ask(client, image, image.uploaded_by_user)
    ask(client, image, person("pat", "Publisher"))
    assert is_shown(image)
    assert not returns.waiting()
    SiteImage.objects.update(consent_until=timezone.localdate() - timedelta(days=1))
    image.refresh_from_db()
    ask(client, image, image.uploaded_by_user)
    assert returns.waiting()
    withdraw([image], "A parent called again")
    assert not returns.waiting(), "what was asked before a withdrawal does not undo it"
    returns.ask(image, image.uploaded_by_user)
    assert returns.waiting()
    image.delete()
    assert not returns.waiting()


def test_a_school_asks_for_its_own_picture_and_nobody_else_decides(client, image):
    own, other = School.objects.open_today()[:2]
    edith, other_editor = editor_of(own), editor_of(other, "otto")
    image.uploaded_by_user, image.collection = edith, own.team.collection
    image.save()
    assert ask(client, image, other_editor).status_code == 403
    assert not returns.waiting()
    ask(client, image, edith)
    assert soup(client.get(edit(image))).find(class_="review")
    for user in (edith, other_editor, person("lena", "Listings manager"), person("wanda", "Writer")):
        client.force_login(user)
        for data in ({"approve": ""}, {"reject": ""}):
            assert client.post(decision(image), data).status_code in (302, 403)
        assert (is_shown(image), len(returns.waiting())) == (False, 1)
