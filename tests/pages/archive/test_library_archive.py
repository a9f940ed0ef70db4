"""A picture or document that was on a public page is archived, not deleted."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import Collection

from media.consent import People
from media.models import SiteDocument, SiteImage
from media.visibility import public_documents
from pages.models import HomePage, StandardPage
from schools.models import School

pytestmark = pytest.mark.django_db
NAMESPACES = {SiteImage: "wagtailimages", SiteDocument: "wagtaildocs"}


@pytest.fixture
def image(picture):
    return picture(size=(1300, 700))


@pytest.fixture
def document():
    return SiteDocument.objects.create(title="Calendar", file=ContentFile(b"Days", "calendar.txt"))


@pytest.fixture
def page(image, document):
    """A draft with both."""
    text = f'<p>The <a linktype="document" id="{document.pk}">calendar</a></p>'
    body = StandardPage.body.field.stream_block.to_python(
        [{"type": "section", "value": {"heading": "Dates", "text": text}}]
    )
    home = HomePage.objects.get(locale__language_code="en")
    page = StandardPage(title="Days", slug="days", summary="Days.", live=False, listing_image=image, body=body)
    return home.add_child(instance=page)


def publish(page):
    page.save_revision().publish()


def take_off(page):
    page.listing_image, page.body = None, []
    publish(page)


def address(file, action):
    return reverse(f"{action}_{'image' if isinstance(file, SiteImage) else 'document'}", args=[file.pk])


def deletions(file):
    """Every address of the editor that deletes a file."""
    namespace = NAMESPACES[type(file)]
    bulk = reverse("wagtail_bulk_action", args=["media", type(file)._meta.model_name, "delete"])
    return [
        reverse(f"{namespace}:delete", args=[file.pk]),
        reverse(f"{namespace}:delete_multiple", args=[file.pk]),
        f"{bulk}?{urlencode({'id': file.pk})}",
    ]


def try_to_delete(client, file) -> bool:
    for url in deletions(file):
        client.post(url, headers={"X-Requested-With": "XMLHttpRequest"})
    return not type(file).objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("role", ["Publisher", "Writer", "admin"])
def test_nobody_deletes_what_a_page_showed(client, sign_in, image, document, page, role):
    publish(page)
    take_off(page)
    sign_in("Publisher" if role == "admin" else role)
    user = get_user_model().objects.filter(groups__name="Publisher" if role == "admin" else role)
    user.update(is_superuser=role == "admin")
    for file in (image, document):
        type(file).objects.update(uploaded_by_user=user.get())
        assert not try_to_delete(client, file)


def test_what_was_only_in_a_draft_is_deleted_as_ever(sign_in, image, document, page):
    page.delete()
    client = sign_in("Publisher")
    assert try_to_delete(client, image)
    assert try_to_delete(client, document)


def test_a_file_in_use_says_where_and_is_not_archived(sign_in, image, document, page):
    publish(page)
    client = sign_in("Publisher")
    for file in (image, document):
        edit = client.get(reverse(f"{NAMESPACES[type(file)]}:edit", args=[file.pk])).content.decode()
        assert address(file, "archive") in edit
        for answer in (client.get(address(file, "archive")), client.post(address(file, "archive"))):
            text = answer.content.decode()
            assert "1 public place uses it" in text
            assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
        file.refresh_from_db()
        assert file.archived_at is None


def test_an_archived_file_is_in_no_list_and_no_visitor_gets_it_until_it_is_restored(sign_in, image, document, page):
    publish(page)
    take_off(page)
    client = sign_in("Publisher")
    for file in (image, document):
        client.post(address(file, "archive"))
        namespace = NAMESPACES[type(file)]
        report = reverse(f"archived_{'image' if isinstance(file, SiteImage) else 'document'}s")
        assert file.title in client.get(report).content.decode()  # shows the message, too
        for url in (reverse(f"{namespace}:index"), reverse(f"{namespace}_chooser:choose")):
            assert file.title not in client.get(url).content.decode()
        assert client.get(reverse(f"{namespace}:edit", args=[file.pk])).status_code == 302
    assert client.get(document.url).status_code == 404
    assert not public_documents().filter(pk=document.pk).exists()
    assert image.file.storage.exists(image.file.name)
    for file in (image, document):
        client.post(address(file, "restore"))
        assert file.title in client.get(reverse(f"{NAMESPACES[type(file)]}:index")).content.decode()
    assert client.get(document.url).status_code == 200


def test_publishing_a_page_with_an_archived_file_takes_it_out_of_the_archive(sign_in, image, document, page):
    publish(page)
    revision = page.latest_revision
    take_off(page)
    client = sign_in("Publisher")
    for file in (image, document):
        client.post(address(file, "archive"))
    revision.publish()
    for file in (image, document):
        file.refresh_from_db()
        assert (file.archived_at, file.was_public) == (None, True)
    assert client.get(document.url).status_code == 200


def test_only_admins_delete_for_good_from_the_archive(sign_in, image, page):
    publish(page)
    take_off(page)
    client = sign_in("Publisher")
    client.post(address(image, "archive"))
    assert not try_to_delete(client, image)
    get_user_model().objects.filter(username="Publisher").update(is_superuser=True)
    assert try_to_delete(client, image)


def test_consent_for_an_archived_picture_is_withdrawn_from_the_archive(sign_in, client, image, page):
    SiteImage.objects.update(people=People.SCHOLARS, release="R-1", consent_until="2099-01-01")
    publish(page)
    take_off(page)
    publisher, withdraw = sign_in("Publisher"), reverse("withdraw_consent", args=[image.pk])
    publisher.post(address(image, "archive"))
    assert withdraw in publisher.get(reverse("archived_images")).content.decode()
    assert sign_in("Writer").post(withdraw, {"reason": "A call."}).status_code == 302
    image.refresh_from_db()
    assert not image.consent_withdrawn
    client.force_login(get_user_model().objects.get(username="Publisher"))
    assert client.post(withdraw, {"reason": "A call."}).url == reverse("archived_images")
    image.refresh_from_db()
    assert image.consent_withdrawn


@pytest.mark.parametrize("role", ["Writer", "Listings manager"])
def test_others_neither_archive_nor_restore(sign_in, image, page, role):
    publish(page)
    take_off(page)
    client = sign_in(role)
    SiteImage.objects.update(uploaded_by_user=get_user_model().objects.get(username=role))
    client.post(address(image, "archive"))
    image.refresh_from_db()
    assert image.archived_at is None
    SiteImage.objects.update(archived_at="2026-01-01T00:00:00Z")
    client.post(address(image, "restore"))
    image.refresh_from_db()
    assert image.archived_at
    assert image.title not in client.get(reverse("archived_images")).content.decode()


def test_school_editors_archive_files_of_their_school_only(sign_in, client, image):
    mine, other = School.objects.filter(team__group__isnull=False)[:2]
    sign_in(mine.team.group.name)
    SiteImage.objects.update(was_public=True, collection=other.team.collection)
    client.post(address(image, "archive"))
    image.refresh_from_db()
    assert image.archived_at is None
    SiteImage.objects.update(collection=Collection.objects.get(pk=mine.team.collection_id))
    client.post(address(image, "archive"))
    image.refresh_from_db()
    assert image.archived_at
