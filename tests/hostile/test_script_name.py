"""Headers and server variables that move the site (SCRIPT_NAME) bypass no check and change no policy."""

from itertools import product

import pytest
from django.test import Client

from schools.models import School
from tests.production import PRODUCTION
from tests.schools.people import editor_of, person
from tests.toolkit.accounts.conftest import sign_in
from tests.toolkit.monitoring import server as servers

pytestmark = pytest.mark.hostile
PREFIXES = ("/static", "/media/images", "/accounts", "/es/accounts", "/data", "/admin", "/elsewhere")
HEADERS = ("Content-Security-Policy", "Permissions-Policy", "Cache-Control", "Cross-Origin-Resource-Policy")


@pytest.fixture
def publisher(settings, db):
    """A Publisher without a second factor, who needs one."""
    settings.SECOND_FACTOR_REQUIRED = True
    return person("paula", "Publisher")


@pytest.fixture
def editor(db):
    return editor_of(School.objects.get(slug="gertz-ressler"))


@pytest.mark.django_db
def test_a_prefix_bypasses_neither_the_second_factor_nor_the_list_of_a_school_editor(
    client, publisher, editor, settings
):
    sign_in(client)
    for prefix in PREFIXES:
        response = client.get("/admin/", SCRIPT_NAME=prefix)
        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/"), prefix
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(editor)
    for prefix in PREFIXES:
        assert client.get("/admin/reports/site-history/", SCRIPT_NAME=prefix).status_code == 403, prefix


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/accounts/login/", "/about/", "/data/schools.csv", "/no-such-page/"])
def test_a_prefix_changes_no_header(client, address):
    plain = client.get(address)
    for prefix in PREFIXES:
        moved = client.get(address, SCRIPT_NAME=prefix)
        assert [moved.get(name) for name in HEADERS] == [plain.get(name) for name in HEADERS], prefix


@pytest.fixture
def sessions(transactional_db, publisher, editor, settings):
    """The cookies of both, valid on the server."""
    settings.SECRET_KEY = PRODUCTION["SECRET_KEY"]
    made = []
    for user in (publisher, editor):
        client = Client()
        client.force_login(user)
        made.append(f"__Host-sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return made


def test_gunicorn_ignores_headers_that_move_the_site(sessions, tmp_path):
    publisher, editor = sessions
    with servers.running(tmp_path) as server:
        for name, prefix in product(("SCRIPT_NAME", "Script-Name", "script_name"), ("/static", "/accounts", "/data")):
            assert server.get(f"{prefix}/robots.txt", {name: prefix})[0] == 404
            for address, cookie in (("/admin/", publisher), ("/admin/reports/site-history/", editor)):
                status, headers, _text = server.get(prefix + address, {name: prefix, "Cookie": cookie})
                # No such address exists: at most the second factor is asked for first.
                assert status == 404 or (status, headers["Location"]) == (302, "/accounts/2fa/"), (prefix, address)
        # The real addresses, and the visitor's data from nginx, still work.
        assert server.get("/admin/", {"SCRIPT_NAME": "", "Cookie": publisher})[1]["Location"].endswith("/accounts/2fa/")
        assert server.get("/admin/reports/site-history/", {"Cookie": editor})[0] == 302
        assert server.get("/about/")[0] == 200
        assert server.get("/about/", {"X-Forwarded-Proto": "http"})[0] == 301
