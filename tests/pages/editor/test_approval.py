"""A Publisher approves and publishes with one button."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from pages.models import HomePage, StandardPage
from tests.html import soup
from tests.pages.forms import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted():
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=StandardPage(title="Visit us", slug="visit", summary="How.", live=False))
    page.save_revision()
    page.get_workflow().start(page, get_user_model().objects.create_user("author"))
    return page


def labels(client, address) -> list[str]:
    return [button.get_text(strip=True) for button in soup(client.get(address)).select("footer button")]


def test_there_is_one_button_and_it_publishes(sign_in, submitted):
    address = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    assert not [label for label in labels(sign_in("Writer"), address) if "ublish" in label]
    client = sign_in("Publisher")
    found = [label for label in labels(client, address) if "ublish" in label]
    assert found == ["Approve and publish", "Approve and publish with a comment"]
    client.post(
        address, form_of(client, submitted) | {"action-workflow-action": "1", "workflow-action-name": "approve"}
    )
    submitted.refresh_from_db()
    assert submitted.live


def test_outside_a_review_a_publisher_publishes(sign_in):
    home = HomePage.objects.get(locale__language_code="en")
    assert "Publish" in labels(sign_in("Publisher"), reverse("wagtailadmin_pages:edit", args=[home.pk]))
