"""allauth's adapters for this site."""

import base64
import logging
import time

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import get_user_model
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from toolkit.accounts import notifications, providers, second_factor
from toolkit.mail import preferred_language

logger = logging.getLogger(__name__)
LAST_FACTOR = gettext_lazy("This is your only way of two-step sign-in. Add another one first.")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Return False: accounts are created by invitation."""
        return False

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Send our own mail instead, to the address on record."""
        values = {"provider": context["provider"].name} if context and "provider" in context else {}
        notifications.notify(user, template_prefix.rpartition("/")[2], request=self.request, **values)

    def login(self, request, user):
        """Sign `user` in. Email the owner about the first sign-in after a reset, which may be someone else's."""
        is_first = notifications.is_first_since(user)
        super().login(request, user)
        if is_first:
            notifications.notify(user, "signed_in", request=request)

    def send_mail(self, template_prefix, email, context):
        """Refuse: allauth's other mails are about sign-up and added addresses, which this site does not have."""
        raise NotImplementedError(f"This site does not send the email {template_prefix}.")

    def get_reauthentication_methods(self, user):
        """Lead from the editor, whose addresses name no language, to the pages in the user's language."""
        is_in_editor = context.request.path.startswith(reverse("wagtailadmin_home"))
        with override(preferred_language(user) if is_in_editor else get_language()):
            return super().get_reauthentication_methods(user)

    def is_reauthentication_required(self, *, app):
        """Do not ask for the password again when someone who just signed in sets up the first second factor."""
        request = context.request
        records = get_authentication_records(request, request.user)
        is_fresh = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        if app == "allauth.mfa" and is_fresh and not second_factor.has_second_factor(request.user):
            return False
        return super().is_reauthentication_required(app=app)


def _keys() -> MultiFernet:
    """Return the keys that encrypt second factors, so that a copy of the database alone opens no account.

    The first derives from `SECRET_KEY`; those of `SECRET_KEY_FALLBACKS` can still decrypt.
    """
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"second factors").derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))


def renew(text: str) -> str:
    """Encrypt a token again with the current key."""
    return _keys().rotate(text.encode()).decode()


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"cannot_delete_authenticator": LAST_FACTOR}

    def encrypt(self, text):
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Decrypt a text. Raises InvalidToken if no known key fits."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        return _("Passkey %(number)s") % {"number": user.authenticator_set.filter(type=type).count() + 1}

    def build_totp_svg(self, url):
        """Return the code as inline SVG, so the content security policy does not have to allow `data:` images."""
        code = segno.make(url, error="l", micro=False)
        return mark_safe(code.svg_inline(omitsize=True, svgclass=None, lineclass=None))  # noqa: S308 (a path of numbers)

    def can_delete_authenticator(self, authenticator):
        """Refuse to remove the last second factor of someone who needs one."""
        return not second_factor.is_only(authenticator) or not second_factor.must_prove(authenticator.user)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Sign in with a provider account whose verified address belongs to an invited account."""

    def pre_social_login(self, request, sociallogin):
        if sociallogin.state.get("process", AuthProcess.LOGIN) != AuthProcess.LOGIN or not self._is_ours(sociallogin):
            self._refuse(request, sociallogin)
        if sociallogin.provider.app.settings.get("has_guests") and self._is_guest(sociallogin):
            self._refuse(request, sociallogin, "socialaccount/guest_account.html")
        if not sociallogin.is_existing:
            user = self._invited(sociallogin)
            if user is None:
                self._refuse(request, sociallogin)
            sociallogin.connect(request, user)

    def _is_ours(self, sociallogin) -> bool:
        """Return whether the ID token's claims match the network's own accounts."""
        claims = _claims(sociallogin)
        required_claims = sociallogin.provider.app.settings["required_claims"]
        return all(str(claims.get(name, "")).lower() == value for name, value in required_claims.items())

    def _is_guest(self, sociallogin) -> bool:
        claims = _claims(sociallogin)
        if "acct" not in claims:
            name = sociallogin.provider.name
            logger.error("The ID token from %s has no “acct” claim. Add it (docs/install.md).", name)
        return providers.is_guest(claims)

    def _invited(self, sociallogin):
        """Return the one active user with a verified address of this account, or None."""
        active, users = get_user_model().objects.filter(is_active=True), []
        for address in sociallogin.email_addresses:
            if address.verified is True:
                users += active.filter(email__iexact=address.email)
        return users[0] if len(users) == 1 else None

    def _refuse(self, request, sociallogin, page="socialaccount/not_invited.html"):
        logger.warning("Sign-in with %s refused: the account is not invited, or is a guest", sociallogin.provider.name)
        raise ImmediateHttpResponse(render(request, page, status=403))


def _claims(sociallogin) -> dict:
    """Return the claims of the provider's ID token."""
    return sociallogin.account.extra_data.get("id_token") or {}
