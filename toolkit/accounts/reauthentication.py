"""Whoever manages the accounts of others shows anew who they are: a browser left open makes no admins."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required, suspend_request
from django.contrib.auth import get_user_model
from django.utils.translation import override
from wagtail import hooks

from toolkit.mail import preferred_language

User = get_user_model()


def ask(request, *args):
    """The way to the page that asks, unless it was answered a few minutes ago; what was sent is done afterwards."""
    if not is_reauthentication_required(request, app="account"):
        return None
    with override(preferred_language(request.user)):
        address = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return suspend_request(request, address)


def first(view):
    """`view` for those who have just shown who they are."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        return ask(request) or view(request, *args, **kwargs)

    return wrapper


def before_bulk_action(request, action_type, objects, view):
    return ask(request) if view.model is User else None


def register() -> None:
    """Hangs this into the editor."""
    for done in ("create", "edit", "delete"):
        hooks.register(f"before_{done}_user", ask, order=-1)
    hooks.register("before_bulk_action", before_bulk_action, order=-1)
