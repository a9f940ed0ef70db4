"""Nobody with power over the site goes anywhere without a second factor, and no session lasts for ever or unused."""

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override

from toolkit.accounts import second_factor
from toolkit.areas import is_door
from toolkit.cache_control import has_session
from toolkit.mail import preferred_language

SEEN = "signin_seen"  # when a session was last used, in seconds
SEEN_EVERY = 300  # seconds; it is not written more often
PROVING = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout")


class SecondFactorMiddleware:
    """Stands before every view: only the pages of signing in are open to a session that has yet to prove itself.

    Visitors have no session, so for them it asks nothing and their pages may be kept by everybody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not has_session(request) or is_file(request.path_info) or not request.user.is_authenticated:
            return self.get_response(request)
        if self._is_over(request):
            logout(request)
        elif (address := self._first(request)) is not None:
            return redirect(address)
        response = self.get_response(request)
        if not request.user.is_authenticated:  # any more
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def _is_over(self, request) -> bool:
        """A session ends so long after its owner signed in, however busy it was, and so long after it was last used."""
        records = get_authentication_records(request, request.user)
        if not records:
            return False  # it was made past the door, and gets nowhere that counts
        now, seen = time.time(), request.session.get(SEEN, records[-1]["at"])
        if now - records[0]["at"] > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
            return True
        if now - seen > SEEN_EVERY:
            request.session[SEEN] = now
        return False

    def _first(self, request) -> str | None:
        """Where the request has to go first, if anywhere."""
        if second_factor.has_proven(request):
            return None
        if second_factor.has_second_factor(request.user):
            # Not even the pages of signing in: a session with a password alone must not add a factor of its own.
            if not at(request, PROVING):
                return address(request, first_proof(request.user), request.get_full_path())
        elif second_factor.must_prove(request.user) and not is_door(request.path_info):
            return address(request, "mfa_index")
        return None


def first_proof(user) -> str:
    """The page on which `user` shows a second factor: a code if they have an app, else the key."""
    has_app = user.authenticator_set.filter(type=second_factor.Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"


def address(request, name: str, then: str = "") -> str:
    """The address of a page of signing in, in the language of whoever is signed in."""
    with override(preferred_language(request.user)):
        return reverse(name) + (f"?{urlencode({'next': then})}" if then else "")


def at(request, names) -> bool:
    """Whether the request is for one of the pages of these names, in any language."""
    paths = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            paths |= {reverse(name) for name in names}
    return request.path in paths  # `reverse` puts the prefix of a site that was moved in front, too


def is_file(path: str) -> bool:
    return path.startswith((settings.STATIC_URL, f"{settings.MEDIA_URL}images/"))
