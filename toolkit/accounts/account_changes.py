"""Email the owner of an account about changes that an admin makes in the editor."""

from dataclasses import asdict, dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext, override
from wagtail import hooks

from toolkit.accounts import notifications, sessions
from toolkit.mail import preferred_language

from .invitations import role_of

User = get_user_model()


@dataclass(frozen=True)
class Standing:
    """The values of an account that decide who can sign in and what the account can do."""

    email: str
    username: str
    role: str
    is_active: bool


def standing(user) -> Standing:
    return Standing(user.email, user.username, role_of(user), user.is_active)


def tell(user, before: Standing, after: Standing | None, request) -> None:
    """Email `user` what changed; report a new address to the old one, too. `after` is None for a deleted account."""
    who = {"request": request, "by": None if user == request.user else request.user}
    if after is None:
        notifications.tell(user, "deleted", **who)
        return
    for name, was in asdict(before).items():
        now = getattr(after, name)
        if name == "is_active" and was != now:
            notifications.tell(user, "opened" if now else "closed", to=after.email, **who)
        elif was != now:
            with override(preferred_language(user)):
                values = {"before": was or gettext("none"), "after": now or gettext("none")}
            for address in [was, now] if name == "email" else [after.email]:
                notifications.tell(user, name, to=address, **who, **values)


def note(request, users) -> None:
    """Remember the state of `users` before a change."""
    accounts = User.objects.filter(pk__in=[user.pk for user in users])
    request.accounts = [
        (user, standing(user)) for user in accounts.select_related("wagtail_userprofile").prefetch_related("groups")
    ]


def compare(request) -> None:
    """After the change, compare the accounts with the remembered state and notify their owners."""
    accounts = User.objects.filter(pk__in=[user.pk for user, _before in request.accounts]).prefetch_related("groups")
    now = {user.pk: standing(user) for user in accounts}
    for user, before in request.accounts:
        if user.pk in now and before.is_active and not now[user.pk].is_active:
            sessions.end(user, by=request.user)  # or they would work again if the account is reopened
        tell(user, before, now.get(user.pk), request)


def before_bulk_action(request, action_type, objects, view):
    if view.model is User:
        note(request, objects)


def after_bulk_action(request, action_type, objects, view):
    if view.model is User:
        compare(request)


def register() -> None:
    """Register the editor hooks."""
    for done in ("edit", "delete"):
        hooks.register(f"before_{done}_user", lambda request, user: note(request, [user]))
        hooks.register(f"after_{done}_user", lambda request, user: compare(request))
    hooks.register("before_bulk_action", before_bulk_action)
    hooks.register("after_bulk_action", after_bulk_action)
