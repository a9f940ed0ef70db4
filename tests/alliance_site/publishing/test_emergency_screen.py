"""From the home page, an emergency is five taps away from every page, in both languages, and from alert systems."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from alliance_site.publishing import alerts, emergency, outage_page
from alliance_site.publishing.emergency_screen import SCHOOL
from pages.announcements.models import BLANK, Kind
from pages.models import Announcement
from schools.models import School
from tests.html import sent_by, soup
from tests.schools.people import person

pytestmark = pytest.mark.django_db
SCREEN = "/admin/emergency/"

ORDER, VALUES = yaml.safe_load(Path(__file__).with_name("cap.yaml").read_text(encoding="utf-8")).values()


@pytest.fixture
def publisher(client):
    client.force_login(person("paula", "Publisher"))
    return client


def ready(name: str) -> Announcement:
    return Announcement.objects.get(ready_name=name)


def faults(element, name="alert"):
    """Yield how an element differs from the schema of CAP 1.2."""
    names = [child.tag.removeprefix("{urn:oasis:names:tc:emergency:cap:1.2}") for child in element]
    order = [word.rstrip("*") for word in ORDER[name].split()]
    if not set(names) <= set(order) or names != sorted(names, key=order.index):
        yield f"{name}: {names}"
    yield from (f"{name} lacks {word}" for word in ORDER[name].split() if word[-1] == "*" and word[:-1] not in names)
    for child, of_child in zip(element, names, strict=True):
        if of_child in ORDER:
            yield from faults(child, of_child)
        elif of_child in VALUES and child.text not in VALUES[of_child]:
            yield f"{of_child}: {child.text}"


def cap(client) -> dict[str, list[str]]:
    """The texts of the one CAP document that the feed links to, by element, if it follows the schema."""
    feed = ElementTree.fromstring(client.get("/alerts.atom").content)
    (link,) = feed.findall(".//{*}entry/{*}link")
    response = client.get(urlsplit(link.get("href")).path)
    assert response["Content-Type"] == "application/cap+xml"
    document = ElementTree.fromstring(response.content)
    assert list(faults(document)) == []
    texts = {}
    for element in document.iter():
        texts.setdefault(element.tag.rpartition("}")[2], []).append(element.text)
    return texts


def test_an_emergency_is_up_in_both_languages_after_a_school_a_text_and_one_look(publisher):
    home = soup(publisher.get("/admin/"))
    assert home.select_one(".home-start .serious")["href"] == SCREEN
    assert {button.get_text(strip=True) for button in soup(publisher.get(SCREEN)).select("button[name=ready]")} >= {
        *("Lockdown", "Evacuation", "Earthquake", "Smoke or bad air", "Late start")
    }
    address = f"{SCREEN}?school=merkin&ready={ready('Lockdown').pk}"
    sent = sent_by(soup(publisher.get(address)).select_one(".emergency-text"))
    publisher.post(address, sent)
    publisher.post(address, sent)  # another tab
    up = Announcement.objects.shown().get()
    assert up.kind == Kind.EMERGENCY
    school = School.objects.get(slug="merkin").short_name
    assert up.text["en"].startswith(f"{school} is on lockdown.")
    assert up.text["es"].startswith(f"Hay cierre de seguridad en {school}.")
    page = soup(publisher.get(SCREEN))
    messages = [area.get_text() for area in page.select(".text-message textarea")]
    assert messages == [f"Alliance: {up.text[code]}" for code in ("en", "es")]
    end = reverse("wagtailsnippets_pages_announcement:unpublish", args=[up.pk])
    assert page.select_one(f'.notice-up a[href="{end}"]')
    assert soup(publisher.get("/admin/")).select_one(f'#now-section a[href="{end}"]')
    said = " ".join(soup(publisher.get(end)).select_one("main").get_text().split())
    assert up.text["en"] in said
    assert "every page within seconds, in: English, Spanish. Alert systems" in said
    publisher.post(end)
    assert not Announcement.objects.shown().exists()
    listed = soup(publisher.post(end, follow=True))
    assert "The announcement has already ended" in listed.get_text()
    assert listed.select_one(".w-status").get_text(strip=True) == "ended"


def test_what_is_left_open_is_refused_and_what_pages_have_no_room_for_waits(publisher):
    address = f"{SCREEN}?school=%00&ready={ready('Late start').pk}"
    sent = sent_by(soup(publisher.get(address)).select_one(".emergency-text"))
    page = soup(publisher.post(address, sent | {"text_es": ""}))
    assert "Replace [school], [time] before you publish." in page.get_text()
    assert "The text in Spanish is missing." in page.get_text()
    assert page.select_one("#id_text_en").get_text().strip() == ready("Late start").text["en"]
    assert not Announcement.objects.shown().exists()
    for text in ("First.", "Second."):
        emergency.announce({"en": text, "es": text})
    texts = {"text_en": "Merkin opens late.", "text_es": "Merkin abre tarde."}
    page = soup(publisher.post(address, sent | texts, follow=True))
    assert "The announcement waits: pages show 2 at a time" in page.get_text()
    assert len(page.select(".notice-up")) == 2


def test_a_ready_text_has_room_for_the_longest_name():
    longest = max((school.short_name for school in School.objects.open_today()), key=len)
    for one in Announcement.objects.ready():
        for text in one.text.values():
            assert len(BLANK.sub("(213) 555-0100", SCHOOL.sub(longest, text))) <= 200, one


def test_alert_systems_get_each_version_as_cap_and_a_cancel_for_a_day(client):
    def feed():
        return client.get("/alerts.atom").content.decode()

    def publish(text):
        announcement.text = text
        announcement.save_revision().publish()
        announcement.refresh_from_db()
        return cap(client)

    assert feed() == feed()
    assert "<entry" not in feed()
    texts = {"en": "Fire at A & B <now>.", "es": "Hay un incendio."}
    end = timezone.now() + timedelta(hours=3)
    announcement = Announcement(kind=Kind.EMERGENCY, live=False, expire_at=end)
    announcement.save()
    first = publish(texts)
    assert (first["language"], first["description"]) == (["en-US", "es-US"], list(texts.values()))
    assert (first["status"], first["msgType"]) == (["Test"], ["Alert"])
    assert first["expires"] == [timezone.localtime(end).isoformat(timespec="seconds")] * 2
    second, third = publish({"en": "It is smaller."}), publish({"en": "The fire is out."})
    assert (third["msgType"], third["language"]) == (["Update"], ["en-US"])
    Announcement.objects.update(expire_at=timezone.now())
    canceled = cap(client)
    announcement.refresh_from_db()
    announcement.unpublish()  # by the worker, later
    assert cap(client) == canceled
    assert (canceled["msgType"], "info" in canceled) == (["Cancel"], False)
    named = [
        ",".join(part for (part,) in map(one.get, ("sender", "identifier", "sent"))) for one in (first, second, third)
    ]
    for version, earlier in ((second, named[:1]), (third, named[:2]), (canceled, named)):
        assert version["references"] == [" ".join(earlier)]
    assert feed().count(f"<updated>{canceled['sent'][0]}</updated>") == 2  # that of the feed, too
    Announcement.objects.update(expire_at=None)
    assert cap(client)["msgType"] == ["Cancel"]  # taken down by hand
    ModelLogEntry.objects.update(timestamp=F("timestamp") - timedelta(days=1))
    assert client.get(reverse("alert", args=[announcement.pk])).status_code == 404
    assert "<entry" not in feed()


def test_an_emergency_that_is_deleted_is_canceled_for_alert_systems(publisher):
    over = emergency.announce({"en": "It is over.", "es": "Ya pasó."})
    over.unpublish()
    ModelLogEntry.objects.update(timestamp=F("timestamp") - timedelta(days=2))
    over.delete()
    up = emergency.announce({"en": "Gas leak.", "es": "Fuga de gas."})
    sent = cap(publisher)
    assert sent["msgType"] == ["Alert"]
    publisher.post(reverse("wagtailsnippets_pages_announcement:delete", args=[up.pk]))
    assert not Announcement.objects.filter(kind=Kind.EMERGENCY, ready_name="").exists()
    canceled = cap(publisher)
    assert canceled["msgType"] == ["Cancel"]
    assert canceled["references"] == [",".join(sent[name][0] for name in ("sender", "identifier", "sent"))]
    assert reverse("alert", args=[up.pk]) in alerts.addresses()
    ended = emergency.announce({"en": "Smoke.", "es": "Humo."})
    ended.refresh_from_db()
    ended.unpublish()
    at = next(one.ended for one in alerts.alerts() if one.emergency.pk == ended.pk)
    key, _gone = ended.pk, ended.delete()
    assert next(one.ended for one in alerts.alerts() if one.emergency.pk == key) == at


def test_the_page_for_a_site_that_is_down_begins_with_its_own_language_and_the_newest(db, settings, tmp_path):
    published = settings.STORAGES["published"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"published": published}
    for english, spanish in (("Fire.", "Incendio."), ("Smoke.", "Humo.")):
        emergency.announce({"en": english, "es": spanish})
    outage_page.write()
    pages = [BeautifulSoup((tmp_path / name).read_text(), "html.parser") for name in outage_page.names().values()]
    said = [[line.get_text() for line in page.select("[role=alert] p")] for page in pages]
    english, spanish = ["Emergency: Smoke.", "Emergency: Fire."], ["Emergencia: Humo.", "Emergencia: Incendio."]
    assert said == [english + spanish, spanish + english]
