"""E-mails of the site: plain and HTML, in the language of who gets them. Their templates stand in templates/mail."""

import logging

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import override
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm
from wagtail.admin.mail import send_mail

logger = logging.getLogger(__name__)


def preferred_language(user) -> str:
    """The language in which `user` has chosen to work, else the site's."""
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile and profile.preferred_language) or settings.LANGUAGE_CODE


def absolute(path: str) -> str:
    """A path of this site with its public host: mail has no page to be relative to."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def password_address(user) -> str:
    """Where `user` chooses a password, once, within `PASSWORD_RESET_TIMEOUT`."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return absolute(
        reverse("wagtailadmin_password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    )


def render(name: str, user, context: dict) -> tuple[str, str, str]:
    """Subject, text and HTML of the mail `name` for `user`."""
    context = {**context, "user": user}
    with override(preferred_language(user)):
        subject, text, html = (
            render_to_string(f"mail/{name}{end}", context).strip() for end in ("_subject.txt", ".txt", ".html")
        )
    return " ".join(subject.split()), text, html


def send(name: str, user, context: dict) -> None:
    """Sends the mail `name` to `user`; raises what the mail server says."""
    subject, text, html = render(name, user, context)
    send_mail(subject, text, [user.email], html_message=html)


class PasswordResetForm(WagtailPasswordResetForm):
    """“Forgotten password?”, answered by our mail."""

    def send_mail(
        self,
        subject_template_name,
        email_template_name,
        context,
        from_email,
        to_email,
        html_email_template_name=None,
    ):
        """A fault of the mail server is logged, never shown: only an address with an account can meet one."""
        user = context["user"]
        try:
            send("password", user, {"address": password_address(user)})
        except Exception:
            logger.exception("Failed to send password reset email to %s", user.pk)
