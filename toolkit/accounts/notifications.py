"""What the owner of an account is told by mail: all that opens it, closes it, or changes what it may do."""

import logging
from dataclasses import dataclass
from functools import partial

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from toolkit import mail

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """The subject of a mail, and its first sentence; both may name values of what happened."""

    subject: str
    text: str


NOTICES = {
    "password": Notice(
        _("Your account has a new password"),
        _("The password of your account was changed. All other sessions have ended."),
    ),
    "password_by_mail": Notice(
        _("Your account has a new password"),
        _("A password was chosen with the link that was mailed to this address. All sessions have ended."),
    ),
    "app_added": Notice(
        _("An app was set up for your account"), _("An app that shows codes was set up as second factor.")
    ),
    "app_removed": Notice(
        _("An app was taken off your account"), _("The app that shows codes is no second factor any more.")
    ),
    "passkey_added": Notice(_("A passkey was added to your account"), _("Your account has a new passkey.")),
    "passkey_removed": Notice(
        _("A passkey was taken off your account"), _("A passkey of your account does not open it any more.")
    ),
    "recovery_codes": Notice(
        _("Your account has new recovery codes"), _("New recovery codes were made. The old ones do not work any more.")
    ),
    "provider": Notice(
        _("Your account can be opened with %(provider)s"),
        _("The account of %(provider)s at your address opens your account from now on."),
    ),
    "reset": Notice(
        _("Your second factor was reset"),
        _("All passkeys, the app and the recovery codes of your account are gone, and all sessions have ended."),
    ),
    "signed_in": Notice(
        _("Someone signed in to your account"),
        _("This is the first time that someone signed in since its password or second factor was reset."),
    ),
    "email": Notice(
        _("Your account has another e-mail address"),
        _("The address of your account was %(before)s and is now %(after)s."),
    ),
    "username": Notice(
        _("Your account has another user name"), _("Its user name was %(before)s and is now %(after)s.")
    ),
    "role": Notice(_("Your account has another role"), _("Its role was: %(before)s. It is now: %(after)s.")),
    "closed": Notice(
        _("Your account was closed"),
        _("You cannot sign in to the site’s editor any more. All sessions have ended."),
    ),
    "opened": Notice(_("Your account was opened again"), _("You can sign in to the site’s editor again.")),
    "deleted": Notice(_("Your account was deleted"), _("You cannot sign in to the site’s editor any more.")),
}
OPENS_NOTHING = ("closed", "deleted")  # no use in showing the way in


def tell(user, what: str, *, request=None, by=None, to: str = "", **values) -> None:
    """Mails `user` the notice `what`, once it has really happened; `to` another address than theirs.

    It says who did it: somebody else, `by`, or whoever sat at the browser of `request`. A fault of the mail server is
    logged and stops nothing.
    """
    if not (address := to or user.email):
        return
    context = {"when": timezone.now(), "by": by and by.get_username()}
    if request is not None and by is None:
        adapter = get_adapter(request)
        context |= {"ip": adapter.get_client_ip(request), "user_agent": adapter.get_http_user_agent(request)}
    with override(mail.preferred_language(user)):
        context |= {"subject": NOTICES[what].subject % values, "text": NOTICES[what].text % values}
        if what not in OPENS_NOTHING:
            context["address"] = mail.absolute(reverse("mfa_index"))
    transaction.on_commit(partial(_send, user, address, context))


def _send(user, address: str, context: dict) -> None:
    try:
        mail.send("notice", user, context, to=address)
    except Exception:
        logger.exception("Failed to tell user %s of a change of their account", user.pk)
