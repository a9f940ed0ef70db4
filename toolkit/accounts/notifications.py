"""Mails to the owner of an account about everything that opens it, closes it, or changes what it can do."""

from functools import partial

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_reset
from django.contrib.auth import get_user_model
from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from toolkit import mail
from toolkit.accounts import sessions
from toolkit.activity_log.actors import name_of
from toolkit.activity_log.events import record

SECOND_FACTOR_RESET = "signin.reset_second_factor"
RESET_BY_MAIL = "signin.password_by_mail"

User = get_user_model()


NOTICES = {  # subject and first sentence of a mail, both with placeholders; those of allauth by its names
    "password_changed": (
        _("Your account has a new password"),
        _("The password of your account was changed. All other sessions have ended."),
    ),
    "password_reset": (
        _("Your account has a new password"),
        _("A password was chosen through the link emailed to this address. All sessions have ended."),
    ),
    "totp_activated": (
        _("An app was set up for your account"),
        _("An app that shows codes was set up for your two-step sign-in."),
    ),
    "totp_deactivated": (
        _("The app was removed from your account"),
        _("The app that shows codes no longer signs you in."),
    ),
    "webauthn_added": (_("A passkey was added to your account"), _("Your account has a new passkey.")),
    "webauthn_removed": (_("A passkey was removed from your account"), _("A passkey no longer opens your account.")),
    "recovery_codes_generated": (
        _("Your account has new recovery codes"),
        _("New recovery codes were created. The old ones no longer work."),
    ),
    "account_connected": (
        _("Your account can be opened with %(provider)s"),
        _("From now on, the %(provider)s account with your address opens your account."),
    ),
    "reset": (
        _("Your two-step sign-in was reset"),
        _("All passkeys, the app, and the recovery codes of your account were removed, and all sessions have ended."),
    ),
    "signed_in": (
        _("Someone signed in to your account"),
        _("This is the first sign-in since the password or two-step sign-in was reset."),
    ),
    "email": (
        _("Your account has a new email address"),
        _("The address of your account was %(before)s and is now %(after)s."),
    ),
    "username": (_("Your account has a new user name"), _("Its user name was %(before)s and is now %(after)s.")),
    "role": (_("Your account has a new role"), _("Its role was: %(before)s. It is now: %(after)s.")),
    "closed": (
        _("Your account was closed"),
        _("You can no longer sign in to the site’s editor. All sessions have ended."),
    ),
    "opened": (_("Your account was reopened"), _("You can sign in to the site’s editor again.")),
    "deleted": (_("Your account was deleted"), _("You can no longer sign in to the site’s editor.")),
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
    with override(mail.preferred_language(user)):
        if request is not None and by is None:
            adapter = get_adapter(request)
            context["ip"] = adapter.get_client_ip(request)
            context["browser"] = sessions.browser_of(adapter.get_http_user_agent(request))
        context |= {name: text % values for name, text in zip(("subject", "text"), NOTICES[notice], strict=True)}
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


def _state(user) -> dict:
    """Return the values of an account that decide who can sign in and what the account can do."""
    return {"email": user.email, "username": user.username, "role": role_of(user), "is_active": user.is_active}


def _notify_of_changes(user, before: dict, after: dict | None, request) -> None:
    """Email `user` what changed; report a new address to the old one, too. `after` is None for a deleted account."""
    source = {"request": request, "by": None if user == request.user else request.user}
    if after is None:
        notify(user, "deleted", **source)
        return
    for name in [name for name in before if before[name] != after[name]]:
        if name == "is_active":
            notify(user, "opened" if after[name] else "closed", to=after["email"], **source)
            continue
        with override(mail.preferred_language(user)):
            values = {"before": before[name] or gettext("none"), "after": after[name] or gettext("none")}
        for address in [before[name], after[name]] if name == "email" else [after["email"]]:
            notify(user, name, to=address, **source, **values)


def remember(request, users) -> None:
    """Remember the state of `users` before a change."""
    accounts = User.objects.filter(pk__in=[user.pk for user in users])
    request.accounts = [
        (user, _state(user)) for user in accounts.select_related("wagtail_userprofile").prefetch_related("groups")
    ]


def notify_changes(request) -> None:
    """After the change, compare the accounts with the remembered state and email their owners."""
    accounts = User.objects.filter(pk__in=[user.pk for user, _before in request.accounts]).prefetch_related("groups")
    now = {user.pk: _state(user) for user in accounts}
    for user, before in request.accounts:
        if user.pk in now and before["is_active"] and not now[user.pk]["is_active"]:
            sessions.end(user, by=request.user)  # or they would work again if the account is reopened
        _notify_of_changes(user, before, now.get(user.pk), request)


@task(backend="worker", priority=90)
def mail_link(users: list[int]) -> None:
    """Mail each active user with a key in `users` a link to choose a password, to the address on record.

    Mail server errors are only logged; the page has already given everyone the same answer.
    """
    for user in User.objects.filter(pk__in=users, is_active=True):
        mail.notify([user], "password", {"address": mail.password_address(user)})


@receiver(password_reset, sender=User)
def log_reset(request, user, **kwargs) -> None:
    log(instance=user, action=RESET_BY_MAIL, user=user)


def is_first_since(user) -> bool:
    """Return whether `user`, who is about to be signed in, has not signed in since the last reset."""
    resets = ModelLogEntry.objects.for_instance(user).filter(action__in=[SECOND_FACTOR_RESET, RESET_BY_MAIL])
    return user.last_login is not None and resets.filter(timestamp__gt=user.last_login).exists()
