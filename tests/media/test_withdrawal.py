"""Staff withdraw consent after they see which pages lose the picture; Publishers get the list by email."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import get_page_models
from wagtail.search.index import insert_or_update_object

from alliance_site.notifications import office
from media.models import SiteImage
from media.removal import shares_of, uses_of, withdraw
from schools.models import School
from tests.factories import standard
from tests.html import soup, words
from tests.jobs import work
from tests.reminders import body, remind
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
NAME = "Robotics"


@pytest.fixture
def image(picture):
    until = timezone.localdate() + timedelta(days=90)
    return picture(title=NAME, people="scholars", release="Binder 3", consent_until=until)


def page(title, live=True, **fields):
    new = standard(title, live=live, **fields)
    new.save_revision()
    return new


def draft_of(existing, **fields):
    for name, value in fields.items():
        setattr(existing, name, value)
    existing.save_revision()


def address(image):
    return reverse("withdraw_consent", args=[image.pk])


def test_all_pages_with_it_are_found_and_drafts_are_marked(image, picture):
    body = [("picture", {"image": image})]
    page("At the top", listing_image=image)
    page("In the text", body=body)
    page("Never published", live=False, body=body)
    draft_of(page("New at the top"), listing_image=image)
    draft_of(page("New in the text"), body=body)
    draft_of(page("Removed in the draft", listing_image=image), listing_image=None)
    page("Another picture", listing_image=picture())
    draft_of(page("Another picture in the draft"), body=[("picture", {"image": picture()})])
    live, drafts = ("At the top", "In the text", "Removed in the draft"), ("New at the top", "New in the text")
    expected = dict.fromkeys(live, False) | dict.fromkeys((*drafts, "Never published"), True)
    assert {use.page.title: use.is_draft for use in uses_of(image)} == expected


def test_every_place_of_a_picture_has_a_name_that_drafts_are_searched_for():
    """`media.removal.IN_DRAFT` finds pictures by it."""
    places = set()
    for model in get_page_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.many_to_one and field.related_model is SiteImage:
                places.add(field.name)
            for block in (getattr(field, "stream_block", None) and field.stream_block.child_blocks.values()) or ():
                places |= set(_pictures(block))
    assert {"listing_image", "image"} <= places
    assert [name for name in places if not name.endswith("image")] == []


def _pictures(block):
    for name, child in getattr(block, "child_blocks", {}).items():
        if getattr(child, "model_class", None) is SiteImage:
            yield name
        yield from _pictures(child)
    if child := getattr(block, "child_block", None):
        yield from _pictures(child)


def test_a_publisher_sees_the_pages_then_withdraws(client, image, django_capture_on_commit_callbacks):
    page("At the top", listing_image=image)
    draft_of(page("New at the top"), listing_image=image)
    publisher = person("pat", "Publisher")
    client.force_login(publisher)
    edit = reverse("wagtailimages:edit", args=[image.pk])
    assert soup(client.get(edit)).find("a", href=address(image))
    preview = words(client.get(address(image)))
    assert "2 pages lose this picture" in preview
    assert "At the top (English)" in preview
    assert "New at the top (English, draft only)" in preview
    image.refresh_from_db()
    assert image.may_be_shown, "so far only a preview"
    assert client.post(address(image), {"reason": ""}).status_code == 200
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address(image), {"reason": "A parent called"}, follow=True)
    assert response.redirect_chain == [(edit, 302)]
    assert "disappears from every page within a minute" in words(response)
    assert "A parent called" in words(response)
    image.refresh_from_db()
    assert (image.may_be_shown, image.consent_withdrawn) == (False, timezone.localdate())
    (message,) = mail.outbox
    assert message.to == [publisher.email]
    assert message.subject == f"Consent for the picture “{NAME}” was withdrawn"
    assert "At the top (English)" in body(message)
    assert "New at the top (English, draft only)" in body(message)
    assert client.get(address(image)).status_code == 302, "only once"


def test_a_new_release_with_a_new_day_ends_the_withdrawal_and_other_changes_do_not(client, image):
    client.force_login(person("pat", "Publisher"))
    client.post(address(image), {"reason": "A parent called"})
    edit = reverse("wagtailimages:edit", args=[image.pk])
    assert "If only one of them changes, the consent stays withdrawn" in words(client.get(edit))
    data = {"title": NAME, "description": "Scholars", "collection": image.collection_id}
    today = timezone.localdate()
    for people, release, days in (
        *(("scholars", "Binder 3", 90), ("scholars", "Binder 3, no. 41", 90), ("scholars", "Binder 3, no. 41", 91)),
        *(("adults", "", None), ("scholars", "Binder 4", 200)),
    ):
        until, is_new = (today + timedelta(days=days)).isoformat() if days else "", release == "Binder 4"
        record = {"people": people, "release": release, "consent_until": until}
        assert client.post(edit, data | record).status_code == 302
        image.refresh_from_db()
        found = (image.may_be_shown, image.withdrawal_reason, image.taken_down_at is None)
        assert found == (is_new, "" if is_new else "A parent called", is_new)


def test_copies_of_the_file_are_withdrawn_with_it(client, image, picture, django_capture_on_commit_callbacks):
    copy, other, before = picture(), picture(), picture()
    SiteImage.objects.exclude(pk=other.pk).update(file_hash="a" * 40)
    SiteImage.objects.filter(pk=before.pk).update(consent_withdrawn=date(2020, 6, 30), withdrawal_reason="Earlier")
    page("With the copy", listing_image=copy)
    page("With both", listing_image=image, body=[("picture", {"image": copy})])
    client.force_login(person("pat", "Publisher"))
    assert "2 pages lose this picture" in words(client.get(address(image)))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(image), {"reason": "A parent called"})
    shown = {one.pk for one in SiteImage.objects.all() if one.may_be_shown}
    assert shown == {other.pk}
    before.refresh_from_db()
    assert before.withdrawal_reason == "Earlier"
    (message,) = mail.outbox
    assert "With the copy (English)" in body(message)


def test_pictures_without_a_digest_are_not_copies_of_each_other(image, picture):
    picture()
    SiteImage.objects.update(file_hash="")
    image.refresh_from_db()
    assert shares_of(image, person("pat", "Publisher")) == ([image], [])


def copy_of(image, picture, people, own="adults"):
    """A school's editor, and a copy in the school's collection of a picture of the network of `people`."""
    school = School.objects.open_today()[0]
    edith = editor_of(school)
    copy = picture(title="Copy", people=own, collection=school.team.collection)
    SiteImage.objects.update(file_hash="a" * 40)
    SiteImage.objects.filter(pk=image.pk).update(people=people)
    page("Of the network", listing_image=image)
    return edith, copy


@pytest.mark.parametrize("people", ["adults", "no_one", ""])
def test_a_school_that_withdraws_its_copy_changes_no_picture_of_the_network_and_asks_publishers(
    client, image, picture, people, django_capture_on_commit_callbacks
):
    edith, copy = copy_of(image, picture, people)
    publisher, before = person("pat", "Publisher"), SiteImage.objects.filter(pk=image.pk).values().get()
    client.force_login(edith)
    preview = words(client.get(address(copy)))
    assert "1 identical copy is in a collection that you can’t change. It stays as it is" in preview
    assert "No page uses this picture." in preview
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(copy), {"reason": "A parent called"})
    copy.refresh_from_db()
    assert not copy.may_be_shown
    assert SiteImage.objects.filter(pk=image.pk).values().get() == before
    (message,) = mail.outbox
    assert message.to == [publisher.email]
    assert f"{NAME} (Root)" in body(message)
    assert address(image) in body(message)
    assert "Of the network" not in message.body + message.alternatives[0].content


@pytest.mark.parametrize(("people", "own"), [("scholars", "adults"), ("", "scholars")])
def test_a_copy_that_shows_scholars_disappears_from_every_collection_at_once(client, image, picture, people, own):
    edith, copy = copy_of(image, picture, people, own)
    client.force_login(edith)
    assert "1 page loses this picture" in words(client.get(address(copy)))
    client.post(address(copy), {"reason": "A parent called"})
    image.refresh_from_db()
    assert not image.may_be_shown
    assert image.taken_down_at


def test_the_search_forgets_what_pages_said_about_it(client, image):
    found = page("In the text", body=[("picture", {"image": image, "caption": "Zinnia explains her robot"})])
    insert_or_update_object(found)
    query = {"q": "Zinnia"}
    assert "In the text" in words(client.get("/search/", query))
    withdraw([image], "A parent called")
    work()
    assert "In the text" not in words(client.get("/search/", query))


def test_only_who_may_change_a_picture_withdraws_and_a_school_reads_no_drafts_of_others(client, image):
    def statuses(user):
        client.force_login(user)
        return client.get(address(image)).status_code, client.post(address(image), {"reason": ""}).status_code

    own, other = School.objects.open_today()[:2]
    for user in (person("lena", "Listings manager"), person("will", "Writer"), edith := editor_of(own)):
        assert statuses(user) in ((302, 302), (403, 403))
    image.uploaded_by_user = person("wanda", "Writer")
    image.save()
    assert statuses(image.uploaded_by_user) == (200, 200)
    for school, status in ((other, 403), (own, 200)):
        image.collection = school.team.collection
        image.save()
        assert statuses(edith) == (status, status)
    draft_of(page("Secret plan"), listing_image=image)
    draft_of(page("On the site", listing_image=image), title="New secret title")
    page("For members", listing_image=image).view_restrictions.create(restriction_type="login")
    text = words(client.get(address(image)))
    assert not [secret for secret in ("Secret plan", "New secret title", "For members") if secret in text]
    assert text.count("A page that you cannot open (English") == 2
    assert "On the site" in text


def test_publishers_get_an_email_before_consent_of_a_used_picture_ends_and_one_after(image, monkeypatch):
    def reminded(days):
        SiteImage.objects.update(consent_until=timezone.localdate() + timedelta(days=days))
        return [remind(office.picture_reminders), remind(office.picture_reminders)]

    publisher, _writer = person("pat", "Publisher"), person("will", "Writer")
    assert reminded(29) == [0, 0], "no page uses it"
    page("At the top", listing_image=image)
    assert reminded(90) == [0, 0], "not yet"
    with monkeypatch.context() as broken:
        broken.setattr("toolkit.mail.send_mail", lambda *args, **kwargs: 1 / 0)
        assert reminded(29) == [0, 0]
    assert reminded(29) == [1, 0]
    (message,) = mail.outbox
    assert message.to == [publisher.email]
    assert message.subject == "Consent for 1 picture has ended or ends soon"
    assert f"{NAME}: Consent ends within 30 days" in body(message)
    assert "At the top (English)" in body(message)
    assert reminded(-1) == [1, 0]
    assert f"{NAME}: Consent ended" in body(mail.outbox[1])
