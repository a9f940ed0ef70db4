"""The sign-in forms, with this site's labels. All fields allow pasting and password managers."""

import logging

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from toolkit.accounts import notifications, second_factor

logger = logging.getLogger(__name__)
NOT_WORDS = {"autocapitalize": "none", "spellcheck": "false"}  # attributes of inputs
LOST = _(
    "The site can no longer read your app or your recovery codes. Use a passkey, or ask the site's "
    "administrators to reset your two-step sign-in."
)


class Labeled:
    """Give fields our `labels`, by name, and no placeholders: labels stay visible while people type."""

    labels: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignInForm(Labeled, account.LoginForm):
    labels = {"login": _("User name or email")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.widget.attrs |= {"autocomplete": "username webauthn", **NOT_WORDS}
        password.help_text = ""  # the link is below the button


class ForgottenPasswordForm(Labeled, account.ResetPasswordForm):
    labels = {"email": _("Email address")}

    def save(self, request, **kwargs) -> str:
        """Queue one job for any address. Sending a mail here would take longer and so reveal that an account exists."""
        notifications.mail_link.enqueue([user.pk for user in self.users])
        return self.cleaned_data["email"]


class NewPasswordForm(Labeled, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password again")}


class OtherPasswordForm(Labeled, account.ChangePasswordForm):
    labels = NewPasswordForm.labels | {"oldpassword": _("Current password")}


class PasswordAgainForm(Labeled, account.ReauthenticateForm):
    pass


class AddKeyForm(Labeled, AddWebAuthnForm):
    labels = {"passwordless": _("Sign in with this passkey alone, without a password"), "name": _("Name")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.help_text = _("Leave this unchecked for an older key. It is then the second step after your password.")
        self.fields["name"].help_text = _("To help you recognize it, like “work laptop”.")


class KeyNameForm(Labeled, EditWebAuthnForm):
    labels = {"name": _("Name")}


class Code(Labeled):
    labels = {"code": _("Code from your app, or a recovery code")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", **NOT_WORDS}


class StoredCode(Code):
    """Check a code of a stored factor, even if some of the secrets can no longer be decrypted."""

    def clean_code(self):
        try:
            return super().clean_code()
        except InvalidToken:
            logger.error("Cannot decrypt a second factor. Add the previous SECRET_KEY to SECRET_KEY_FALLBACKS.")
            return self._clean_readable()

    def _clean_readable(self):
        """Try the person's other factors, which may have been set up later."""
        code = self.cleaned_data["code"]
        for factor in self.user.authenticator_set.exclude(type=second_factor.Authenticator.Type.WEBAUTHN):
            try:
                is_right = factor.wrap().validate_code(code)
            except InvalidToken:
                continue
            if is_right:
                self.authenticator = factor
                return code
        raise ValidationError(LOST, code="lost")


class SignInCodeForm(StoredCode, mfa.AuthenticateForm):
    pass


class CodeAgainForm(StoredCode, mfa.ReauthenticateForm):
    pass


class FirstCodeForm(Code, ActivateTOTPForm):
    labels = {"code": _("Code from your app")}
