"""A picture or document in use cannot be deleted, and its places are listed."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from media.models import SiteDocument, SiteImage
from pages.models import StandardPage
from tests.factories import standard
from tests.html import soup
from tests.schools.people import person

pytestmark = pytest.mark.django_db
NAMESPACES = {SiteImage: "wagtailimages", SiteDocument: "wagtaildocs"}


@pytest.fixture
def used(picture):
    """A draft with a picture and a document, and both."""
    image = picture()
    document = SiteDocument.objects.create(title="Calendar", file=ContentFile(b"Days", "calendar.txt"))
    text = f'<p>The <a linktype="document" id="{document.pk}">calendar</a></p>'
    section = {"type": "section", "value": {"heading": "Dates", "text": text}}
    body = StandardPage.body.field.stream_block.to_python([section])
    return standard("Days", live=False, listing_image=image, body=body), image, document


def deletions(file):
    """Every address of the editor that deletes a file."""
    namespace = NAMESPACES[type(file)]
    bulk = reverse("wagtail_bulk_action", args=["media", type(file)._meta.model_name, "delete"])
    alone = [reverse(f"{namespace}:{view}", args=[file.pk]) for view in ("delete", "delete_multiple")]
    return [*alone, f"{bulk}?id={file.pk}"]


def delete_button(client, file) -> str:
    form = soup(client.get(reverse(f"{NAMESPACES[type(file)]}:edit", args=[file.pk])))
    return next(link["href"] for link in form.select("a[href]") if link.get_text(strip=True) == "Delete for good")


def try_to_delete(client, file) -> bool:
    for url in deletions(file):
        client.post(url, headers={"X-Requested-With": "XMLHttpRequest"})
    return not type(file).objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("role", ["Publisher", "Writer", "Site admin"])
def test_nobody_deletes_what_a_page_uses_and_delete_lists_its_places(client, used, role):
    page, *files = used
    user = person(role, role, is_superuser=role == "Site admin")
    client.force_login(user)
    for change in (page.save_revision, lambda: page.latest_revision.publish(), page.unpublish):
        change()
        page.refresh_from_db()
        for file in files:
            type(file).objects.update(uploaded_by_user=user)
            assert not try_to_delete(client, file)
    for file in files:
        places = soup(client.get(delete_button(client, file)))
        assert "Remove it from these places before you delete it" in places.find("header").get_text()
        assert places.select(f'a[href*="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"]')


def test_a_file_that_nothing_uses_is_deleted(client, used):
    page, *files = used
    page.delete()
    client.force_login(person("pat", "Publisher"))
    for file in files:
        assert delete_button(client, file) == deletions(file)[0]
        assert try_to_delete(client, file)
