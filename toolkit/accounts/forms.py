"""The sign-in forms, with this site's labels. All fields allow pasting and password managers."""

import logging

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from toolkit.accounts import reset_log, second_factor

logger = logging.getLogger(__name__)
LOST = _(
    "The site can no longer read your app or your recovery codes. Use a passkey, or ask the site's "
    "administrators to reset your second factor."
)


class WithoutPlaceholders:
    """Remove placeholders: labels above the fields stay visible while people type."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(WithoutPlaceholders, LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or email")
        login.widget.attrs |= {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        password.help_text = ""  # the link is below the button


class ForgottenPasswordForm(WithoutPlaceholders, ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")

    def save(self, request, **kwargs) -> str:
        """Queue one job for any address. Sending a mail here would take longer and so reveal that an account exists."""
        reset_log.mail_link.enqueue([user.pk for user in self.users])
        return self.cleaned_data["email"]


class TwoPasswords(WithoutPlaceholders):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")


class NewPasswordForm(TwoPasswords, ResetPasswordKeyForm):
    pass


class OtherPasswordForm(TwoPasswords, ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")


class PasswordAgainForm(WithoutPlaceholders, ReauthenticateForm):
    pass


class AddKeyForm(WithoutPlaceholders, AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with this passkey alone, without a password")
        alone.help_text = _("Leave this unchecked for an older key. It is then the second factor after your password.")
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("To help you recognize it, like “work laptop”.")


class KeyNameForm(WithoutPlaceholders, EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class Code(WithoutPlaceholders):
    label = _("Code from your app, or a recovery code")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


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
    label = _("Code from your app")
