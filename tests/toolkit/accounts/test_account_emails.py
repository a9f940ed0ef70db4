"""Owners get an email about every change that opens, closes, or changes their account."""

import logging

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.jobs import forgot
from tests.reminders import body

from .conftest import NEW, change_password, choose_password, code_of, mailed_link, show_again, sign_in, sign_in_fully

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    """Run something as if its transaction were committed, and return the emails it sent."""

    def do(action, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(*args, **kwargs)
        return list(mail.outbox)

    return do


def edit(client, user, **changes):
    """Send the editor's form of a user."""
    form = {"username": user.username, "email": user.email, "first_name": "Paula", "last_name": "Y", "is_active": "on"}
    form |= {"groups": [group.pk for group in user.groups.all()]} | changes
    response = client.post(reverse("wagtailusers_users:edit", args=[user.pk]), form)
    assert response.status_code == 302, response.context["form"].errors


def the_one(mails):
    (message,) = mails
    return message


def test_a_removed_passkey_and_a_changed_password_are_mailed_to_the_owner(client, paula, done):
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    message = the_one(done(change_password, client))
    assert message.to == ["paula@example.org"]
    assert message.subject == "Your account has a new password"
    assert "with Firefox, Windows, from the network address 127.0.0.1." in body(message)
    assert "http://testserver/accounts/2fa/" in body(message)
    assert NEW not in message.body + message.alternatives[0].content
    show_again(client, NEW)
    key = Authenticator.objects.create(user=paula, type="webauthn", data={"name": "Key", "credential": {}})
    message = the_one(done(client.post, reverse("mfa_remove_webauthn", args=[key.pk])))
    assert message.subject == "A passkey was removed from your account"


def test_a_password_reset_and_the_first_sign_in_after_it_are_mailed(client, person, app_of, done):
    user = person()
    secret = app_of(user)
    user.last_login = timezone.now()
    user.save()
    forgot(client, user.email)
    path = mailed_link()
    message = the_one(done(choose_password, client, path))
    assert (message.to, message.subject) == ([user.email], "Your account has a new password")
    assert "A password was chosen through the link emailed to this" in body(message)
    assert done(sign_in, client, password=NEW) == []  # not signed in yet
    message = the_one(done(client.post, "/accounts/2fa/authenticate/", {"code": code_of(secret)}))
    assert message.subject == "Someone signed in to your account"
    client.post(reverse("account_logout"))
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert done(sign_in_fully, client, code=code, password=NEW) == []  # only the first
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth sends the notice about a new factor on commit
def test_a_new_or_removed_app_and_new_recovery_codes_are_mailed(client, person, mailoutbox):
    user = person(None)  # anyone with a role must keep the last factor
    sign_in(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    client.post(reverse("mfa_generate_recovery_codes"))
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    client.post(reverse("mfa_deactivate_totp"))
    assert [message.subject for message in mailoutbox] == [
        "An app was set up for your account",
        "Your account has new recovery codes",
        "The app was removed from your account",
    ]
    said = "".join(message.body + message.alternatives[0].content for message in mailoutbox)
    assert not [hidden for hidden in (secret, *codes) if hidden in said]


def test_a_second_factor_reset_and_the_first_sign_in_after_it_are_mailed(client, person, app_of, boss, done):
    user, theirs = person(), Client()
    sign_in_fully(theirs, app_of(user))
    message = the_one(done(client.post, reverse("signin_reset_second_factor", args=[user.pk])))
    assert (message.to, message.subject) == ([user.email], "Your two-step sign-in was reset")
    assert "by boss, who manages staff accounts" in body(message)
    assert "network address" not in body(message)  # does not mention the admin
    assert the_one(done(sign_in, theirs)).subject == "Someone signed in to your account"
    app_of(user)
    message = the_one(done(call_command, "reset_second_factor", user.email, yes=True))
    assert "by the site’s administrators" in body(message)
    get_user_model().objects.filter(pk=user.pk).update(email="")
    assert done(client.post, reverse("signin_reset_second_factor", args=[user.pk])) == []


@pytest.mark.parametrize(
    ("role", "changes", "subject", "text"),
    [
        ("Writer", {"groups": "Publisher"}, "Your account has a new role", "role was: Writer. It is now: Publisher."),
        ("Publisher", {"groups": [], "is_superuser": "on"}, "Your account has a new role", "It is now: Site admin."),
        ("Publisher", {"username": "pauline"}, "Your account has a new user name", "was paula and is now pauline"),
        ("Publisher", {"first_name": "Paola"}, "", ""),
        ("Writer", {"email": "new@example.org"}, "Your account has a new email address", "is now new@example.org"),
    ],
)
def test_what_others_change_is_mailed_to_the_owner(client, person, boss, done, role, changes, subject, text):
    user = person(role)
    if changes.get("groups"):
        changes = {"groups": [Group.objects.get(name=changes["groups"]).pk]}
    mails = done(edit, client, user, **changes)
    to = ["paula@example.org", *([changes["email"]] if "email" in changes else [])]  # both addresses
    assert [(*message.to, message.subject) for message in mails] == [(address, subject) for address in to if subject]
    assert all(text in body(message) for message in mails)


def test_closing_reopening_and_deleting_are_mailed(client, person, app_of, boss, done):
    user, theirs = person(), Client()
    sign_in_fully(theirs, app_of(user))
    message = the_one(done(edit, client, user, is_active=""))
    assert message.subject == "Your account was closed"
    assert "http" not in body(message)
    message = the_one(done(edit, client, user))
    assert message.subject == "Your account was reopened"
    assert theirs.get("/admin/").url.startswith("/accounts/login/")  # its sessions do not come back
    message = the_one(done(client.post, reverse("wagtailusers_users:delete", args=[user.pk])))
    assert (message.to, message.subject) == (["paula@example.org"], "Your account was deleted")
    assert not get_user_model().objects.filter(username="paula").exists()


@pytest.mark.parametrize(
    ("action", "data", "subject"),
    [
        ("assign_role", {"role": "Publisher"}, "Your account has a new role"),
        ("set_active_state", {"mark_as_active": "False"}, "Your account was closed"),
        ("delete", {}, "Your account was deleted"),
    ],
)
def test_bulk_actions_are_mailed_to_each_owner(client, person, boss, done, action, data, subject):
    users = [person("Writer", name) for name in ("wendy", "will")]
    if "role" in data:
        data = {"role": Group.objects.get(name=data["role"]).pk}
    address = reverse("wagtail_bulk_action", args=["alliance_site", "user", action])
    ids = "&".join(f"id={user.pk}" for user in users)
    mails = done(client.post, f"{address}?{ids}", data)
    assert sorted(message.to[0] for message in mails) == ["wendy@example.org", "will@example.org"]
    assert {message.subject for message in mails} == {subject}


def test_a_hostile_role_name_is_only_text(client, person, boss, done):
    Group.objects.create(name='<img src="https://elsewhere.example/x"> %(after)s')
    message = the_one(done(edit, client, person("Writer"), groups=[Group.objects.get(name__startswith="<img").pk]))
    assert "<img" not in message.alternatives[0].content
    assert '<img src="https://elsewhere.example/x"> %(after)s.' in body(message)
    user = person(name="pilar")
    UserProfile.objects.create(user=user, preferred_language="es")
    message = the_one(done(edit, client, user, groups=[]))
    assert message.subject == "Su cuenta tiene otro rol"
    assert "Su rol era: Publisher. Ahora es: ninguna." in body(message)
    assert "/es/accounts/2fa/" in body(message)
    assert '<html lang="es"' in message.alternatives[0].content


def test_a_failing_mail_server_stops_nothing(client, paula, done, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with caplog.at_level(logging.ERROR):
        assert done(change_password, client) == []
    assert "Failed to email notice to user" in caplog.text
    paula.refresh_from_db()
    assert paula.check_password(NEW)
