"""The page of components shows every block and component that brings a preview, to site admins only."""

import pytest
from django.urls import reverse

from alliance_site.staff.roles import ROLES
from pages.blocks import BODY
from pages.models import Figure, FigureValue
from quality.wagtail_hooks import frames
from tests.html import assert_valid, soup
from tests.schools.people import person

pytestmark = pytest.mark.django_db
PAGE, FRAME = reverse("components"), reverse("components_frame", args=["empty_state"])


def test_site_admins_find_a_frame_for_each_preview(admin_client):
    assert PAGE in admin_client.get(reverse("wagtailadmin_home")).content.decode()
    sources = [frame["src"] for frame in soup(admin_client.get(PAGE)).find_all("iframe")]
    assert FRAME in sources
    assert len(sources) == len(set(sources)) > len(BODY)


def test_every_preview_is_a_valid_page_which_this_site_may_frame_and_shows_nothing_of_the_library(
    admin_client, picture
):
    image = picture()
    Figure.objects.update(label="Secret", computed_from="")
    FigureValue.objects.update(value="Secret%")
    for name, address in frames():
        response = admin_client.get(address)
        assert response.status_code == 200, name
        assert response["X-Frame-Options"] == "SAMEORIGIN", name
        page = assert_valid(response)
        assert "Secret" not in response.content.decode(), name
        assert not page.select("img[src^='/media/']"), name
    assert not image.renditions.exists()
    assert admin_client.get(reverse("components_frame", args=["nothing"])).status_code == 404


def test_nobody_else_finds_it_in_the_menu_or_gets_in(client):
    assert {client.get(address).url.partition("?")[0] for address in (PAGE, FRAME)} == {"/accounts/login/"}
    for role in ROLES:
        client.force_login(person(role.name, role.name))
        assert PAGE not in client.get(reverse("wagtailadmin_home")).content.decode()
        assert {client.get(address).url for address in (PAGE, FRAME)} == {reverse("wagtailadmin_home")}
