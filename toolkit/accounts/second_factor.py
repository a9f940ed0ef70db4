"""Who needs a second factor, and whether a session has shown one. No other module decides this."""

import re
import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override

from toolkit.areas import is_door, view_at
from toolkit.cache_control import has_session
from toolkit.mail import preferred_language

SEEN = "signin_seen"  # when a session was last used, in seconds
SEEN_EVERY = 300  # seconds between two updates of it
PROVING = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout")

STRONG = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes alone do not count as a factor
PUBLISHING, PUBLISHES = Q(codename__startswith="publish_"), re.compile(r"[^.]+\.publish_")
MANAGING = Q(content_type__app_label="auth") | Q(content_type__model="user")
UPLOADING = Q(codename__in=["add_document", "change_document"])  # a document is public as soon as it is uploaded
# What is not a Django permission: functions that take a queryset of a user's groups.
POWERS: list[Callable[[QuerySet], bool]] = []


def has_power(user) -> bool:
    """Return whether `user` can publish anything or manage users, through any group or their own permissions.

    Checks permissions, not role names, so permissions granted by hand count, too.
    """
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    if any(PUBLISHES.match(name) for name in user.get_all_permissions()):  # the editor asks for these anyway
        return True
    groups = user.groups.all()
    own = Q(group__in=groups) | Q(user=user)
    of_trees = Q(grouppagepermission__group__in=groups) | Q(groupcollectionpermission__group__in=groups)
    if Permission.objects.filter(own | of_trees, PUBLISHING | MANAGING | UPLOADING).exists():
        return True
    return any(has_it(groups) for has_it in POWERS)


def must_prove(user) -> bool:
    """Return whether `user` needs a second factor on this site."""
    return settings.SECOND_FACTOR_REQUIRED and has_power(user)


def has_second_factor(user) -> bool:
    return is_mfa_enabled(user, STRONG)


def is_only(authenticator) -> bool:
    """Return whether this is a second factor, and its account has no other."""
    others = authenticator.user.authenticator_set.filter(type__in=STRONG).exclude(pk=authenticator.pk)
    return authenticator.type in STRONG and not others.exists()


def has_proven(request) -> bool:
    """Return whether this session has shown a second factor. It is not enough that the user has one."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


@receiver(authenticator_added, sender=Authenticator)
def prove(request, user, authenticator, **kwargs) -> None:
    """Count setting up the first factor as showing it.

    Someone who has one must show it: a session with only a password must not get further by adding another.
    """
    if is_only(authenticator):
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **proof)


class SecondFactorMiddleware:
    """Show only the sign-in pages to sessions that still have to show a second factor.

    Skips visitors, who have no session, so their pages can be cached for everyone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not has_session(request) or is_file(request.path_info) or not request.user.is_authenticated:
            return self.get_response(request)
        if self._is_over(request):
            logout(request)
        elif (address := self._required_page(request)) is not None:
            return redirect(address)
        response = self.get_response(request)
        if not request.user.is_authenticated:  # the session has just ended
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def _is_over(self, request) -> bool:
        """Return whether the session is too old, however busy it was, or was idle for too long."""
        records = get_authentication_records(request, request.user)
        if not records:
            return False  # not signed in by allauth, so it has shown no second factor
        now, last_used = time.time(), request.session.get(SEEN, records[-1]["at"])
        if now - records[0]["at"] > settings.SESSION_COOKIE_AGE or now - last_used > settings.SESSION_IDLE_AGE:
            return True
        if now - last_used > SEEN_EVERY:
            request.session[SEEN] = now
        return False

    def _required_page(self, request) -> str | None:
        """Return the address that the request must visit first, or None."""
        if has_proven(request):
            return None
        if has_second_factor(request.user):
            # Not even the sign-in pages: a session with only a password must not add a factor.
            if view_at(request.path_info) not in PROVING:
                return address(request, first_proof(request.user), request.get_full_path())
        elif must_prove(request.user) and not is_door(request.path_info):
            return address(request, "mfa_index")
        return None


def first_proof(user) -> str:
    """Return the page where `user` shows a second factor: the code if they have an app, otherwise the passkey."""
    has_app = user.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"


def address(request, name: str, then: str = "") -> str:
    """Return the address of a sign-in page in the user's language."""
    with override(preferred_language(request.user)):
        return reverse(name) + (f"?{urlencode({'next': then})}" if then else "")


def is_file(path: str) -> bool:
    return path.startswith((settings.STATIC_URL, f"{settings.MEDIA_URL}images/"))
