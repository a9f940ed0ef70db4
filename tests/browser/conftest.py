"""Tests in a real browser. `make test` runs them in a separate process, because Playwright keeps an event loop."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Site

from alliance_site.publishing import outage_page
from alliance_site.staff.school_editors import sync_teams
from quality import browser as system
from schools.models import School
from tests.factories import story
from tests.nginx import RunningNginx
from tests.schools.people import editor_of, person
from tests.schools.postings.samples import post
from toolkit.published_copy import copy
from toolkit.published_copy.render import clear_caches, render

from .looks import Watch, faults_of_each
from .staff import enter

# Playwright's loop runs in the test's thread, where Django would refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Policy violations, reported by the browser in every frame.
LISTEN = """addEventListener("securitypolicyviolation", (event) => window.reportBlocked(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sample} in ${event.documentURI}`))"""

PUBLISHED = (
    *("/", "/enroll/", "/schools/", "/schools/finder.json", "/schools/phones/", "/sw.js"),
    *("/schools/gertz-ressler/", "/schools/merkin/"),
)
STATIC = ("css/", "fonts/", "img/", "js/", "map/")

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
def served(live_server, settings, tmp_path):
    """nginx with the published copy of a few addresses, whose application is down.

    It has `publish(*addresses)` to bring files up to date.
    """
    options = {"location": str(tmp_path / "published")}
    published = {"BACKEND": "toolkit.atomic_files.WholeFileStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "published": published}
    static = tmp_path / "static"
    for finder in get_finders():
        for path, source in finder.list([]):
            if path.startswith(STATIC) or path.endswith(".html"):
                (static / path).parent.mkdir(parents=True, exist_ok=True)
                with source.open(path) as file:
                    (static / path).write_bytes(file.read())

    def publish(*addresses):
        clear_caches()
        for address in addresses:
            rendered = render(Site.objects.get(), address)
            copy.write(address, rendered.body, rendered.content_type)

    publish(*PUBLISHED)
    outage_page.write()
    with RunningNginx(tmp_path / "nginx", data=tmp_path) as nginx:
        nginx.publish = publish
        yield nginx
    shutil.rmtree(static)


@pytest.fixture
def nothing_is_blocked(page):
    """At the end, no page had a violation of its policy or a console error."""
    watch = Watch()
    page.context.expose_binding("reportBlocked", lambda _source, text: watch.problems.append(text))
    page.context.add_init_script(LISTEN)
    watch(page)
    page.context.on("page", watch)
    yield watch.problems
    assert watch.problems == []


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
def posted(live_server):
    """Postings of a school and of the network: a file of an earlier year and of this one, a contact, and a link."""
    post(school_year="2019-20", archived=timezone.now())
    post(board_date=timezone.localdate())
    post("foster-youth", None, contact="Liaison\n(213) 555-0100\na.very.long.address.of.somebody@example.org")
    post("selpa", None, url=f"https://example.org/{'plan' * 60}", languages=["en", "es"])
    post("board-agenda", None, board_date=timezone.localdate())


@pytest.fixture
def edith(school):
    return editor_of(school)


@pytest.fixture
def sign_in(page, site_url):
    """Sign in as a user with only this role; return the browser's page, which is still blank."""

    def as_role(role):
        name = role.lower().replace(" ", "-")
        enter(page.context, site_url, person(name, role, is_superuser=role == "Site admin"))
        return page

    return as_role


@pytest.fixture
def look(page, site_url):
    """Check the open page, or the one of an address; at the end, there are no faults and no errors of scripts."""
    watch = Watch()
    watch(page)

    def at(address=None):
        if address:
            page.goto(site_url + address)
            page.locator(".sidebar").wait_for(state="attached")
        watch.problems.extend((urlsplit(page.url).path, fault) for fault in faults_of_each(page))

    yield at
    assert watch.problems == []
