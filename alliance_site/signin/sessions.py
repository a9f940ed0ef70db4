"""What is kept of a session, its browser and its network address, goes when the session is over."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def forget_sessions() -> None:
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
