"""Resets, of a password by mail and of a second factor by an admin, are remembered in the history of the account."""

from allauth.account.signals import password_reset
from django.contrib.auth import get_user_model
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

SECOND_FACTOR = "signin.reset_second_factor"
PASSWORD = "signin.password_by_mail"  # noqa: S105 (the name of what happened)


def connect() -> None:
    password_reset.connect(remember, sender=get_user_model(), dispatch_uid="signin.resets")


def remember(request, user, **kwargs) -> None:
    log(instance=user, action=PASSWORD, user=user)


def is_first_since(user) -> bool:
    """Whether `user`, who is about to be signed in, has not been in since the last reset."""
    resets = ModelLogEntry.objects.for_instance(user).filter(action__in=[SECOND_FACTOR, PASSWORD])
    return user.last_login is not None and resets.filter(timestamp__gt=user.last_login).exists()
