"""A school writes an event on its desk, and Communications approves it with the bar of every page."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from schools.desk.events import DeskEventForm
from schools.models import EventPage
from tests.cases import cases, fields
from tests.factories import event, reread, today
from tests.html import assert_says, soup
from tests.schools.people import person

from .pages import address

pytestmark = pytest.mark.django_db
DAY = today(20)
SENT = {
    "what_en": "Family math night",
    "what_es": "Noche de matemáticas",
    "about_en": "Games for all grades.",
    "first_day": DAY.isoformat(),
    "starts": "18:00",
    "attendance": "in_person",
}


def new(school):
    return address(school, "school_desk_event_new")


def change(school, page):
    return address(school, "school_desk_event", page.pk)


def decision(page):
    return reverse("decide", args=[TaskState.objects.for_instance(page).latest("pk").pk])


def sent(language="en"):
    return EventPage.objects.get(locale__language_code=language, title__in=(SENT["what_en"], SENT["what_es"]))


@pytest.mark.usefixtures("at_once")
def test_communications_approves_what_a_school_sends_in_both_languages(desk, editor, school, mailoutbox):
    publisher = person("pat", "Publisher")
    assert soup(desk.get(address(school))).find("a", href=new(school))
    response = desk.post(new(school), SENT, follow=True)
    assert_says(response, "Families see it when Communications approves it.", "Waits for approval by Communications.")
    assert {message.to[0] for message in mailoutbox} == {publisher.email}
    assert mailoutbox[0].subject.startswith("Edith asks you to review “Family math night")
    page, spanish = sent(), sent("es")
    for one in (page, spanish):
        assert (one.live, one.school, one.first_day, one.owner) == (False, school, DAY, editor)
        assert one.summary == "Games for all grades."
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 403
    desk.force_login(publisher)
    for one in (page, spanish):
        assert_says(desk.post(decision(one), {"approve": ""}, follow=True), "is approved and live.")
    assert_says(desk.get("/events/"), "Family math night")
    assert_says(desk.get("/es/eventos/"), "Noche de matemáticas")


def test_what_is_sent_back_is_a_task_and_sent_again_and_a_change_of_a_public_event_waits(desk, editor, school):
    desk.post(new(school), SENT)
    page, spanish, publisher = sent(), sent("es"), person("pat", "Publisher")
    desk.force_login(publisher)
    desk.post(decision(page), {"reject": "", "comment": "Which room?"})
    desk.post(decision(spanish), {"reject": "", "comment": "¿Dónde?"})
    desk.force_login(editor)
    sent_back = [f"Communications sent back “{title}”." for title in (SENT["what_en"], SENT["what_es"])]
    assert_says(desk.get(address(school)), *sent_back, "Which room?", "¿Dónde?")
    assert soup(desk.get(change(school, page))).find("input", {"name": "what_es"})["value"] == "Noche de matemáticas"
    for place in ("Room 3", "Room 4"):  # the second while the first waits
        assert desk.post(change(school, page), SENT | {"place": place}).status_code == 302
    assert sent("es").get_latest_revision_as_object().place == "Room 3"  # went again with the event
    assert sent("es").workflow_in_progress
    desk.force_login(publisher)
    desk.post(decision(page), {"approve": ""})
    assert (reread(page).live, reread(page).place) == (True, "Room 4")
    desk.force_login(editor)
    desk.post(change(school, page), SENT | {"what_en": "Family math night", "place": "The gym"})
    page.refresh_from_db()
    assert (page.place, page.workflow_in_progress) == ("Room 4", True)
    assert page.get_latest_revision_as_object().place == "The gym"


def test_a_mistake_is_explained_at_its_field_and_nothing_is_lost(desk, editor, school):
    for entered, name in [*cases(__file__, "invalid_events.csv"), (f"what_en={'x' * 300}", "what")]:
        form = DeskEventForm(SENT | fields(entered), instance=EventPage(school=school), for_user=editor)
        assert list(form.errors) == [name], entered
    response = desk.post(new(school), SENT | {"first_day": ""})
    assert response.status_code == 422
    assert soup(response).find("input", {"name": "what_es"})["value"] == SENT["what_es"]
    assert not EventPage.objects.filter(school=school).exists()
    assert desk.post(new(school), SENT | {"repeats": "weekly", "until": today(90).isoformat()}).status_code == 302
    assert_says(desk.get(address(school)), "Every ")


def test_a_school_sends_and_changes_only_its_own_events(desk, editor, school, other):
    """Nobody else sends them: tests/alliance_site/staff/test_isolation.py, tests/schools/test_roles.py."""
    theirs, of_network = event(school=other), event(school=None)
    for page in (theirs, of_network):
        before = EventPage.objects.filter(pk=page.pk).values().get()
        for ask in (desk.post, desk.get):
            assert ask(change(school, page), SENT).status_code == 404
        assert EventPage.objects.filter(pk=page.pk).values().get() == before
    fields = {"school": other.pk, "parent_page_id": 1, "locale": 2, "live": "on", "slug": "x", "owner": 1}
    desk.post(new(school), SENT | fields | {"id": theirs.pk, "listing_image": "1", "body-count": "0"})
    assert (sent().school, sent().live, sent().owner, sent().listing_image) == (school, False, editor, None)


def test_what_others_lock_or_write_is_neither_sent_nor_overwritten(desk, editor, school):
    desk.post(new(school), SENT)
    page, spanish = sent(), sent("es")
    opened = soup(desk.get(change(school, page))).find("input", {"name": "opened"})["value"]
    EventPage.objects.filter(pk=spanish.pk).update(locked=True)
    assert desk.post(change(school, page), SENT | {"opened": opened, "what_es": "Otra noche"}).status_code == 302
    assert reread(spanish).latest_revision_id == spanish.latest_revision_id
    response = desk.post(change(school, page), SENT | {"opened": opened, "place": "Room 9"})
    assert_says(response, "Someone changed this event after you opened it.", status=422)
    again = soup(response).find("input", {"name": "opened"})["value"]
    assert desk.post(change(school, page), SENT | {"opened": again, "place": "Room 9"}).status_code == 302
    assert sent().get_latest_revision_as_object().place == "Room 9"
