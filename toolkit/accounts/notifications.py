"""Mails to the owner of an account about everything that opens it, closes it, or changes what it can do."""

from dataclasses import dataclass
from functools import partial

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from toolkit import mail
from toolkit.activity_log.actors import name_of
from toolkit.activity_log.record import record


@dataclass(frozen=True)
class Notice:
    """The subject and first sentence of a mail; both may contain placeholders."""

    subject: str | Promise
    text: str | Promise


NOTICES = {
    "password": Notice(
        _("Your account has a new password"),
        _("The password of your account was changed. All other sessions have ended."),
    ),
    "password_by_mail": Notice(
        _("Your account has a new password"),
        _("A password was chosen through the link emailed to this address. All sessions have ended."),
    ),
    "app_added": Notice(
        _("An app was set up for your account"), _("An app that shows codes was set up for your two-step sign-in.")
    ),
    "app_removed": Notice(
        _("The app was removed from your account"), _("The app that shows codes no longer signs you in.")
    ),
    "passkey_added": Notice(_("A passkey was added to your account"), _("Your account has a new passkey.")),
    "passkey_removed": Notice(
        _("A passkey was removed from your account"), _("A passkey no longer opens your account.")
    ),
    "recovery_codes": Notice(
        _("Your account has new recovery codes"), _("New recovery codes were created. The old ones no longer work.")
    ),
    "provider": Notice(
        _("Your account can be opened with %(provider)s"),
        _("From now on, the %(provider)s account with your address opens your account."),
    ),
    "reset": Notice(
        _("Your two-step sign-in was reset"),
        _("All passkeys, the app, and the recovery codes of your account were removed, and all sessions have ended."),
    ),
    "signed_in": Notice(
        _("Someone signed in to your account"),
        _("This is the first sign-in since the password or two-step sign-in was reset."),
    ),
    "email": Notice(
        _("Your account has a new email address"),
        _("The address of your account was %(before)s and is now %(after)s."),
    ),
    "username": Notice(_("Your account has a new user name"), _("Its user name was %(before)s and is now %(after)s.")),
    "role": Notice(_("Your account has a new role"), _("Its role was: %(before)s. It is now: %(after)s.")),
    "closed": Notice(
        _("Your account was closed"),
        _("You can no longer sign in to the site’s editor. All sessions have ended."),
    ),
    "opened": Notice(_("Your account was reopened"), _("You can sign in to the site’s editor again.")),
    "deleted": Notice(_("Your account was deleted"), _("You can no longer sign in to the site’s editor.")),
}
OPENS_NOTHING = ("closed", "deleted")  # these mails have no link to the account


def notify(user, notice: str, *, request=None, by=None, to: str = "", **values) -> None:
    """Mail a notice, a key of `NOTICES`, to `user` or to the address `to`, once the transaction commits.

    The mail names who did it: `by`, or the network address and browser of `request`. Mail server errors are only
    logged.
    """
    if not (address := to or user.email):
        return
    context = {"when": timezone.now(), "by": by and by.get_username()}
    if request is not None and by is None:
        adapter = get_adapter(request)
        context |= {"ip": adapter.get_client_ip(request), "user_agent": adapter.get_http_user_agent(request)}
    with override(mail.preferred_language(user)):
        context |= {"subject": NOTICES[notice].subject % values, "text": NOTICES[notice].text % values}
        if notice not in OPENS_NOTHING:
            context["address"] = mail.absolute(reverse("mfa_index"))
    transaction.on_commit(partial(mail.notify, [user], "notice", context, to=address))


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
