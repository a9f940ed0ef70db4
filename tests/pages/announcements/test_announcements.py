"""Announcements are on every page while they are live, emergencies first, and their text is escaped."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from wagtail.models import ModelLogEntry, ReferenceIndex

from pages.announcements.models import BLANK
from pages.models import Announcement, HomePage, StandardPage
from tests.content_cache import forget
from tests.html import assert_valid, filled, soup
from toolkit.activity_log.models import AuditEntry

pytestmark = pytest.mark.django_db

EVERYWHERE = ["/", "/about/", "/mission/equity/", "/schools/", "/schools/merkin/", "/contact/", "/search/", "/nowhere/"]


SPANISH = "El viernes las clases empiezan a las diez."


def announce(text="School starts at ten on Friday.", es="", **fields):
    return Announcement.objects.create(text={"en": text, "es": es}, **{"last_published_at": timezone.now(), **fields})


def own():
    """The announcements that are not ready texts."""
    return Announcement.objects.filter(ready_name="")


def draft(**fields):
    return announce(live=False, last_published_at=None, **fields)


def bar(response):
    return soup(response).find("aside", {"aria-label": "Announcements"})


def shown(client, path="/"):
    found = bar(client.get(path))
    return [" ".join(one.get_text(" ").split()) for one in found.select(".announcement")] if found else []


def test_nothing_is_announced_on_day_one(client):
    assert not own().exists()
    assert bar(client.get("/")) is None


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_page_shows_it_before_the_header(client, path):
    announce()
    response = client.get(path)
    assert_valid(response)
    assert bar(response).find_next_sibling("header")
    assert shown(client, path) == ["School starts at ten on Friday."]


def test_an_emergency_comes_first_and_says_so_without_colour(client):
    announce("Picture day is Monday.")
    announce("All schools are closed today.", kind="emergency", last_published_at=timezone.now() - timedelta(days=1))
    assert shown(client) == ["Emergency: All schools are closed today.", "Picture day is Monday."]
    emergency, notice = bar(client.get("/")).select(".announcement")
    assert (emergency["role"], notice.get("role")) == ("alert", None)
    assert emergency.find("svg")["aria-hidden"] == "true"


def test_at_most_two_show_the_newest(client):
    for day in range(5):
        announce(f"Number {day}", last_published_at=timezone.now() - timedelta(days=day))
    assert shown(client) == ["Number 0", "Number 1"]


def test_drafts_and_expired_ones_do_not_show(client):
    draft()
    announce("Over since a minute", expire_at=timezone.now() - timedelta(minutes=1))
    announce("Over in an hour", expire_at=timezone.now() + timedelta(hours=1))
    assert shown(client) == ["Over in an hour"]


def test_a_change_shows_when_it_is_published(client):
    announcement = announce()
    announcement.text = "A better sentence."
    revision = announcement.save_revision()
    assert shown(client) == ["School starts at ten on Friday."]
    revision.publish()
    assert shown(client) == ["A better sentence."]
    announcement.refresh_from_db()
    announcement.unpublish()
    assert shown(client) == []


def test_a_scheduled_one_starts_and_ends_on_time(client, monkeypatch):
    def at(hour):
        monkeypatch.setattr(timezone, "now", lambda: start + timedelta(hours=hour))
        call_command("publish_scheduled")
        return shown(client)

    start = timezone.now()
    announcement = draft()
    announcement.go_live_at = start + timedelta(hours=2)
    announcement.expire_at = start + timedelta(hours=4)
    announcement.save_revision().publish()
    assert [at(1), at(3), at(5)] == [[], ["School starts at ten on Friday."], []]
    announcement.refresh_from_db()
    assert (announcement.live, announcement.expired) == (False, True)


@pytest.fixture
def spanish():
    """The home page in Spanish."""
    return HomePage.objects.get(locale__language_code="es")


def test_each_reader_sees_it_in_their_language_or_else_in_english_marked_as_such(client, spanish):
    announce(es=SPANISH, kind="emergency")
    announce("Picture day is Monday.")
    assert shown(client) == ["Emergency: School starts at ten on Friday.", "Picture day is Monday."]
    for path in ("/es/", "/es/nowhere/", "/es/buscar/"):
        response = client.get(path)
        assert_valid(response)
        found = soup(response).select("aside.announcements bdi")
        assert [(one.get("lang"), one.get_text()) for one in found] == [
            (None, SPANISH),
            ("en", "Picture day is Monday."),
        ]
    assert not bar(client.get("/")).select("[lang]")


def test_the_link_leads_to_the_page_in_the_readers_language_once_it_is_public(client, spanish):
    page = StandardPage.objects.get(slug="contact")
    translated = page.get_translation(spanish.locale)
    translated.unpublish()
    announcement = announce(es=SPANISH, link_page=page, link_text="Call us")

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
    assert bar(client.get("/")).a["href"] == "/contact/"


def test_a_link_leads_to_a_page_or_elsewhere_and_not_to_a_draft(client):
    page = StandardPage.objects.get(slug="contact")
    announce("One", link_page=page, link_text="Call us", last_published_at=timezone.now() - timedelta(days=1))
    announce("Two", link_url="https://example.org/bus", link_text="Bus schedule")
    links = [(link["href"], link.get_text()) for link in bar(client.get("/")).find_all("a")]
    assert links == [("https://example.org/bus", "Bus schedule"), ("/contact/", "Call us")]
    page.unpublish()
    assert [link["href"] for link in bar(client.get("/")).find_all("a")] == ["https://example.org/bus"]
    page.delete()
    assert shown(client) == ["Two Bus schedule", "One"]


def test_the_page_knows_which_announcement_leads_to_it():
    page = StandardPage.objects.get(slug="contact")
    announcement = announce(link_page=page, link_text="Call us")
    assert str(announcement.pk) in ReferenceIndex.get_references_to(page).values_list("object_id", flat=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "x" * 201},
        {"text": ""},
        {"link_url": "https://example.org/"},
        {"link_text": "Words without a link"},
        {"link_url": "javascript:alert(1)", "link_text": "Click"},
        {"link_url": "https://example.org/", "link_page": True, "link_text": "Two links"},
        {"kind": "party"},
    ],
)
def test_what_cannot_be_shown_is_refused(fields):
    fields = {"text": "Fine", **fields}
    if fields.get("link_page"):
        fields["link_page"] = StandardPage.objects.get(slug="contact")
    with pytest.raises(ValidationError):
        Announcement(**fields).full_clean()


def test_hostile_words_are_only_words(client):
    text = '"><script>alert(1)</script>{{ 7|add:7 }}'
    announce(text, kind="emergency", link_text="<img src=x onerror=alert(2)>", link_url="https://example.org/?a=1&b=2")
    response = client.get("/")
    assert_valid(response)
    found = bar(response)
    assert found.find("script") is None
    assert found.find("img") is None
    assert text in found.get_text()


@pytest.mark.parametrize(("path", "more"), [("/about/", 0), ("/es/", 1)])  # in Spanish, the pages
def test_announcements_cost_the_same_queries_however_many(client, spanish, path, more):
    def count():
        forget()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    page = StandardPage.objects.get(slug="contact")
    client.get(path)
    none = count()
    announce(link_page=page, link_text="Call us", es=SPANISH)
    one = count()
    for n in range(20):
        announce(f"Number {n}", link_page=page, link_text="Call us", es=SPANISH)
    assert none + more == one == count()


def test_the_page_that_needs_no_database_has_none():
    announce()
    assert "announcement" not in render_to_string("500.html")


def admin_url(name, *args):
    return reverse(Announcement.snippet_viewset.get_url_name(name), args=args)


FORM = {
    "kind": "emergency",
    "text_en": "Water main broken.",
    "text_es": "Se rompió una tubería.",
    "link_text_en": "",
    "link_text_es": "",
    "link_page": "",
    "link_url": "",
    "english_only": "",
    "ready_name": "",
}
ENGLISH = FORM | {"text_es": ""}


def publish(client, fields, name="add", *args, action="yes"):
    """Publish `fields` in the form; return its errors."""
    response = client.post(admin_url(name, *args), fields | {"action-publish": action})
    if response.status_code == 302:
        return ""
    return " ".join(message for messages in response.context["form"].errors.values() for message in messages)


def test_a_writer_drafts_and_cannot_publish(sign_in, client):
    sign_in("Writer").post(admin_url("add"), {**FORM, "action-publish": "yes"})
    made = own().get()
    assert (made.live, made.text) == (False, {"en": "Water main broken.", "es": "Se rompió una tubería."})
    live = announce()
    client.post(admin_url("edit", live.pk), {**FORM, "action-publish": "yes"})
    live.refresh_from_db()
    assert live.text == {"en": "School starts at ten on Friday."}
    client.post(admin_url("unpublish", live.pk))
    client.post(admin_url("delete", live.pk))
    live.refresh_from_db()
    assert live.live


def test_a_publisher_publishes_unpublishes_and_deletes(sign_in, client, spanish):
    assert publish(sign_in("Publisher"), FORM) == ""
    made = own().get()
    assert made.live
    client.logout()
    assert shown(client) == ["Emergency: Water main broken."]
    assert "Se rompió una tubería." in client.get("/es/").content.decode()
    client.force_login(get_user_model().objects.get(username="Publisher"))
    client.post(admin_url("unpublish", made.pk))
    made.refresh_from_db()
    assert not made.live
    client.post(admin_url("delete", made.pk))
    assert not own().exists()


# ── In every language ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_has_a_labeled_input_for_every_language(sign_in, client):
    for name, args in (("add", ()), ("edit", (announce(es=SPANISH).pk,))):
        form = soup(sign_in_once(sign_in, client).get(admin_url(name, *args))).select_one("form[data-edit-form]")
        inputs = {one["lang"]: one for one in form.select("[name^=text_]")}
        labels = [" ".join(form.find("label", {"for": one["id"]}).get_text().split()) for one in inputs.values()]
        assert labels == ["Text: English", "Text: Spanish"]
    assert inputs["es"].get_text().strip() == SPANISH


def sign_in_once(sign_in, client):
    return client if "_auth_user_id" in client.session else sign_in("Publisher")


@pytest.mark.parametrize("action", ["yes", "schedule"])
@pytest.mark.parametrize(
    "missing",
    [
        {"text_es": ""},
        {"text_es": "   "},
        {"link_text_en": "Bus schedule", "link_url": "https://example.org/"},
    ],
)
def test_nothing_goes_out_without_a_text_in_every_language(sign_in, missing, action):
    later = {"go_live_at": "2031-12-03T08:30"} if action == "schedule" else {}
    client = sign_in("Publisher")
    assert "The text in Spanish is missing." in publish(client, FORM | missing | later, action=action)
    assert not own().exists()
    draft_of_it = client.post(admin_url("add"), FORM | missing)
    assert draft_of_it.status_code == 302
    made = own().get()
    assert "The text in Spanish is missing." in publish(client, FORM | missing | later, "edit", made.pk, action=action)
    made.refresh_from_db()
    assert (made.live, made.scheduled_revision) == (False, None)


def test_with_a_reason_it_goes_out_in_english_only_and_the_history_and_the_log_say_why(sign_in, client, spanish):
    reason = "Fire. <b>No</b> translator"
    assert publish(sign_in("Publisher"), ENGLISH | {"english_only": reason}) == ""
    made = own().get()
    assert made.live
    history = soup(client.get(admin_url("history", made.pk)))
    assert f"Published in English only: {reason}" in history.get_text()
    assert not history.select("main b")
    entry = AuditEntry.objects.get(action="announcement.english_only")
    assert entry.sentence == f"Publisher published “Water main broken.” in English only: {reason}"
    client.logout()
    for path in ("/", "/es/"):
        assert "translator" not in client.get(path).content.decode()


def test_the_reason_is_logged_only_while_a_language_is_missing(sign_in):
    assert publish(sign_in("Publisher"), FORM | {"english_only": "No longer true"}) == ""
    assert not ModelLogEntry.objects.filter(action="announcement.english_only").exists()


def test_a_draft_and_a_schedule_hold_the_texts_of_every_language(sign_in, client, spanish, monkeypatch):
    live, client = announce(es=SPANISH), sign_in("Publisher")
    client.post(admin_url("edit", live.pk), FORM)
    client.logout()
    assert SPANISH in client.get("/es/").content.decode()
    live.refresh_from_db()
    revision = live.get_latest_revision()
    assert revision.as_object().text["es"] == "Se rompió una tubería."
    revision.publish()
    assert "Se rompió una tubería." in client.get("/es/").content.decode()


def test_the_history_compares_the_texts_of_every_language(sign_in, client):
    sign_in("Writer").post(admin_url("add"), FORM)
    made = own().get()
    client.post(admin_url("edit", made.pk), FORM | {"text_es": "Ya hay agua."})
    compared = soup(client.get(admin_url("revisions_compare", made.pk, "earliest", "latest"))).main.get_text()
    assert "Ya hay agua." in compared
    assert "Se rompió una tubería." in compared


# ── Ready texts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_announcement_starts_from_a_ready_text_in_every_language(sign_in, client):
    client = sign_in("Publisher")
    links = soup(client.get(admin_url("add"))).select(".ready-texts a")
    links = {" ".join(link.get_text().split()): link["href"] for link in links}
    assert len(links) == Announcement.objects.ready().count() >= 4
    ready = Announcement.objects.get(ready_name="Lockdown lifted")
    form = client.get(links["Emergency: Lockdown lifted"])
    sent = filled(form)
    assert {code: sent[f"text_{code}"].strip() for code in ("en", "es")} == ready.text
    assert (sent["ready_name"], sent["kind"]) == ("", ["emergency"])
    message = "Replace [school], [time], [phone], [hora], [escuela], [teléfono] before you publish."
    assert message in publish(client, sent)
    assert not own().exists()
    sent = {name: fill(value) for name, value in sent.items()}
    assert publish(client, sent) == ""
    made = own().get()
    assert made.live
    assert made.text["en"].startswith("The lockdown at Merkin ended")
    assert "Merkin" in made.text["es"]
    ready.refresh_from_db()
    assert "[escuela]" in ready.text["es"]


def fill(value):
    return BLANK.sub("Merkin", value) if isinstance(value, str) else value


def test_every_ready_text_has_every_language_and_fits(sign_in):
    texts = Announcement.objects.ready()
    assert texts
    for ready in texts:
        assert ready.text.missing == [], ready
        assert not ready.live


def test_a_ready_text_is_never_shown(sign_in, client):
    ready = Announcement.objects.ready().first()
    sent = filled(sign_in("Publisher").get(admin_url("edit", ready.pk)))
    sent = {name: fill(value) for name, value in sent.items()}
    assert "A ready text is never published." in publish(client, sent, "edit", ready.pk)
    Announcement.objects.filter(pk=ready.pk).update(live=True)
    assert shown(client) == []


@pytest.mark.parametrize("role", ["Writer", "Publisher"])
def test_staff_edit_ready_texts(sign_in, client, role):
    ready = Announcement.objects.get(ready_name="Late start")
    sent = filled(sign_in(role).get(admin_url("edit", ready.pk))) | {"text_es": "Hoy entramos tarde."}
    assert client.post(admin_url("edit", ready.pk), sent).status_code == 302
    assert Announcement.objects.get(pk=ready.pk).text["es"] == "Hoy entramos tarde."


def test_nobody_else_reaches_them(sign_in, client):
    pk = announce().pk
    for url in (*map(admin_url, ("list", "add")), *(admin_url(name, pk) for name in ("edit", "copy", "unpublish"))):
        assert client.get(url).url.startswith("/accounts/login/")
    sign_in("Listings manager")
    for url in (*map(admin_url, ("list", "add")), *(admin_url(name, pk) for name in ("edit", "copy", "unpublish"))):
        assert client.get(url).status_code == 302
        client.post(url, {**FORM, "action-publish": "yes"})
    assert [str(one) for one in own().filter(live=True)] == ["School starts at ten on Friday."]


def test_a_preview_shows_each_language_where_it_will_be(sign_in, client):
    announce("Another one, live")
    made = draft(es=SPANISH)
    sign_in("Writer")
    preview = admin_url("preview_on_edit", made.pk)
    assert client.post(preview, FORM).json()["is_valid"]
    response = client.get(f"{preview}?mode=es")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "public" not in response["Cache-Control"]
    page = soup(response)
    assert len(page.select(".announcement")) == 1
    assert page.html["lang"] == "es"
    assert "Se rompió una tubería." in page.find("aside").get_text()
    with override("es"):
        assert page.h1.get_text() == gettext("At the top of every page")
    assert "Water main broken." in soup(client.get(f"{preview}?mode=en")).find("aside").get_text()
    client.post(preview, ENGLISH)
    assert soup(client.get(f"{preview}?mode=es")).aside.bdi["lang"] == "en"
    assert client.get(f"{preview}?mode=xx").status_code == 403


def test_it_is_called_by_its_first_words_and_listed_with_state_languages_and_dates(sign_in, client):
    announce(es=SPANISH)
    later = draft(text=" ".join(f"word{n}" for n in range(20)))
    later.go_live_at, later.expire_at = timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=4)
    later.save_revision().publish()
    assert str(later) == " ".join(f"word{n}" for n in range(12)) + "…"
    sign_in("Writer")
    rows = soup(client.get(admin_url("list"))).select("tbody tr")
    said = [" ".join(row.get_text(" ").split()) for row in rows]
    scheduled, both, *ready = filter(None, said)
    assert str(later) in scheduled
    assert "scheduled" in scheduled
    assert "English" in scheduled
    assert "Spanish" not in scheduled
    for day in (later.go_live_at, later.expire_at):
        assert date_format(timezone.localtime(day), "DATETIME_FORMAT") in scheduled
    assert "live" in both
    assert "English, Spanish" in both
    assert all(one.startswith("Ready text: ") for one in ready)


def test_a_text_typed_on_several_lines_is_one_line(sign_in, client):
    sign_in("Writer").post(admin_url("add"), FORM | {"text_en": "Water main\r\n  broken.", "text_es": "Agua\n"})
    assert own().get().text == {"en": "Water main broken.", "es": "Agua"}
