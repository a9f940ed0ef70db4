"""Sessions: people confirm their identity before they manage accounts, which renews the key; and the end of sessions.

So an unlocked browser cannot create admins.
"""

import re

from allauth.account.decorators import reauthentication_required
from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.log_actions import log

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


@receiver(authentication_step_completed, sender=get_user_model())
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


confirmed = reauthentication_required(app="account")  # decorates views; allauth repeats the request afterwards


@confirmed
def require_confirmation(request) -> None:
    """Have allauth ask who it is, unless they confirmed that a few minutes ago."""
