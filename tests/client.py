"""Django's test client, taught that the cookie of a session is not the key of its row."""

from importlib import import_module

from django.conf import settings
from django.test import client

from toolkit.session_store import RowKey

set_login_cookies = client.ClientMixin._set_login_cookies


def _session(self):
    """The client's session, a new one if it has none."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if cookie := self.cookies.get(settings.SESSION_COOKIE_NAME):
        return store(RowKey(cookie.value))
    session = store()
    session.save()
    self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key.cookie
    return session


def _set_login_cookies(self, request):
    set_login_cookies(self, request)
    self.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key.cookie


def teach() -> None:
    """In every test, also of clients that a test makes itself."""
    client.ClientMixin.session = property(_session)
    client.ClientMixin._set_login_cookies = _set_login_cookies
