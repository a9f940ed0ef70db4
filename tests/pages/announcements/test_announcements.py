"""Announcements are on every page while they are live, emergencies first, and their text is escaped."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from pages.announcements.models import BLANK
from pages.models import Announcement
from tests.html import assert_valid, filled, soup
from tests.pages.translation.pages import spanish
from toolkit.activity_log.models import AuditEntry

pytestmark = pytest.mark.django_db
SPANISH = "El viernes las clases empiezan a las diez."


def announce(text="School starts at ten on Friday.", es="", **fields):
    return Announcement.objects.create(text={"en": text, "es": es}, **{"last_published_at": timezone.now(), **fields})


def own():
    """The announcements that are not templates."""
    return Announcement.objects.filter(ready_name="")


def bar(response):
    return soup(response).find("aside", {"aria-label": "Announcements"})


def shown(client, path="/"):
    found = bar(client.get(path))
    return [" ".join(one.get_text(" ").split()) for one in found.select(".announcement")] if found else []


def test_every_page_shows_them_before_the_header_emergencies_first_and_not_by_color_alone(client):
    announce("Picture day is Monday.")
    announce("All schools are closed today.", kind="emergency", last_published_at=timezone.now() - timedelta(days=1))
    for path in ("/", "/schools/", "/nowhere/"):
        response = client.get(path)
        assert_valid(response)
        assert bar(response).find_next_sibling("header")
        assert shown(client, path) == ["Emergency: All schools are closed today.", "Picture day is Monday."]
    emergency, notice = bar(client.get("/")).select(".announcement")
    assert (emergency["role"], notice.get("role")) == ("alert", None)
    assert emergency.find("svg")["aria-hidden"] == "true"


def test_the_newest_two_show_but_no_drafts_and_expired_ones(client):
    announce(live=False)
    announce("Over since a minute", expire_at=timezone.now() - timedelta(minutes=1))
    for day in range(5):
        announce(f"Number {day}", last_published_at=timezone.now() - timedelta(days=day))
    assert shown(client) == ["Number 0", "Number 1"]
    assert Announcement.objects.shown().count() == 5


def test_each_reader_sees_it_in_their_language_or_else_in_english_marked_as_such(client):
    announce(es=SPANISH, kind="emergency")
    announce("Picture day is Monday.")
    for path in ("/es/", "/es/nowhere/", "/es/buscar/"):
        found = assert_valid(client.get(path)).select("aside.announcements bdi")
        said = [(one.get("lang"), one.get_text()) for one in found]
        assert said == [(None, SPANISH), ("en", "Picture day is Monday.")]
    assert not bar(client.get("/")).select("[lang]")


def test_a_link_leads_elsewhere_or_to_the_page_in_the_readers_language_once_it_is_public(client, contact):
    translated = spanish(contact)
    translated.unpublish()
    announcement = announce(es=SPANISH, link_page=contact, link_text="Call us")

    def link():
        found = soup(client.get("/es/")).select_one("aside.announcements a")
        return found["href"], found.get("lang"), found.get_text()

    assert link() == ("/contact/", "en", "Call us")
    announcement.link_text = {"en": "Call us", "es": "Llámenos"}
    announcement.save()
    assert link() == ("/contact/", None, "Llámenos")
    translated.save_revision().publish()
    assert link() == ("/es/contacto/", None, "Llámenos")
    announcement.link_page = translated
    announcement.save()
    announce("Two", link_url="https://example.org/bus", link_text="Bus", last_published_at=timezone.now())
    links = [(link["href"], link.get_text()) for link in bar(client.get("/")).find_all("a")]
    assert links == [("https://example.org/bus", "Bus"), ("/contact/", "Call us")]
    announcement.link_page = contact
    announcement.save()
    contact.unpublish()
    assert shown(client) == ["Two Bus", "School starts at ten on Friday."]


@pytest.mark.parametrize(
    "fields",
    [
        *({"text": "x" * 201}, {"text": ""}, {"kind": "party"}, {"link_text": "Words without a link"}),
        *({"link_url": "https://example.org/"}, {"link_url": "javascript:alert(1)", "link_text": "Click"}),
        {"link_url": "https://example.org/", "link_page": True, "link_text": "Two links"},
    ],
)
def test_an_announcement_that_pages_cannot_show_is_refused(fields, contact):
    if fields.get("link_page"):
        fields = fields | {"link_page": contact}
    with pytest.raises(ValidationError):
        Announcement(**{"text": "Fine", **fields}).full_clean()


def admin_url(name, *args):
    return reverse(Announcement.snippet_viewset.get_url_name(name), args=args)


FORM = {"kind": "emergency", "text_en": "Water main broken.", "text_es": "Se rompió una tubería."}
FORM |= dict.fromkeys(("link_text_en", "link_text_es", "link_page", "link_url", "english_only", "ready_name"), "")


def publish(client, fields, name="add", *args, action="yes"):
    """Publish `fields` in the form; return its errors."""
    response = client.post(admin_url(name, *args), fields | {"action-publish": action})
    if response.status_code == 302:
        return ""
    return " ".join(message for messages in response.context["form"].errors.values() for message in messages)


def test_a_writer_drafts_and_a_publisher_publishes_unpublishes_and_deletes(sign_in, client):
    publish(sign_in("Writer"), FORM)
    made = own().get()
    assert (made.live, made.text) == (False, {"en": "Water main broken.", "es": "Se rompió una tubería."})
    for role, is_live in (("Publisher", True), ("Writer", True), ("Listings manager", True)):
        publish(sign_in(role), FORM | {"text_en": f"Typed by a {role}."}, "edit", made.pk)
        for name in ("unpublish", "delete") if role != "Publisher" else ():
            client.post(admin_url(name, made.pk))
        made.refresh_from_db()
        assert (made.live, made.text["en"]) == (is_live, "Typed by a Publisher.")
    assert shown(client) == ["Emergency: Typed by a Publisher."]
    sign_in("Publisher").post(admin_url("unpublish", made.pk))
    made.refresh_from_db()
    assert not made.live
    client.post(admin_url("delete", made.pk))
    assert not own().exists()


@pytest.mark.parametrize(
    ("missing", "action"),
    [
        ({"text_es": "   "}, "schedule"),
        ({"link_text_en": "Bus schedule", "link_url": "https://example.org/"}, "yes"),
    ],
)
def test_nothing_goes_out_without_a_text_in_every_language(sign_in, missing, action):
    later = {"go_live_at": "2031-12-03T08:30"} if action == "schedule" else {}
    client = sign_in("Publisher")
    assert client.post(admin_url("add"), FORM | missing).status_code == 302  # a draft
    made = own().get()
    assert "The text in Spanish is missing." in publish(client, FORM | missing | later, "edit", made.pk, action=action)
    made.refresh_from_db()
    assert (made.live, made.scheduled_revision) == (False, None)


def test_with_a_reason_it_goes_out_in_english_only_and_the_history_and_the_log_say_why(sign_in, client):
    reason = "Fire. <b>No</b> translator"
    assert publish(sign_in("Publisher"), FORM | {"text_es": "", "english_only": reason}) == ""
    history = soup(client.get(admin_url("history", own().get(live=True).pk)))
    assert f"Published without a translation: {reason}" in history.get_text()
    assert not history.select("main b")
    entry = AuditEntry.objects.get(action="translation.english_only")
    assert entry.sentence == f"Publisher published “Water main broken.” without a translation: {reason}"
    publish(client, FORM | {"english_only": "No longer true"})
    assert ModelLogEntry.objects.filter(action="translation.english_only").count() == 1
    client.logout()
    for path in ("/", "/es/"):
        assert "translator" not in client.get(path).content.decode()


def test_a_new_announcement_starts_from_a_ready_text_which_itself_is_never_shown(sign_in, client):
    client = sign_in("Publisher")
    links = soup(client.get(admin_url("add"))).select(".ready-texts a")
    links = {" ".join(link.get_text().split()): link["href"] for link in links}
    assert len(links) == Announcement.objects.ready().count() >= 4
    ready = Announcement.objects.get(ready_name="Lockdown lifted")
    sent = filled(client.get(links["Lockdown lifted"]))
    assert {code: sent[f"text_{code}"].strip() for code in ("en", "es")} == ready.text
    assert (sent["ready_name"], sent["kind"]) == ("", ["notice"])
    message = "Replace [school], [time], [phone], [hora], [escuela], [teléfono] before you publish."
    assert message in publish(client, sent)
    assert not own().exists()
    assert publish(client, {name: fill(value) for name, value in sent.items()}) == ""
    made = own().get(live=True)
    assert made.text["en"].startswith("The lockdown at Merkin ended")
    ready.refresh_from_db()
    assert "[escuela]" in ready.text["es"]
    sent = filled(client.get(admin_url("edit", ready.pk)))
    sent = {name: fill(value) for name, value in sent.items()}
    assert "A template is never published." in publish(client, sent, "edit", ready.pk)
    own().delete()
    Announcement.objects.filter(pk=ready.pk).update(live=True)
    assert shown(client) == []


def fill(value):
    return BLANK.sub("Merkin", value) if isinstance(value, str) else value


def test_a_preview_shows_each_language_where_it_will_be(sign_in, client):
    announce("Another one, live")
    made = announce(es=SPANISH, live=False)
    sign_in("Writer")
    preview = admin_url("preview_on_edit", made.pk)
    assert client.post(preview, FORM).json()["is_valid"]
    page = soup(client.get(f"{preview}?mode=es"))
    assert page.html["lang"] == "es"
    assert ["Se rompió una tubería." in one.get_text() for one in page.select(".announcement")] == [True]
    client.post(preview, FORM | {"text_es": ""})
    assert soup(client.get(f"{preview}?mode=es")).aside.bdi["lang"] == "en"
    assert client.get(f"{preview}?mode=xx").status_code == 403


def test_it_is_called_by_its_first_words_and_listed_with_state_languages_and_dates(sign_in, client):
    announce(es=SPANISH)
    later = announce(" ".join(f"word{n}" for n in range(20)), live=False, last_published_at=None)
    later.go_live_at, later.expire_at = timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=4)
    later.save_revision().publish()
    assert str(later) == " ".join(f"word{n}" for n in range(12)) + "…"
    rows = soup(sign_in("Writer").get(admin_url("list"))).select("tbody tr")
    scheduled, both, *ready = filter(None, [" ".join(row.get_text(" ").split()) for row in rows])
    days = [date_format(timezone.localtime(day), "DATETIME_FORMAT") for day in (later.go_live_at, later.expire_at)]
    assert all(part in scheduled for part in (str(later), "scheduled", "English", *days))
    assert "Spanish" not in scheduled
    assert "live" in both
    assert "English, Spanish" in both
    assert all(one.startswith("Template: ") for one in ready)
