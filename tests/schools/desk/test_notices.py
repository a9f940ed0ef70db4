"""School notices: written on the desk, previewed as families see them, public on their days, only by their school."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from schools.desk.notice_views import NoticeForm
from schools.models import School, SchoolNotice
from tests.factories import reread, today
from tests.html import assert_says, assert_valid, sent_by, soup
from tests.schools.people import person
from tests.schools.postings.samples import post
from toolkit.activity_log.models import AuditEntry

from .pages import address

pytestmark = pytest.mark.django_db
PROFILE = "/schools/gertz-ressler/"
ENGLISH, SPANISH = "Friday is a half day: school ends at 12:30.", "El viernes salimos a las 12:30."
REASON = "No one to translate <b>today</b>"
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7 }} \u202eabc'


def notice(school, text=ENGLISH, first=0, last=7, es="", **fields):
    texts, days = {"en": text, "es": es}, {"first_day": today(first), "last_day": today(last)}
    return SchoolNotice.objects.create(school=school, text=texts, **days, **fields)


def told(client, path=PROFILE):
    """The notices on a public page, as text."""
    found = soup(client.get(path)).select(".school-notices .announcement bdi")
    return [one.get_text() for one in found]


def fields(text=ENGLISH, **more):
    days = {"first_day": today(), "last_day": today(7)}
    return {"text_en": text, "text_es": "", "english_only": REASON, "link": "", **days, **more}


def write(client, school, pk=None, **sent):
    """Preview it, then send the preview's form with “Publish”."""
    path = address(school, "school_notice", pk) if pk else address(school, "school_notice_new")
    looked = client.post(path, sent | {"look": "1"})
    if looked.status_code != 200:
        return looked
    return client.post(path, sent_by(soup(looked).select_one("main form")) | {"publish": "1"})


def test_it_is_at_the_top_of_the_school_s_pages_as_text_and_on_no_other_page(client, school):
    post()
    changed, for_programs = reread(school).changed, "script[type='application/ld+json']"
    before = soup(client.get(PROFILE)).select(for_programs)
    notice(school, f"{ENGLISH} {HOSTILE}", link="https://www.example.org/bell")
    for path in (PROFILE, f"{PROFILE}required-documents/"):
        response = client.get(path)
        assert_valid(response)
        assert told(client, path) == [f"{ENGLISH} {HOSTILE}"]
        section = soup(response).find("main").find("section")
        assert section["aria-label"] == "Notices from the school"
        assert (section.a["href"], section.a.get_text()) == ("https://www.example.org/bell", "More on example.org")
        assert section.time["datetime"] == today().isoformat()
        assert "Gertz-Ressler High School" in section.get_text()
    for path in ("/", "/schools/", "/schools/odonovan/", "/required-documents/"):
        assert told(client, path) == [], path
    assert (soup(client.get(PROFILE)).select(for_programs), reread(school).changed) == (before, changed)


def test_it_shows_from_its_first_day_to_its_last_the_newest_first(client, school):
    for first, last in ((1, 7), (-7, -1), (-20, -9)):
        notice(school, "Not today", first=first, last=last)
    notice(school, "From today", first=0, last=90)
    notice(school, "Until today", first=-7, last=0)
    notice(school, "Ended", ended_at=timezone.now())
    assert told(client) == ["From today", "Until today"]


def test_spanish_pages_have_the_spanish_text_and_else_the_english_one_marked_as_such(client, school, spanish):
    notice(school, es=SPANISH, first=-1)
    notice(school, "Only in English.")
    page = soup(client.get(spanish.url))
    found = page.select(".school-notices bdi")
    assert [(one.get("lang"), one.get_text()) for one in found] == [("en", "Only in English."), (None, SPANISH)]
    assert told(client) == ["Only in English.", ENGLISH]
    assert not soup(client.get(PROFILE)).select(".school-notices [lang]")
    assert "Aviso" in page.select_one(".school-notices")["aria-label"]


def test_a_school_editor_looks_at_a_notice_then_publishes_what_was_previewed(desk, school, editor):
    path = address(school, "school_notice_new")
    assert path in desk.get(address(school)).content.decode()
    page = soup(desk.get(path))
    assert not page.select("button[name=publish], iframe")
    assert page.select_one("#id_first_day")["value"] == today().isoformat()
    looked = desk.post(path, fields(text_es=SPANISH, link="https://example.org/bell", look="1"))
    frames = soup(looked).select("iframe")
    assert [frame["title"] for frame in frames] == ["Preview in English", "Preview in Spanish"]
    assert told(desk) == []
    english, in_spanish = (BeautifulSoup(frame["srcdoc"], "html.parser") for frame in frames)
    assert english.bdi.get_text() == ENGLISH
    assert (in_spanish.html["lang"], in_spanish.bdi.get_text()) == ("es", SPANISH)
    sent = sent_by(soup(looked).select_one("main form")) | {"publish": "1"}
    for unseen in ({"digest": ""}, {"text_en": "Something else."}):
        assert_says(desk.post(path, sent | unseen), "You have edited it since the preview")
    assert told(desk) == []
    assert desk.post(path, sent).url == f"{address(school)}#notices-section"
    assert told(desk) == [ENGLISH]
    made = SchoolNotice.objects.get()
    assert (made.saved_by, made.school, made.text["es"]) == (editor, school, SPANISH)
    assert_says(desk.get(address(school)), ENGLISH)
    public = soup(desk.get(PROFILE)).select_one(".school-notices")
    assert str(public) == str(english.select_one(".school-notices"))  # one template


def test_an_invalid_notice_is_refused_and_explained(school):
    for wrong, said in (
        ({"text_es": "x" * 201}, "at most 200 characters"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"first_day": "9999-99-99"}, "Enter a valid date"),
        ({"first_day": today(-1)}, "This day has passed."),
        ({"first_day": today(3), "last_day": today(2)}, "The last day cannot be before the first."),
        ({"first_day": today(), "last_day": today(93)}, "A notice runs for up to three months"),
        ({"english_only": "  ", "text_es": ""}, "Write it, or enter a reason below to publish without a translation."),
    ):
        form = NoticeForm(fields(text_es="Lo mismo.") | wrong, instance=SchoolNotice(school=school))
        assert said in str(form.errors), wrong
    over = NoticeForm(fields(first_day=today(-9), last_day=today(-1)), instance=SchoolNotice(school=school))
    assert list(over.errors) == ["first_day", "last_day"]


def test_without_spanish_it_needs_a_reason_which_only_staff_see(desk, school):
    old = notice(school)  # from before a reason was needed: it stays as it is
    refused = desk.post(address(school, "school_notice", old.pk), fields("Kept words.", english_only="", look="1"))
    assert (refused.status_code, soup(refused).select_one("#id_text_en").get_text().strip()) == (422, "Kept words.")
    assert write(desk, school, **fields("In English.")).status_code == 302
    assert_says(desk.get(address(school)), f"Reason: {REASON}")
    entry = AuditEntry.objects.filter(object_label="schools.schoolnotice").latest("pk")
    assert entry.detail["english_only"] == [None, REASON]
    assert "No one to translate" not in desk.get(PROFILE).content.decode()


def test_a_school_has_at_most_three_notices_on_any_day(school):
    long = notice(school, "A long one.", first=-20, last=40)
    for first, last in ((-20, -18), (-17, -15), (2, 3), (4, 5), (6, 7)):
        notice(school, first=first, last=last)
    long.full_clean()
    notice(school, first=2, last=9)
    long.full_clean()
    fourth = notice(school, first=3, last=3)
    with pytest.raises(ValidationError, match="The school already has three notices on these days"):
        long.full_clean()
    fourth.ended_at = timezone.now()
    fourth.save()
    long.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        notice(school, first=3, last=1)


def test_a_running_notice_is_changed_or_ended_early_and_stays_on_record(desk, school, editor):
    one = notice(school, first=-3)
    sent = fields("School ends at one.", first_day=today(-3), last_day=today(2))
    assert write(desk, school, one.pk, **sent).status_code == 302
    assert told(desk) == ["School ends at one."]
    one.refresh_from_db()
    assert (one.first_day, one.last_day, one.saved_by) == (today(-3), today(2), editor)
    end = address(school, "school_notice_end", one.pk)
    assert desk.get(end).status_code == 405
    assert desk.post(end).url == f"{address(school)}#notices-section"
    assert told(desk) == []
    first = reread(one).ended_at
    desk.post(end)
    assert reread(one).ended_at == first is not None
    assert desk.get(address(school, "school_notice", one.pk)).status_code == 404


def test_communications_and_the_office_keep_the_notices_of_all_schools(client, school, other, manager):
    one, theirs = notice(school), notice(other, "Theirs.")
    client.force_login(manager)
    assert write(client, other, **fields("Written for them.")).status_code == 302
    for user in (manager, person("paula", "Publisher")):
        client.force_login(user)
        assert_says(client.get(reverse("school_notices")), ENGLISH, "Theirs.", "Written for them.")
        assert reverse("school_notices") in client.get("/admin/").content.decode()
    assert write(client, school, one.pk, **fields("Corrected.")).status_code == 302
    assert client.post(address(other, "school_notice_end", theirs.pk)).status_code == 302
    assert told(client, "/schools/kory-hunter/") == ["Written for them."]
    assert told(client) == ["Corrected."]
    assert client.get(address(School(slug="no-such"), "school_notice_new")).status_code == 404
