"""The door, and the list of one's own sessions."""

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
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toolkit.accounts import reauthentication, second_factor

from .adapters import LAST_FACTOR


class DoorView(LoginView):
    """Everybody comes in here. Who is in already and was sent back lacks a right: told so, not sent in circles."""

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
            context["redirect_field"] = ""  # where it leads is no place of this site
        return context


class SecurityView(IndexView):
    """What protects one's account, and what is missing."""

    def get_context_data(self, **kwargs):
        user = self.request.user
        missing = second_factor.must_prove(user) and not second_factor.has_second_factor(user)
        return super().get_context_data(**kwargs) | {"second_factor_is_missing": missing}


class RemoveKeyView(RemoveWebAuthnView):
    """allauth asks whether an app may be taken off, but not whether a key may."""

    def form_valid(self, form):
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, LAST_FACTOR)
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


class CodesView(ViewRecoveryCodesView):
    """Recovery codes, once. Those that the site cannot read any more (`forms.LOST`) are made anew."""

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except InvalidToken:
            return redirect("mfa_generate_recovery_codes")


class NewCodesView(GenerateRecoveryCodesView):
    def get_context_data(self, **kwargs):
        """Without the number of those there are, which may be unreadable."""
        return super(GenerateRecoveryCodesView, self).get_context_data(**kwargs)


def own_sessions(user):
    """Sessions of `user` that are still good; those that are over are forgotten."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.created_at, reverse=True)


@method_decorator(reauthentication.first, name="post")
class SessionsView(ListUserSessionsView):
    """Where one is signed in. Its form ends all other sessions."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sessions": own_sessions(self.request.user)}


@require_POST
@login_required
def end_session(request, pk):
    """Ends one of one's own sessions: that browser is signed out at once."""
    session = UserSession.objects.filter(user=request.user, pk=pk).first()
    if session is None:
        raise Http404
    if session.is_current():
        session.delete()
        logout(request)
        return redirect("account_login")
    if answer := reauthentication.ask(request):
        return answer
    session.end()
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")
