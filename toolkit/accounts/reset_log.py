"""Password resets by mail and second factor resets by an admin: the mail, and the entry in the account's history."""

from allauth.account.signals import password_reset
from django.contrib.auth import get_user_model
from django_tasks import task
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from toolkit import mail

SECOND_FACTOR = "signin.reset_second_factor"
PASSWORD = "signin.password_by_mail"  # noqa: S105 (the name of an action)


def connect() -> None:
    password_reset.connect(remember, sender=get_user_model(), dispatch_uid="signin.resets")


@task(backend="worker", priority=90)
def mail_link(users: list[int]) -> None:
    """Mail each active user with a key in `users` a link to choose a password, to the address on record.

    Mail server errors are only logged; the page has already given everyone the same answer.
    """
    for user in get_user_model().objects.filter(pk__in=users, is_active=True):
        mail.notify([user], "password", {"address": mail.password_address(user)})


def remember(request, user, **kwargs) -> None:
    log(instance=user, action=PASSWORD, user=user)


def is_first_since(user) -> bool:
    """Return whether `user`, who is about to be signed in, has not signed in since the last reset."""
    resets = ModelLogEntry.objects.for_instance(user).filter(action__in=[SECOND_FACTOR, PASSWORD])
    return user.last_login is not None and resets.filter(timestamp__gt=user.last_login).exists()
