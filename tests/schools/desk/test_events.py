"""A school writes an event on its desk, and Communications approves it with the bar of every page."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from schools.desk.events import DeskEventForm
from schools.models import EventPage
from tests.cases import cases, fields
from tests.factories import event
from tests.html import soup, words
from tests.schools.people import person

pytestmark = pytest.mark.django_db
DAY = timezone.localdate() + timedelta(days=20)
SENT = {
    "what_en": "Family math night",
    "what_es": "Noche de matemáticas",
    "about_en": "Games for all grades.",
    "first_day": DAY.isoformat(),
    "starts": "18:00",
    "attendance": "in_person",
}


@pytest.fixture
def edith(client, editor):
    client.force_login(editor)
    return editor


def new(school):
    return reverse("school_desk_event_new", args=[school.slug])


def change(school, page):
    return reverse("school_desk_event", args=[school.slug, page.pk])


def decision(page):
    return reverse("decide", args=[TaskState.objects.for_instance(page).latest("pk").pk])


def sent(language="en"):
    return EventPage.objects.get(locale__language_code=language, title__in=(SENT["what_en"], SENT["what_es"]))


def test_communications_approves_what_a_school_sends_in_both_languages(
    client, edith, school, django_capture_on_commit_callbacks
):
    publisher = person("pat", "Publisher")
    desk = reverse("school_desk", args=[school.slug])
    assert soup(client.get(desk)).find("a", href=new(school))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(new(school), SENT, follow=True)
    assert response.status_code == 200, response.context["form"].errors
    assert "Families see it when Communications approves it." in words(response)
    assert "Waits for approval by Communications." in words(response)
    assert {message.to[0] for message in mail.outbox} == {publisher.email}
    assert mail.outbox[0].subject.startswith("Edith asks you to review “Family math night")
    page, spanish = sent(), sent("es")
    for one in (page, spanish):
        assert (one.live, one.school, one.first_day, one.owner) == (False, school, DAY, edith)
    assert (page.summary, spanish.summary) == ("Games for all grades.", "Games for all grades.")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 403
    client.force_login(publisher)
    for one in (page, spanish):
        assert "is approved and live." in words(client.post(decision(one), {"approve": ""}, follow=True))
    assert "Family math night" in words(client.get("/events/"))
    assert "Noche de matemáticas" in words(client.get("/es/eventos/"))


def test_what_is_sent_back_is_a_task_and_sent_again_and_a_change_of_a_public_event_waits(client, edith, school):
    client.post(new(school), SENT)
    page, spanish, publisher = sent(), sent("es"), person("pat", "Publisher")
    client.force_login(publisher)
    client.post(decision(page), {"reject": "", "comment": "Which room?"})
    client.post(decision(spanish), {"reject": "", "comment": "¿Dónde?"})
    client.force_login(edith)
    response = client.get(reverse("school_desk", args=[school.slug]))
    for title, comment in (("Family math night", "Which room?"), ("Noche de matemáticas", "¿Dónde?")):
        assert f"Communications sent back “{title}”." in words(response)
        assert comment in words(response)
    form = soup(client.get(change(school, page)))
    assert form.find("input", {"name": "what_es"})["value"] == "Noche de matemáticas"
    for place in ("Room 3", "Room 4"):  # the second while the first waits
        assert client.post(change(school, page), SENT | {"place": place}).status_code == 302
    assert sent("es").get_latest_revision_as_object().place == "Room 3"  # went again with the event
    assert sent("es").workflow_in_progress
    client.force_login(publisher)
    client.post(decision(page), {"approve": ""})
    page.refresh_from_db()
    assert (page.live, page.place) == (True, "Room 4")
    client.force_login(edith)
    client.post(change(school, page), SENT | {"what_en": "Family math night", "place": "The gym"})
    page.refresh_from_db()
    assert (page.place, page.workflow_in_progress) == ("Room 4", True)
    assert page.get_latest_revision_as_object().place == "The gym"


def test_a_mistake_is_explained_at_its_field_and_nothing_is_lost(client, edith, school):
    for entered, name in [*cases(__file__, "invalid_events.csv"), (f"what_en={'x' * 300}", "what")]:
        form = DeskEventForm(SENT | fields(entered), instance=EventPage(school=school), for_user=edith)
        assert list(form.errors) == [name], entered
    response = client.post(new(school), SENT | {"first_day": ""})
    assert response.status_code == 422
    assert soup(response).find("input", {"name": "what_es"})["value"] == SENT["what_es"]
    assert not EventPage.objects.filter(school=school).exists()
    series = {"repeats": "weekly", "until": (DAY + timedelta(days=70)).isoformat()}
    assert client.post(new(school), SENT | series).status_code == 302
    assert "Every " in words(client.get(reverse("school_desk", args=[school.slug])))


def test_a_school_sends_and_changes_only_its_own_events(client, edith, school, other):
    """Nobody else sends them: tests/alliance_site/staff/test_isolation.py, tests/schools/test_roles.py."""
    theirs, of_network = event(school=other), event(school=None)
    for page in (theirs, of_network):
        before = EventPage.objects.filter(pk=page.pk).values().get()
        assert client.post(change(school, page), SENT).status_code == 404
        assert client.get(change(school, page)).status_code == 404
        assert EventPage.objects.filter(pk=page.pk).values().get() == before
    fields = {"school": other.pk, "parent_page_id": 1, "locale": 2, "live": "on", "slug": "x", "owner": 1}
    client.post(new(school), SENT | fields | {"id": theirs.pk, "listing_image": "1", "body-count": "0"})
    assert (sent().school, sent().live, sent().owner, sent().listing_image) == (school, False, edith, None)


def test_what_others_lock_or_write_is_neither_sent_nor_overwritten(client, edith, school):
    client.post(new(school), SENT)
    page, spanish = sent(), sent("es")
    opened = soup(client.get(change(school, page))).find("input", {"name": "opened"})["value"]
    EventPage.objects.filter(pk=spanish.pk).update(locked=True)
    before = spanish.latest_revision_id
    assert client.post(change(school, page), SENT | {"opened": opened, "what_es": "Otra noche"}).status_code == 302
    spanish.refresh_from_db()
    assert spanish.latest_revision_id == before
    response = client.post(change(school, page), SENT | {"opened": opened, "place": "Room 9"})
    assert response.status_code == 422
    assert "Someone changed this event after you opened it." in words(response)
    again = soup(response).find("input", {"name": "opened"})["value"]
    assert client.post(change(school, page), SENT | {"opened": again, "place": "Room 9"}).status_code == 302
    assert sent().get_latest_revision_as_object().place == "Room 9"
