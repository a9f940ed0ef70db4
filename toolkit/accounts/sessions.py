"""Sessions: their keys change whenever their owner shows who they are, and what is kept of one goes with it."""

from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from wagtail.log_actions import log

ENDED = "signin.end_sessions"


def connect() -> None:
    authentication_step_completed.connect(renew, sender=get_user_model(), dispatch_uid="signin.renew")


def renew(request, reauthenticated=False, **kwargs) -> None:
    """Django gives a session another key at signing in; it gets one also when a password or factor is shown again."""
    if reauthenticated:
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def end(user, by=None) -> int:
    """Signs `user` out everywhere; answers how many sessions that were. The history of the account has it."""
    sessions = UserSession.objects.filter(user=user)
    for session in sessions:
        session.end()
    log(instance=user, action=ENDED, user=by)
    return len(sessions)


def forget_sessions() -> None:
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
