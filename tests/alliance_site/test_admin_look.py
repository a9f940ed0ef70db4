"""The admin has the site's design and shows which environment it is."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from alliance_site.settings.environment import Environment, environment
from tests.html import soup

pytestmark = pytest.mark.django_db


def test_the_editor_says_which_copy_of_the_site_it_is_and_none_but_three_starts(admin_client, client, settings):
    for copy, word in (
        ("development", "Development a copy for trying things out"),
        ("staging", "Staging visitors do not see this copy"),
        ("production", "Production visitors see what you publish"),
    ):
        settings.ENVIRONMENT = Environment(copy)
        for response in (admin_client.get(reverse("wagtailadmin_home")), Client().get(reverse("account_login"))):
            assert soup(response).select_one(f"aside.environment--{copy}").get_text() == word
    assert environment("", Environment.PRODUCTION) == "production"
    assert environment(" Staging ", Environment.PRODUCTION) == "staging"
    with pytest.raises(ImproperlyConfigured, match="development, staging, production"):
        environment("live", Environment.PRODUCTION)
