"""Log sign-ins, sign-outs, ended sessions, exports, and the views in NOTED_VIEWS, which change no watched table.

Listens to signals of Django and allauth, so every way of signing in is covered.
"""

import re

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authentication_failed, authenticator_used
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from toolkit.activity_log import site
from toolkit.activity_log.actors import ADMIN_PREFIX, Actor, current, current_request, name_of, serving, user_actor
from toolkit.activity_log.models import AuditEntry
from toolkit.form_guard import network_of
from toolkit.session_store import key_of


def record(action: str, obj=None, *, title: str = "", actor: Actor | None = None, network: str = "", **detail) -> None:
    """Log that `actor`, by default the current one, did `action` to what `title` names, the model object `obj` if any.

    Part of the open transaction, if any. Raises database errors, so that an action that cannot be logged fails.
    """
    actor = actor or current()
    AuditEntry.objects.create(
        action=action,
        actor_key=actor.key,
        actor_name=actor.name[:200],
        object_label=obj._meta.label_lower if obj is not None else "",
        object_key=str(obj.pk) if obj is not None else "",
        object_title=title[:300],
        detail=detail,
        channel=actor.channel,
        request=actor.request,
        network=network,
    )


def ways(request, user) -> list[str]:
    """Return how a session proved its owner: `password`, `totp`, `webauthn`, `recovery_codes`, a provider's name."""
    shown = get_authentication_records(request, user)
    return list(dict.fromkeys(one.get("type") or one.get("provider") or one["method"] for one in shown))


def _record_signin(act: str, user, request=None, **detail) -> None:
    """Log what happened at the sign-in of `user`, or of nobody we know."""
    title = name_of(user) if user else ""
    network = network_of(request) if request else ""
    record(f"signin.{act}", user, title=title, network=network, **detail)


@receiver(user_logged_in)
def signed_in(request, user, **kwargs) -> None:
    _record_signin("done", user, request, actor=user_actor(user, "door"), ways=ways(request, user))


@receiver(user_logged_out)
def signed_out(request, user, **kwargs) -> None:
    if user is not None:
        _record_signin("out", user, actor=user_actor(user, "door"))


@receiver(user_login_failed)
def refused(credentials, request=None, **kwargs) -> None:
    """Log a failed sign-in. The typed text may be a password in the wrong field, so store only an existing account."""
    typed = credentials.get("username") or credentials.get("email") or ""
    user = get_user_model().objects.filter(Q(username=typed) | Q(email__iexact=typed)).first() if typed else None
    _record_signin("failed", user, request, ways=["password"])


@receiver(authentication_failed)
def second_factor_refused(request, user, authenticator, **kwargs) -> None:
    _record_signin("failed", user, request, ways=[authenticator.type])


@receiver(authenticator_used)
def proven(request, user, authenticator, reauthenticated=False, **kwargs) -> None:
    """Log a factor that was shown again later in a session. The entry of the sign-in has the first one."""
    if reauthenticated:
        _record_signin("proven", user, request, ways=[authenticator.type])


@receiver(post_delete, sender=Session)
def session_ended(instance, **kwargs) -> None:
    """Log a valid session that was ended from outside: not expired, and not the session of the current request."""
    request = current_request()
    is_own = request is not None and key_of(request) == instance.pk
    if is_own or instance.expire_date <= timezone.now():
        return
    session = UserSession.objects.filter(session_key=instance.pk).select_related("user").first()
    if session is not None:
        record("session.ended", session.user, title=name_of(session.user))


class AuditMiddleware:
    """Set the actor of a request; log exports and noted views. Must come after the authentication middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with serving(request):
            response = self.get_response(request)
            if request.path_info.startswith(ADMIN_PREFIX) and request.method == "GET" and response.status_code == 200:
                self._note(request, response)
        return response

    def _note(self, request, response) -> None:
        match = request.resolver_match
        if response.get("Content-Disposition", "").startswith("attachment"):
            filters = sorted(name for name, value in request.GET.items() if value and name != "export")
            record("export.made", title=subject(match.func), format=format_of(request, response), filters=filters)
        if note := site().NOTED_VIEWS.get(match.view_name):
            note(match)


def format_of(request, response) -> str:
    """Return what was asked for, such as csv, or how the name of the downloaded file ends."""
    if asked := request.GET.get("export"):
        return asked
    ending = re.search(r"\.(\w+)\W*$", response["Content-Disposition"])
    return ending[1] if ending else ""


def subject(view) -> str:
    """Return what an editor view lists, in English, because the log is the same for all readers."""
    view_options, view_class = getattr(view, "view_initkwargs", {}), getattr(view, "view_class", None)
    model = view_options.get("model") or getattr(view_class, "model", None)
    title = view_options.get("page_title") or getattr(view_class, "page_title", "")
    with override("en"):
        return str(title) if title or model is None else str(model._meta.verbose_name_plural)
