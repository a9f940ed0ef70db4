"""Ask people to confirm their identity before they manage accounts, so an unlocked browser cannot create admins."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required, suspend_request
from django.contrib.auth import get_user_model
from django.utils.translation import override
from wagtail import hooks

from toolkit.mail import preferred_language

User = get_user_model()


def redirect_if_needed(request, *args):
    """Return a redirect to the confirmation page, or None if confirmed a few minutes ago.

    allauth repeats the original request afterwards.
    """
    if not is_reauthentication_required(request, app="account"):
        return None
    with override(preferred_language(request.user)):
        address = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return suspend_request(request, address)


def required(view):
    """Decorate `view` to require a recent confirmation."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        return redirect_if_needed(request) or view(request, *args, **kwargs)

    return wrapper


def before_bulk_action(request, action_type, objects, view):
    return redirect_if_needed(request) if view.model is User else None


def register() -> None:
    """Register the editor hooks."""
    for action in ("create", "edit", "delete"):
        hooks.register(f"before_{action}_user", redirect_if_needed, order=-1)
    hooks.register("before_bulk_action", before_bulk_action, order=-1)
