"""Sessions: renew their keys when people confirm their identity, and delete what is stored about ended ones."""

from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from wagtail.log_actions import log

ENDED = "signin.end_sessions"


def connect() -> None:
    authentication_step_completed.connect(renew, sender=get_user_model(), dispatch_uid="signin.renew")


def renew(request, reauthenticated=False, **kwargs) -> None:
    """Change the session key when a password or factor is shown again. Django does so only at sign-in."""
    if reauthenticated:
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def end(user, by=None) -> int:
    """Sign `user` out everywhere and log it in the account's history; return the number of sessions."""
    sessions = UserSession.objects.filter(user=user)
    for session in sessions:
        session.end()
    log(instance=user, action=ENDED, user=by)
    return len(sessions)


def forget_sessions() -> None:
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
