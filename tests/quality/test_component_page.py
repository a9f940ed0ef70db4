"""The gallery shows every component, to site admins only, from made-up data."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.template.utils import get_app_template_dirs
from django.urls import reverse

from alliance_site.staff.roles import ROLES
from pages.blocks import BODY
from quality.component_page.catalog import COMPONENTS, MAILS
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
TEMPLATES = get_app_template_dirs("templates")
MAIL_FRAMES = [reverse("components_mail", args=[name]) for name in MAILS]
FRAMES = [reverse("components_frame", args=[name, state]) for name, one in COMPONENTS.items() for state in one.states]
WRITES = re.compile(r"(^|; )(INSERT|UPDATE|DELETE)\b")  # also behind the comment that names the user


@pytest.fixture
def admin(client):
    """A client signed in as a site admin."""
    client.force_login(get_user_model().objects.create_superuser("admin"))
    return client


def test_every_component_is_shown(admin):
    """Fails for a new template in components/ until components.yaml or the editor's preview of a block shows it."""
    shown = {template.name for frame in FRAMES for template in admin.get(frame).templates}
    shown |= {getattr(block.meta, "preview_template", None) for _name, block in BODY}
    files = {str(path.relative_to(folder)) for folder in TEMPLATES for path in folder.glob("components/**/*.html")}
    assert files - shown == set()


def test_the_gallery_frames_every_state_and_names_the_files(admin):
    page = soup(admin.get(reverse("components")))
    assert [frame["src"] for frame in page.find_all("iframe")] == FRAMES + MAIL_FRAMES
    assert len({frame["title"] for frame in page.find_all("iframe")}) == len(FRAMES + MAIL_FRAMES)
    for component in COMPONENTS.values():
        assert component.template in page.find(id=component.name).get_text()


def test_every_state_is_a_valid_page_that_writes_nothing(admin, django_assert_max_num_queries):
    for frame in FRAMES:
        with django_assert_max_num_queries(10) as queries:
            response = admin.get(frame)
        assert response.status_code == 200
        assert_valid(response)
        assert not [one for one in queries if WRITES.search(one["sql"])], frame


def test_every_mail_is_shown_and_may_fetch_nothing(admin):
    for frame in MAIL_FRAMES:
        response = admin.get(frame)
        assert_valid(response)
        policy = set(response["Content-Security-Policy"].split("; "))
        assert policy == {"default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'"}
        assert soup(response).select_one(".button")["href"].startswith("http")
    assert admin.get("/admin/components/mail/nothing/").status_code == 404


def test_states_are_shown_under_the_policy_of_visitors(admin):
    response = admin.get(FRAMES[0])
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_site_admins_find_it_in_the_menu(admin):
    assert reverse("components") in admin.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_no_role_finds_it_in_the_menu_or_gets_in(role, client):
    user = get_user_model().objects.create_user("someone")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    assert reverse("components") not in client.get(reverse("wagtailadmin_home")).content.decode()
    for address in (reverse("components"), FRAMES[0], MAIL_FRAMES[0]):
        assert client.get(address).url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("address", [reverse("components"), FRAMES[0], MAIL_FRAMES[0]])
def test_visitors_and_people_without_a_role_are_sent_to_sign_in(address, client):
    assert client.get(address).url.startswith("/accounts/login/")
    client.force_login(get_user_model().objects.create_user("nobody"))
    assert client.get(address).status_code == 302


def test_what_is_not_there_is_not_found_and_nothing_can_be_sent(admin):
    assert admin.get("/admin/components/header/nothing/").status_code == 404
    assert admin.get("/admin/components/nothing/usual/").status_code == 404
    assert admin.post(FRAMES[0]).status_code == 405
