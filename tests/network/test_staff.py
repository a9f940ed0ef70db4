"""Staff of the network work as everywhere: a school edits its desk, sheets come back, texts are in its languages."""

import pytest
from django.core import mail
from django.urls import reverse

from schools.models import ChangeSet, Posting, Requirement, School
from schools.register import history
from tests.html import soup, words
from tests.jobs import forgot
from tests.network.conftest import LANGUAGES, foreign
from tests.schools.exchange.files import as_csv, edited, register
from tests.schools.exchange.office import form_of, send
from tests.schools.people import person

pytestmark = pytest.mark.django_db
PHONE = "(520) 555-0142"


def test_a_school_edits_its_desk_and_nothing_on_the_way_is_of_another_network(sign_in):
    client, school = sign_in("School editor"), School.objects.open_today().first()
    desk = reverse("school_desk", args=[school.slug])
    for path in (reverse("wagtailadmin_home"), desk, reverse("school_desk_more", args=[school.slug])):
        response = client.get(path, follow=True)
        assert response.status_code == 200
        assert foreign(response) == []
    client.post(desk, {"phone": PHONE, "week_hours": "8-3", "office_hours": "", "languages": [LANGUAGES[0]]})
    school.refresh_from_db()
    assert (school.phone, school.hours_monday) == (PHONE, "08:00-15:00")
    assert PHONE in words(client.get(school.pages.first().url))


def test_the_editor_and_its_mail_are_of_this_network(sign_in):
    client = sign_in("Site admin")
    names = ("wagtailadmin_home", "schools_imports", "schools_import_file", "wagtailsnippets_schools_school:list")
    for path in [*map(reverse, names), reverse("wagtailsnippets_schools_school:add")]:
        assert (path, foreign(client.get(path))) == (path, [])
    client.logout()
    assert forgot(client, person("ann").email).status_code == 302
    [message] = mail.outbox
    for text in (message.subject, message.body, *(content for content, _kind in message.alternatives)):
        assert foreign(text) == []
    assert "Sunrise" in message.body


def test_the_sheet_changes_nothing_and_a_changed_phone_is_previewed_and_imported(sign_in):
    client, data, before = sign_in("Listings manager"), as_csv(), register()
    assert foreign(data.decode()) == []
    page = client.get(send(client, data))
    assert f"Unchanged {School.objects.count()}" in words(page)
    slug, before_phone = School.objects.values_list("slug", "phone").first()
    url = send(client, edited(data, slug, phone=PHONE))
    page = client.get(url)
    assert foreign(page) == []
    assert {PHONE, before_phone} <= {*map(str.strip, soup(page).find("main").find_all(string=True))}
    assert register() == before
    client.post(url, form_of(page, "import") | {"reason": "A new line."})
    school = School.objects.get(slug=slug)
    assert (school.phone, history.steps(school)[0].reason) == (PHONE, "A new line.")
    assert ChangeSet.objects.filter(at__isnull=False).count() == 1


def test_without_a_state_documents_to_post_are_the_networks_own(client):
    school = School.objects.open_today().first()
    profile = school.pages.get(locale__language_code=LANGUAGES[0]).url
    assert not Requirement.objects.exists()
    assert client.get(f"{profile}required-documents/").status_code == 404
    title = dict.fromkeys(LANGUAGES, "Handbook for families")
    own = Requirement.objects.create(code="own", title=title, topic="board", scope="school", duty="recommended")
    Posting.objects.create(requirement=own, school=school, url="https://sunrise.example/handbook")
    page = client.get(f"{profile}required-documents/")
    assert "Handbook for families" in words(page)
    assert foreign(page) == []


def test_a_text_is_written_in_each_language_and_each_page_shows_its_own(sign_in):
    client, add = sign_in("Publisher"), reverse("wagtailsnippets_pages_announcement:add")
    texts = {"text_en": "No school today.", "text_vi": "Hôm nay nghỉ học."}
    sent = dict.fromkeys(("link_text_en", "link_text_vi", "link_page", "link_url", "english_only", "ready_name"), "")
    sent |= {"kind": "notice", "action-publish": "yes"} | texts
    assert "The text in Vietnamese is missing." in words(client.post(add, sent | {"text_vi": ""}))
    assert client.post(add, sent).status_code == 302
    for code, path in zip(LANGUAGES, ("/", "/vi/"), strict=True):
        page = soup(client.get(path)).get_text()
        assert [text in page for text in texts.values()] == [code == "en", code == "vi"]
