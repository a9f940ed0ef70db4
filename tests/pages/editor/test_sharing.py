"""A draft is read by its link, without an account, until the link ends."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.factories import home, standard
from tests.html import soup
from tests.pages.forms import edit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    page = standard("Visítenos", home("es"), live=False)
    page.save_revision()
    return page


def link(client, page) -> str:
    found = soup(client.get(edit_url(page))).select("a[href^='/es/drafts/']")
    return found[0]["href"] if found else ""


def test_whoever_has_the_link_reads_the_draft(sign_in, client, draft):
    assert not link(sign_in("Listings manager"), draft)
    path = link(sign_in("Writer"), draft)
    for _who in ("the Writer", "a donor"):
        response = client.get(path)
        text = soup(response).get_text(" ", strip=True)
        assert "Visítenos" in text
        assert "Esto es un borrador." in text
        assert not response.cookies
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Security-Policy"] == client.get("/es/")["Content-Security-Policy"]
        assert "userbar" not in text
        client.logout()
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("why", ["late", "left", "deleted", "forged"])
def test_the_link_ends(sign_in, client, draft, monkeypatch, why):
    path = link(sign_in("Writer"), draft)
    client.logout()
    if why == "late":
        now = timezone.now() + timedelta(days=7, minutes=1)
        monkeypatch.setattr(timezone, "now", lambda: now)
    elif why == "left":
        get_user_model().objects.filter(username="Writer").update(is_active=False)
    elif why == "deleted":
        draft.delete()
    response = client.get(path.replace(path[-6:], "xxxxx/") if why == "forged" else path)
    assert response.status_code == (404 if why == "forged" else 410)
    assert "Visítenos" not in response.content.decode()
