"""E-mails of the site: plain and HTML, in the language of who gets them. Their templates stand in templates/mail."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.mail import send_mail


def preferred_language(user) -> str:
    """The language in which `user` has chosen to work, else the site's."""
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile and profile.preferred_language) or settings.LANGUAGE_CODE


def absolute(path: str) -> str:
    """A path of this site with its public host: mail has no page to be relative to."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def password_address(user) -> str:
    """Where `user` chooses a password, once, within `PASSWORD_RESET_TIMEOUT`."""
    key = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    with override(preferred_language(user)):
        return absolute(reverse("account_reset_password_from_key", args=key))


def render(name: str, user, context: dict) -> tuple[str, str, str]:
    """Subject, text and HTML of the mail `name` for `user`."""
    context = {**context, "user": user}
    with override(preferred_language(user)):
        subject, text, html = (
            render_to_string(f"mail/{name}{end}", context).strip() for end in ("_subject.txt", ".txt", ".html")
        )
    return " ".join(subject.split()), text, html


def send(name: str, user, context: dict, to: str = "") -> None:
    """Sends the mail `name` to `user`, at the address `to` if it is not theirs; raises what the mail server says."""
    subject, text, html = render(name, user, context)
    send_mail(subject, text, [to or user.email], html_message=html)
