"""Tests in a real browser. `make test` runs them in a separate process, because Playwright keeps an event loop."""

import os

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from alliance_site.staff.school_editors import sync_teams
from quality import browser as system
from schools.models import School
from tests.factories import story
from tests.schools.people import PASSWORD, editor_of

from .outage import outage
from .staff import signed_in

# Playwright's loop runs in the test's thread, where Django would refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=30_000)  # milliseconds, for a busy machine


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not system.chromium():
        pytest.fail("No Chromium was found: `make tools` installs it; CHROMIUM=/path names one.", pytrace=False)
    return {**browser_type_launch_args, "executable_path": system.chromium(), "args": system.ARGUMENTS}


@pytest.fixture
def site_url(live_server):
    """The address of the running site, without a slash at the end."""
    return live_server.url


@pytest.fixture
def without_script(new_context):
    """A page of a browser that runs no scripts."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def served(live_server, tmp_path):
    """nginx with the published copy, whose application is down."""
    with outage(tmp_path) as nginx:
        yield nginx


@pytest.fixture
def draft(live_server):
    page = story("A story of a walk", live=False)
    page.summary = "A walk."
    page.save_revision()
    return page


@pytest.fixture
def school(live_server):
    school = School.objects.get(slug="gertz-ressler")
    sync_teams([school])
    return school


@pytest.fixture
def edith(school):
    return editor_of(school)


@pytest.fixture
def sign_in(page, site_url):
    """Sign in as a user with only this role, at the editor's home page."""

    def as_role(role):
        user, _made = get_user_model().objects.get_or_create(username=role.lower().replace(" ", "-"))
        user.set_password(PASSWORD)
        user.save()
        user.groups.set([Group.objects.get(name=role)])
        return signed_in(page, site_url, user)

    return as_role
