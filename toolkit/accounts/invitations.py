"""The mail with which a new member of staff chooses a password."""

from toolkit import mail
from toolkit.activity_log.actors import name_of
from toolkit.activity_log.record import record

SITE_ADMIN = "Site admin"  # everything: a superuser


def role_of(user) -> str:
    """Return the user's role names, separated by commas."""
    return ", ".join([SITE_ADMIN] * user.is_superuser + sorted(group.name for group in user.groups.all()))


def send_invitation(user) -> None:
    """Mail `user` the link to choose a password and log it. Raises mail server errors."""
    mail.send("invitation", user, {"address": mail.password_address(user), "role": role_of(user)})
    record("account.invited", user, title=name_of(user))


def waits(user) -> bool:
    """Return whether `user` was invited and has not chosen a password yet."""
    return user.is_active and bool(user.email) and not user.has_usable_password()
