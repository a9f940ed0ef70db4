"""Every test that uses the database finds the site's first content in it, as after `make load`."""

import gc
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TransactionTestCase
from django.test.client import ClientMixin
from django.utils import translation
from PIL import Image

from tests import template_database
from toolkit.session_store import RowKey, SessionStore

COMMITTING = {"live_server", "transactional_db"}
BLOCKER = pytest.StashKey()
set_login_cookies = ClientMixin._set_login_cookies


def _session(self):
    """The session of a test's client, a new one if it has none. Its cookie is not the key of its row."""
    if cookie := self.cookies.get(settings.SESSION_COOKIE_NAME):
        return SessionStore(RowKey(cookie.value))
    session = SessionStore()
    session.save()
    self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key.cookie
    return session


def _set_login_cookies(self, request):
    set_login_cookies(self, request)
    self.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key.cookie


ClientMixin.session = property(_session)
ClientMixin._set_login_cookies = _set_login_cookies


def pytest_collection_finish():
    """What is loaded by now stays; to look for garbage in it again and again takes a twentieth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_blocker):
    """Each test process has a database of its own, a copy of a template."""
    request.config.stash[BLOCKER] = django_db_blocker
    with django_db_blocker.unblock():
        template_database.prepare()


@pytest.fixture(scope="session", autouse=True)
def nothing_is_emptied():
    """Django empties all tables after a test that commits, which the audit log refuses; below, they are replaced."""
    TransactionTestCase._fixture_teardown = lambda self: None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """What a committing test leaves is replaced by a fresh copy."""
    try:
        return (yield)
    finally:
        marker = item.get_closest_marker("django_db")
        if COMMITTING & {*item.fixturenames} or (marker and marker.kwargs.get("transaction")):
            with item.config.stash[BLOCKER].unblock():
                template_database.restore()


@pytest.fixture(autouse=True)
def default_language():
    """A request below /es/ leaves its language active."""
    yield
    translation.deactivate()


@pytest.fixture
def picture():
    """Makes a picture of the library, with its description and other fields."""
    from media.models import SiteImage

    def make(color="#e8772e", size=(640, 480), **fields):
        buffer = BytesIO()
        Image.new("RGB", size, color).save(buffer, "PNG")
        file = SimpleUploadedFile("photo.png", buffer.getvalue(), "image/png")
        said = {"title": "Photo", "description": "A plain orange field", "people": "no_one"}
        return SiteImage.objects.create(file=file, **said | fields)

    return make
