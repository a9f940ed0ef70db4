"""The page of components shows every block and component that brings a preview, to site admins only."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from alliance_site.staff.roles import ROLES
from pages.blocks import BODY
from quality.wagtail_hooks import frames
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
PAGE, FRAME = reverse("components"), reverse("components_frame", args=["empty_state"])


@pytest.fixture
def admin(client):
    """A client signed in as a site admin."""
    client.force_login(get_user_model().objects.create_superuser("admin"))
    return client


def test_site_admins_find_a_frame_for_each_preview(admin):
    assert PAGE in admin.get(reverse("wagtailadmin_home")).content.decode()
    sources = [frame["src"] for frame in soup(admin.get(PAGE)).find_all("iframe")]
    assert FRAME in sources
    assert len(sources) == len(set(sources)) > len(BODY)


def test_every_preview_is_a_valid_page_which_this_site_may_frame(admin):
    for _name, address in frames():
        response = admin.get(address)
        assert response.status_code == 200
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert_valid(response)
    assert admin.get(reverse("components_frame", args=["nothing"])).status_code == 404


def test_nobody_else_finds_it_in_the_menu_or_gets_in(client):
    assert {client.get(address).url.partition("?")[0] for address in (PAGE, FRAME)} == {"/accounts/login/"}
    for role in ROLES:
        user = get_user_model().objects.create_user(role.name)
        user.groups.add(Group.objects.get(name=role.name))
        client.force_login(user)
        assert PAGE not in client.get(reverse("wagtailadmin_home")).content.decode()
        assert {client.get(address).url for address in (PAGE, FRAME)} == {reverse("wagtailadmin_home")}
