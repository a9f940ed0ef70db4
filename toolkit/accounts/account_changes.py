"""Email the owner of an account about changes that an admin makes in the editor."""

from dataclasses import asdict, dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext, override
from wagtail import hooks

from toolkit.accounts import notifications, sessions
from toolkit.mail import preferred_language

from .notifications import role_of

User = get_user_model()


@dataclass(frozen=True)
class AccountState:
    """The values of an account that decide who can sign in and what the account can do."""

    email: str
    username: str
    role: str
    is_active: bool


def account_state(user) -> AccountState:
    return AccountState(user.email, user.username, role_of(user), user.is_active)


def notify(user, before: AccountState, after: AccountState | None, request) -> None:
    """Email `user` what changed; report a new address to the old one, too. `after` is None for a deleted account."""
    source = {"request": request, "by": None if user == request.user else request.user}
    if after is None:
        notifications.notify(user, "deleted", **source)
        return
    for name, before_value in asdict(before).items():
        after_value = getattr(after, name)
        if name == "is_active" and before_value != after_value:
            notifications.notify(user, "opened" if after_value else "closed", to=after.email, **source)
        elif before_value != after_value:
            with override(preferred_language(user)):
                values = {"before": before_value or gettext("none"), "after": after_value or gettext("none")}
            for address in [before_value, after_value] if name == "email" else [after.email]:
                notifications.notify(user, name, to=address, **source, **values)


def remember(request, users) -> None:
    """Remember the state of `users` before a change."""
    accounts = User.objects.filter(pk__in=[user.pk for user in users])
    request.accounts = [
        (user, account_state(user))
        for user in accounts.select_related("wagtail_userprofile").prefetch_related("groups")
    ]


def notify_changes(request) -> None:
    """After the change, compare the accounts with the remembered state and email their owners."""
    accounts = User.objects.filter(pk__in=[user.pk for user, _before in request.accounts]).prefetch_related("groups")
    now = {user.pk: account_state(user) for user in accounts}
    for user, before in request.accounts:
        if user.pk in now and before.is_active and not now[user.pk].is_active:
            sessions.end(user, by=request.user)  # or they would work again if the account is reopened
        notify(user, before, now.get(user.pk), request)


def before_bulk_action(request, action_type, objects, view):
    if view.model is User:
        remember(request, objects)


def after_bulk_action(request, action_type, objects, view):
    if view.model is User:
        notify_changes(request)


def register() -> None:
    """Register the editor hooks."""
    for action in ("edit", "delete"):
        hooks.register(f"before_{action}_user", lambda request, user: remember(request, [user]))
        hooks.register(f"after_{action}_user", lambda request, user: notify_changes(request))
    hooks.register("before_bulk_action", before_bulk_action)
    hooks.register("after_bulk_action", after_bulk_action)
