"""The forms of signing in, in words of the site. Any field may be pasted into and filled by a password manager."""

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class Plain:
    """Labels above the fields say what belongs in them; nothing is said inside them that is gone when one types."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or e-mail")
        login.widget.attrs |= {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        password.help_text = ""  # the link is below the button


class ForgottenPasswordForm(Plain, ResetPasswordForm):
    pass


class NewPasswordForm(Plain, ResetPasswordKeyForm):
    pass


class OtherPasswordForm(Plain, ChangePasswordForm):
    pass


class PasswordAgainForm(Plain, ReauthenticateForm):
    pass


class AddKeyForm(Plain, AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with it alone, without a password")
        alone.help_text = _("Leave it out for an older key: then it is the second factor beside your password.")
        self.fields["name"].help_text = _("So that you know it again, like “work laptop”.")


class Code(Plain):
    label = _("Code from your app, or a recovery code")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class SignInCodeForm(Code, mfa.AuthenticateForm):
    pass


class CodeAgainForm(Code, mfa.ReauthenticateForm):
    pass


class FirstCodeForm(Code, ActivateTOTPForm):
    label = _("Code from your app")
