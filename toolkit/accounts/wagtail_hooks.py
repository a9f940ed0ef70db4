"""Sign-in features of the editor: invitations, second factor resets, ending sessions, and menu links."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from toolkit.accounts import notifications, second_factor, sessions
from toolkit.accounts.notifications import send_invitation, waits

User = get_user_model()
policy = ModelPermissionPolicy(User)


@transaction.atomic
def reset_second_factor(user, by=None) -> int:
    """Remove every second factor of `user`, end all sessions, and email the owner. Return the number of factors.

    The next sign-in sets up a new one. The history of the account names `by`.
    """
    factors, _by_model = Authenticator.objects.filter(user=user).delete()
    sessions.end(user, by=by)
    log(instance=user, action=notifications.SECOND_FACTOR_RESET, user=by)
    notifications.notify(user, "reset", by=by)
    return factors


class OfferPanel(Component):
    """A home page panel that offers a second factor where the site does not require one. The last of all."""

    name = "second_factor"
    template_name = "wagtailadmin/home/second_factor.html"
    order = 500


@hooks.register("construct_homepage_panels")
def add_offer_panel(request, panels) -> None:
    if (
        not settings.SECOND_FACTOR_REQUIRED
        and second_factor.has_power(request.user)
        and not second_factor.has_second_factor(request.user)
    ):
        panels.append(OfferPanel())


@sessions.confirmed
def confirmed_view(request, pk, template, action, message):
    """Show a confirmation page; on POST call `action(user, by)`. For people who manage users, not for themselves."""
    user = get_object_or_404(User, pk=pk)
    if not policy.user_has_permission(request.user, "change") or user == request.user:
        raise PermissionDenied
    if user.is_superuser and not request.user.is_superuser:
        raise PermissionDenied
    if request.method == "POST":
        action(user, request.user)
        messages.success(request, message)
        return redirect("wagtailusers_users:index")
    return render(request, f"wagtailadmin/users/{template}.html", {"person": user})


def _path(route: str, name: str, template: str, action, message):
    options = {"template": template, "action": action, "message": message}
    return path(f"signin/<int:pk>/{route}/", confirmed_view, options, name=name)


def _invite_again(user, by) -> None:
    send_invitation(user)


RESET = _("Two-step sign-in was reset, and all sessions ended. The person sets it up again at the next sign-in.")


@hooks.register("register_admin_urls")
def urls():
    return [
        _path("invite", "signin_invite", "invite", _invite_again, _("The invitation is on its way.")),
        _path("second-factor", "signin_reset_second_factor", "reset_second_factor", reset_second_factor, RESET),
        _path("sessions", "signin_end_sessions", "end_sessions", sessions.end, _("All sessions have ended.")),
    ]


@hooks.register("register_user_listing_buttons")
def buttons(user, request_user):
    """Yield the buttons for a user in the list of users."""
    if user == request_user or not policy.user_has_permission(request_user, "change"):
        return
    if waits(user):
        yield _button(_("Send the invitation again"), "signin_invite", user, icon_name="mail", priority=40)
    if Authenticator.objects.filter(user=user).exists():
        yield _button(_("Reset two-step sign-in"), "signin_reset_second_factor", user, icon_name="key", priority=50)
    yield _button(_("End all sessions"), "signin_end_sessions", user, icon_name="logout", priority=60)


def _button(label, name, user, **kwargs) -> Button:
    return Button(label, reverse(name, args=[user.pk]), **kwargs)


@hooks.register("before_create_user", order=-1)
def before_creation(request) -> None:
    sessions.require_confirmation(request)


@hooks.register("before_edit_user", order=-1)
@hooks.register("before_delete_user", order=-1)
def before_change(request, *users) -> None:
    sessions.require_confirmation(request)
    notifications.remember(request, users)


@hooks.register("before_bulk_action", order=-1)
def before_bulk_change(request, action_type, objects, view) -> None:
    if view.model is User:
        before_change(request, *objects)


@hooks.register("after_edit_user")
@hooks.register("after_delete_user")
def after_change(request, user) -> None:
    notifications.notify_changes(request)


@hooks.register("after_bulk_action")
def after_bulk_change(request, action_type, objects, view) -> None:
    if view.model is User:
        notifications.notify_changes(request)


@hooks.register("after_create_user")
def invite_created(request, user):
    """Invite users created in the editor right away, so that admins do not set passwords for others."""
    user.set_unusable_password()
    user.save()
    send_invitation(user)
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": user.email})


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    register = actions.register_action  # with label and message
    register(notifications.SECOND_FACTOR_RESET, _("Reset two-step sign-in"), _("Two-step sign-in reset"))
    register(notifications.RESET_BY_MAIL, _("Choose a password by email"), _("Password chosen by email"))
    register(sessions.ENDED, _("End all sessions"), _("All sessions ended"))


@hooks.register("register_account_menu_item")
def account_menu_item(request) -> dict:
    return {
        "url": reverse("mfa_index"),
        "label": _("Sign-in and security"),
        "help_text": _("Your password, two-step sign-in, and where you are signed in."),
    }


@hooks.register("register_help_menu_item")
def help_menu_item() -> MenuItem:
    return MenuItem(_("Sign-in and security"), reverse("mfa_index"), name="signin", icon_name="lock", order=250)
