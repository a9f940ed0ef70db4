"""Sessions in the database under the digest of their cookie: a copy of the database opens none of them."""

from hashlib import sha256

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware as DjangoMiddleware

LENGTH = 40  # characters of hexadecimal, 160 bits: as many as the tables of sessions hold


class RowKey(str):
    """The key of a session's row. It carries the cookie that it is the digest of, which is never written anywhere."""

    cookie: str

    def __new__(cls, cookie: str):
        key = super().__new__(cls, sha256(cookie.encode()).hexdigest()[:LENGTH])
        key.cookie = cookie
        return key


class SessionStore(DatabaseStore):
    """Django's, but `session_key` is a `RowKey`, or what a row says: everything on the server sees the digest only."""

    def _get_new_session_key(self):
        return RowKey(super()._get_new_session_key())


class SessionMiddleware(DjangoMiddleware):
    """The one place where the cookie itself comes in and goes out."""

    def process_request(self, request):
        request.session = self.SessionStore(key_of(request))

    def process_response(self, request, response):
        response = super().process_response(request, response)
        name = settings.SESSION_COOKIE_NAME
        if name in response.cookies and response.cookies[name].value:  # it has none when it is deleted
            response.cookies[name] = request.session.session_key.cookie
        return response


def key_of(request) -> RowKey | None:
    """The row that the request's cookie belongs to."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return RowKey(cookie) if cookie else None
