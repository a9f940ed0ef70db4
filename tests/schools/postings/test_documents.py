"""A posted file cannot be changed in the document library, whoever opens it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

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
