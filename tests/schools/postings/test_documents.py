"""A posted file cannot be changed in the document library, whoever opens it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page

from media.models import SiteDocument
from schools.models import Posting
from tests.factories import profile
from tests.html import words
from tests.schools.postings.samples import document, pdf, person, post

pytestmark = pytest.mark.django_db


def test_the_file_of_what_is_posted_stays_and_any_other_may_be_replaced(client):
    client.force_login(person(None, "admin", is_superuser=True))
    made, free = post(document=document()).document, document()

    def edit(one, **sent):
        page = reverse("wagtaildocs:edit", args=[one.pk])
        return client.post(page, {"title": "New title", "collection": one.collection_id, "tags": ""} | sent)

    refused = edit(made, file=SimpleUploadedFile("another.pdf", pdf(title="Another")))
    assert "is posted for" in words(refused)
    assert edit(made).status_code == 302
    assert edit(free, file=SimpleUploadedFile("another.pdf", pdf(title="Another"))).status_code == 302


def test_a_document_or_page_that_is_posted_cannot_be_deleted_under_it(client):
    made, page = post(document=document()), post("lcap", page=profile()).page
    client.force_login(person(None, "admin", is_superuser=True))
    for is_there in (True, False):
        client.post(f"/admin/documents/delete/{made.document_id}/")
        client.post(f"/admin/bulk/media/sitedocument/delete/?id={made.document_id}")
        client.post(f"/admin/pages/{page.pk}/delete/")
        assert SiteDocument.objects.filter(pk=made.document_id).exists() is is_there
        assert Page.objects.filter(pk=page.pk).exists() is is_there
        Posting.objects.all().delete()
