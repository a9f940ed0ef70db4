"""The sign-in page, the security page, and the list of one's own sessions."""

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toolkit.accounts import second_factor, sessions

from .adapters import LAST_FACTOR


class DoorView(LoginView):
    """The one sign-in page.

    Someone who is signed in and sent here lacks a permission: show a message instead of redirecting in circles.
    """

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            has_access = request.user.has_perm("wagtailadmin.access_admin")
            if has_access and "next" not in request.GET:
                return redirect("wagtailadmin_home")
            return render(
                request,
                "account/signed_in.html",
                {"has_access": has_access, "next": get_next_redirect_url(request) if has_access else None},
                status=200 if has_access else 403,
            )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not get_next_redirect_url(self.request):
            context["redirect_field"] = ""  # the requested target is not on this site
        return context


class SecurityView(IndexView):
    """How the account is protected, and what is missing."""

    def get_context_data(self, **kwargs):
        user = self.request.user
        missing = second_factor.must_prove(user) and not second_factor.has_second_factor(user)
        return super().get_context_data(**kwargs) | {"second_factor_is_missing": missing}


class RemoveKeyView(RemoveWebAuthnView):
    """allauth checks whether an app can be removed, but not whether a passkey can."""

    def form_valid(self, form):
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, LAST_FACTOR)
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


class CodesView(ViewRecoveryCodesView):
    """Show recovery codes. If the site can no longer decrypt them (`forms.LOST`), offer new ones."""

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except InvalidToken:
            return redirect("mfa_generate_recovery_codes")


class NewCodesView(GenerateRecoveryCodesView):
    def get_context_data(self, **kwargs):
        """Leave out the number of existing codes, which may be unreadable."""
        return super(GenerateRecoveryCodesView, self).get_context_data(**kwargs)


@method_decorator(sessions.confirmed, name="post")
class SessionsView(ListUserSessionsView):
    """The list of one's own valid sessions, newest first; expired ones are deleted. Its form ends all others."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["sessions"].reverse()
        for session in context["sessions"]:
            session.browser = sessions.browser_of(session.user_agent)
        return context


@require_POST
@login_required
def end_session(request, pk):
    """End one of the user's own sessions; that browser is signed out right away."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    if session.is_current():
        session.delete()
        logout(request)
        return redirect("account_login")
    sessions.require_confirmation(request)
    session.end()
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")
