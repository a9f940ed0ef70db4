"""Helpers of the commands about members of staff."""

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db.models import Q


def find_user(person: str):
    """Return the user with this email address or user name. Raises CommandError unless there is exactly one."""
    users = get_user_model().objects.filter(Q(email__iexact=person) | Q(username=person))
    if len(users) != 1:
        found = f"{len(users)} accounts match" if users else "No account matches"
        raise CommandError(f"{found} “{person}”. Use the email address or user name of exactly one account.")
    return users[0]


def confirm(question: str) -> bool:
    """Ask on the terminal and return whether the answer is yes."""
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
