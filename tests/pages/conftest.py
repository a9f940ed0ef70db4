"""What the tests of pages share."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page

from pages.models import StandardPage


@pytest.fixture
def sign_in(client):
    """Sign in as a user with only this role."""

    def as_role(name):
        user, _made = get_user_model().objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})
        user.groups.add(Group.objects.get(name=name))
        client.force_login(user)
        return client

    return as_role


@pytest.fixture
def about():
    return Page.objects.get(slug="about")


@pytest.fixture
def contact():
    return StandardPage.objects.get(slug="contact", locale__language_code="en")
