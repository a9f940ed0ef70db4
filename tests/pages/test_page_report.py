"""Reports > Not updated recently also finds pages by owner and by what they lack."""

import pytest
from django.urls import reverse

from tests.factories import story
from tests.html import soup

pytestmark = pytest.mark.django_db
REPORT = reverse("wagtailadmin_reports:aging_pages")


def titles(client, **query):
    return {link.get_text(strip=True) for link in soup(client.get(REPORT, query)).select("td.title a")}


def test_pages_are_found_by_what_they_lack_and_by_owner(client, sign_in):
    sign_in("Publisher")
    user = client.get("/admin/").wsgi_request.user
    bare, full = story("No summary yet"), story("With a summary", summary="What happened.", owner=user)
    for page in (bare, full):
        page.save_revision().publish()
    assert titles(client, lacks="summary") == {"No summary yet"}
    assert titles(client, lacks="picture", owner=user.pk) == {"With a summary"}
    assert titles(client, owner=user.pk) == {"With a summary"}
    assert titles(client, lacks="nonsense") == titles(client)
