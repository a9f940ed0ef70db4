"""The site's emails, as text and HTML, in the recipient's language. The templates are in templates/mail."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.mail import send_mail

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visitor:
    """Someone without an account who gave an address, and the language of the page they were on."""

    email: str
    language: str
    pk: None = None


def preferred_language(user) -> str:
    """Return the editor language of `user`, the language of a visitor, or the site's."""
    if isinstance(user, Visitor):
        return user.language
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile and profile.preferred_language) or settings.LANGUAGE_CODE


def absolute(path: str) -> str:
    """Return a path of this site with the public host, for links in mails."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def password_address(user) -> str:
    """Return the one-time link where `user` chooses a password, valid for `PASSWORD_RESET_TIMEOUT`."""
    key = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    with override(preferred_language(user)):
        return absolute(reverse("account_reset_password_from_key", args=key))


def render(name: str, user, context: dict) -> tuple[str, str, str]:
    """Return subject, text, and HTML, which is marked as safe, of the mail `name` for `user`."""
    context = {**context, "user": user, "network": settings.NETWORK}
    with override(preferred_language(user)):
        subject, text, html = (
            render_to_string(f"mail/{name}{end}", context) for end in ("_subject.txt", ".txt", ".html")
        )
    return " ".join(subject.split()), text.strip(), html


def send(name: str, user, context: dict, to: str = "", reply_to: Iterable = ()) -> None:
    """Send the mail `name` to `user`, or to the address `to` if given. Raises mail server errors.

    Replies go to the users `reply_to`, and the mail says so.
    """
    answers_to = [one.email for one in reply_to if one != user]
    subject, text, html = render(name, user, {**context, "is_answered": bool(answers_to)})
    send_mail(subject, text, [to or user.email], html_message=html, reply_to=answers_to)


def notify(users: Iterable, name: str, context: dict, to: str = "", reply_to: Iterable = ()) -> list:
    """Send the mail `name` to each of `users`, or to the address `to`; return the users it was sent to.

    Mail server errors are logged and never reach the person whose action sends the mail.
    """
    recipients = []
    for user in users:
        try:
            send(name, user, context, to=to, reply_to=reply_to)
        except Exception:
            logger.exception("Failed to email %s to user %s", name, user.pk)
        else:
            recipients.append(user)
    return recipients
