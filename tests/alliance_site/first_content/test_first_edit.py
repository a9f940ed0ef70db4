"""A first edit shows what a person changed and nothing else: loaded texts are stored as the editor writes them."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page

from pages.models import SourceText
from pages.texts.pages import stream_fields, texts_of
from pages.translation.parity import pairs
from schools.models import SchoolPage
from tests.pages.forms import edit_url, form_with_streams

pytestmark = pytest.mark.django_db
OF_REVISIONS = {"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "live_revision"}


def content(page) -> dict:
    streams = {field.name: getattr(page, field.name).get_prep_value() for field in stream_fields(page)}
    fields = page.serializable_data() | streams
    return {name: fields[name] for name in fields.keys() - OF_REVISIONS if not name.endswith("_published_at")}


def test_a_loaded_page_that_is_sent_back_unchanged_has_no_difference(client):
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org"))
    loaded = Page.objects.filter(depth__gt=1).specific()
    pages = [page for page in loaded if texts_of(page) and not page.get_lock()]  # a scheduled one is locked
    profiles = [page for page in pages if isinstance(page, SchoolPage)]
    pages = [page for page in pages if page not in profiles[5:-5]]  # as the others
    texts, states = SourceText.objects.count(), pairs()
    assert {page.locale.language_code for page in pages} == {"en", "es"}
    for page in pages:
        before = page.get_latest_revision_as_object()
        publish = {"action-publish": "1"} if page.live else {}
        response = client.post(edit_url(page), form_with_streams(client, before) | publish)
        assert response.status_code == 302, response.context["form"].errors
        page.refresh_from_db()
        assert content(page.get_latest_revision_as_object()) == content(before), page
    assert SourceText.objects.count() == texts
    assert [(pair.source.pk, pair.state) for pair in pairs()] == [(pair.source.pk, pair.state) for pair in states]
