"""Sessions: people confirm their identity before they manage accounts, which renews the key; and the end of sessions.

So an unlocked browser cannot create admins.
"""

import re
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required, suspend_request
from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail import hooks
from wagtail.log_actions import log

from toolkit.mail import preferred_language

ENDED = "signin.end_sessions"
# The order matters, because most browsers also name the browsers they are based on.
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [
    ("iPhone|iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
]


def connect() -> None:
    authentication_step_completed.connect(renew, sender=get_user_model(), dispatch_uid="signin.renew")


def renew(request, reauthenticated=False, **kwargs) -> None:
    """Change the session key when a password or factor is shown again. Django does so only at sign-in."""
    if reauthenticated:
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def browser_of(user_agent: str) -> str:
    """Return the common names of a browser and its operating system."""
    names = [
        next((name for sign, name in patterns if re.search(sign, user_agent)), "") for patterns in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, names)) or _("Unknown browser")


def end(user, by=None) -> int:
    """Sign `user` out everywhere and log it in the account's history; return the number of sessions."""
    sessions = UserSession.objects.filter(user=user)
    for session in sessions:
        session.end()
    log(instance=user, action=ENDED, user=by)
    return len(sessions)


User = get_user_model()


def ask_to_confirm(request, *args):
    """Return a redirect to the confirmation page, or None if confirmed a few minutes ago.

    allauth repeats the original request afterwards.
    """
    if not is_reauthentication_required(request, app="account"):
        return None
    with override(preferred_language(request.user)):
        address = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return suspend_request(request, address)


def confirmed(view):
    """Decorate `view` to require a recent confirmation."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        return ask_to_confirm(request) or view(request, *args, **kwargs)

    return wrapper


def before_bulk_action(request, action_type, objects, view):
    return ask_to_confirm(request) if view.model is User else None


def register() -> None:
    """Register the editor hooks."""
    for action in ("create", "edit", "delete"):
        hooks.register(f"before_{action}_user", ask_to_confirm, order=-1)
    hooks.register("before_bulk_action", before_bulk_action, order=-1)
