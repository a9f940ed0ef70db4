"""Database sessions stored under the digest of their cookie, so a copy of the database opens none of them.

Django's own store uses the cookie's value as the key of the row, and has no setting for a digest.
"""

from hashlib import sha256

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangoMiddleware
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

LENGTH = 40  # hexadecimal characters (160 bits), as many as the session tables hold


class RowKey(str):
    """The key of a session's row, with the cookie it is the digest of. The cookie is never stored."""

    cookie: str

    def __new__(cls, cookie: str):
        key = super().__new__(cls, sha256(cookie.encode()).hexdigest()[:LENGTH])
        key.cookie = cookie
        return key


class SessionStore(DatabaseStore):
    """Django's store, but `session_key` is a `RowKey` or a stored digest: server code sees only the digest."""

    def _get_new_session_key(self):
        return RowKey(super()._get_new_session_key())


class SessionMiddleware(DjangoMiddleware):
    """The only place where the cookie itself is read and set."""

    def process_request(self, request):
        request.session = self.SessionStore(key_of(request))

    def process_response(self, request, response):
        try:
            response = super().process_response(request, response)
        except SessionInterrupted:  # it was ended during the request; Django would say “Bad Request”
            question = urlencode({"next": request.get_full_path()})
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{question}")
        name = settings.SESSION_COOKIE_NAME
        if name in response.cookies and response.cookies[name].value:  # empty when the cookie is deleted
            response.cookies[name] = request.session.session_key.cookie
        return response


def key_of(request) -> RowKey | None:
    """Return the row key for the request's cookie, or None."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return RowKey(cookie) if cookie else None
