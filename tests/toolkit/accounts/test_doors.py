"""There is one sign-in page: all other ways in lead there or are closed, and half a sign-in opens nothing."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, Page, PageViewRestriction

from alliance_site.staff.roles import ROLES
from pages.models import PillarPage
from schools.models import SchoolTeam
from tests.alliance_site.admin_addresses import every_address
from tests.cases import cases
from toolkit.accounts import second_factor

from .conftest import PASSWORD, sign_in, sign_in_fully

pytestmark = pytest.mark.django_db

DOOR = "/accounts/login/"
OPEN = {"/admin/sprite/", "/admin/jsi18n/"}  # Wagtail's icons and translations, the same for everyone


def refused(response) -> bool:
    """Return whether a response shows nothing of the editor: it leads to sign-in or its next step, or is a 404."""
    if response.status_code in (301, 302):
        return response.url.startswith(("/accounts/", "/es/accounts/", "/admin/login/"))
    return response.status_code == 404


@pytest.mark.parametrize(("address", "status", "leads_to"), cases(__file__, "closed_doors.csv"))
def test_every_other_sign_in_page_redirects_or_is_missing(client, person, address, status, leads_to):
    """Of Wagtail, Django, or allauth, by GET and by POST."""
    person("Site admin")
    form = {"username": "paula", "password": PASSWORD, "login": "paula"}
    asked, sent = client.get(address, form), client.post(address, form)
    assert asked.status_code == sent.status_code == int(status)
    assert {getattr(one, "url", "").partition("?")[0] for one in (asked, sent)} == {leads_to}
    assert "_auth_user_id" not in client.session


def test_no_address_of_the_editor_opens_to_half_a_sign_in(client, person):
    """A password only, without the second factor that a Site admin needs."""
    person("Site admin")
    sign_in(client)
    assert "_auth_user_id" in client.session
    addresses = every_address()
    assert len(addresses) > 300
    opened = [
        (method, address)
        for address in addresses
        for method in ("get", "post")
        if address not in OPEN and not refused(getattr(client, method)(address))
    ]
    assert opened == []


def test_permissions_not_role_names_decide_who_needs_a_second_factor(person):
    power = {role.name: second_factor.has_power(person(role.name, role.name.lower())) for role in ROLES}
    assert power == {"Writer": True, "Publisher": True, "Listings manager": True}  # a Writer uploads documents
    assert second_factor.has_power(person("Site admin", "boss"))
    editor = person(None, "edith")
    editor.groups.add(SchoolTeam.objects.filter(group__isnull=False).first().group)
    assert second_factor.has_power(editor)


def test_a_permission_that_publishes_or_manages_needs_a_second_factor(client, person):
    """Who only drafts may use a password alone."""
    power = {"publish_page", "add_document", "change_document", "publish_announcement", "add_user", "change_group"}
    for codename in (*power, "change_page", "lock_page", "choose_document"):
        group, user = Group.objects.create(name=codename), person(None, codename)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        user.groups.add(group)
        give(user, group, Permission.objects.get(codename=codename))
        assert second_factor.has_power(user) is (codename in power), codename
    sign_in(client, "change_page")
    assert client.get("/admin/").status_code == 200


def give(user, group, permission) -> None:
    """By the group, for all pages or all documents; any other one by hand."""
    if permission.codename.endswith("_page"):
        group.page_permissions.create(page=Page.objects.get(depth=1), permission=permission)
    elif permission.codename.endswith("_document"):
        group.collection_permissions.create(collection=Collection.get_first_root_node(), permission=permission)
    else:
        user.user_permissions.add(permission)


def test_a_session_without_its_second_factor_cannot_add_one(client, person, app_of):
    user = person()
    app_of(user)
    client.force_login(user)  # not by allauth
    assert refused(client.get("/admin/pages/"))
    for name in ("mfa_index", "mfa_add_webauthn", "mfa_generate_recovery_codes", "account_reauthenticate"):
        assert client.get(reverse(name)).url.startswith("/accounts/2fa/reauthenticate/"), name
    for name in ("mfa_deactivate_totp", "account_change_password"):
        assert client.post(reverse(name)).url.startswith("/accounts/2fa/reauthenticate/"), name


def test_the_demo_offers_a_second_factor_and_says_so(client, person, settings, app_of):
    settings.SECOND_FACTOR_REQUIRED = False
    user = person()
    sign_in(client)
    home = client.get("/admin/").content.decode()
    assert "This demo offers two-step sign-in" in home
    assert 'href="/accounts/2fa/"' in home
    app_of(user)
    client.logout()
    assert sign_in(client).url == "/accounts/2fa/authenticate/"  # anyone who has a second factor must use it


def test_sign_in_leads_to_the_page_that_was_asked_for_until_the_account_is_closed(client, person, app_of):
    user = person()
    secret = app_of(user)
    assert client.get("/admin/pages/").url == f"{DOOR}?next=/admin/pages/"
    assert sign_in_fully(client, secret, next="/admin/pages/").url == "/admin/pages/"
    assert client.get("/admin/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/admin/").url.startswith(DOOR)


def test_who_lacks_the_role_is_told_so_without_a_redirect_loop(client, person, app_of):
    secret = app_of(person())
    page = PillarPage.objects.first()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="Writer"))
    sign_in_fully(client, secret)
    response = client.get(page.url, follow=True)
    assert (response.status_code, len(response.redirect_chain)) == (200, 1)
    assert "If a link sent you here, your role does not include" in response.content.decode()
    client.logout()
    person(None, "rob")
    sign_in(client, "rob")
    response = client.get("/admin/", follow=True)
    assert (response.status_code, len(response.redirect_chain)) == (403, 1)
    assert "Your account has no role" in response.content.decode()
