"""The admin has the site's design and shows which environment it is."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from alliance_site.settings.environment import Environment, environment
from tests.html import soup

pytestmark = pytest.mark.django_db
DOORS = [
    reverse("account_login"),
    reverse("account_reset_password"),
    reverse("account_reset_password_done"),
]


@pytest.mark.parametrize(
    ("copy", "word"),
    [
        ("development", "Development a copy for trying things out"),
        ("staging", "Staging visitors do not see this copy"),
        ("production", "Production visitors see what you publish"),
    ],
)
def test_the_admin_says_which_copy_of_the_site_it_is(copy, word, admin_client, client, settings):
    settings.ENVIRONMENT = Environment(copy)
    for response in (admin_client.get(reverse("wagtailadmin_home")), client.get(DOORS[0])):
        stripe = soup(response).select_one(f"aside.environment--{copy}")
        assert stripe.get_text() == word


def test_the_copy_is_one_of_three_or_nothing_starts():
    assert environment("", Environment.PRODUCTION) == "production"
    assert environment(" Staging ", Environment.PRODUCTION) == "staging"
    with pytest.raises(ImproperlyConfigured, match="development, staging, production"):
        environment("live", Environment.PRODUCTION)
