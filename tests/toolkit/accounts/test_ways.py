"""A staff member's account: invitation, password, second factor, lost devices, sessions, and signing out.

Owners get an email about every change that opens, closes, or changes their account.
"""

import logging
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from tests.jobs import forgot
from tests.reminders import body
from toolkit.accounts import adapters

from .conftest import (
    NEW,
    change_password,
    choose_password,
    code_of,
    factors,
    mailed_link,
    show_again,
    sign_in,
    sign_in_fully,
)

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_an_expired_invitation_can_be_renewed_by_its_owner(client, settings):
    call_command("invite", "ana@example.org", role="Writer")
    path = mailed_link()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "The link no longer works" in client.get(path, follow=True).content.decode()
    settings.PASSWORD_RESET_TIMEOUT = 3600
    forgot(client, "ana@example.org")
    choose_password(client, mailed_link())
    assert sign_in(client, "ana@example.org", NEW).url == "/admin/"


def test_a_user_added_in_the_editor_is_invited(client, boss, mailoutbox):
    form = client.get(reverse("wagtailusers_users:add")).content.decode()
    assert "password" not in form.lower().replace("password-", "")
    group = Group.objects.get(name="Writer")
    fields = {"username": "ana", "email": "ana@example.org", "first_name": "Ana", "last_name": "X", "groups": group.pk}
    for wrong, error in (
        ({"groups": []}, "Choose a role."),
        ({"email": boss.email.upper()}, f"{boss.email.upper()} already has an account."),
    ):
        assert error in client.post(reverse("wagtailusers_users:add"), fields | wrong).content.decode()
    client.post(reverse("wagtailusers_users:add"), fields)
    ana = get_user_model().objects.get(username="ana")
    assert not ana.has_usable_password()
    assert mailoutbox[-1].to == ["ana@example.org"]
    assert "Writer" in mailoutbox[-1].body
    listing = client.get(reverse("wagtailusers_users:index")).content.decode()
    again = reverse("signin_invite", args=[ana.pk])
    assert again in listing
    assert client.get(again).status_code == 200
    client.post(again)
    assert len(mailoutbox) == 2
    choose_password(Client(), mailed_link())
    assert again not in client.get(reverse("wagtailusers_users:index")).content.decode()


def test_a_new_password_ends_all_other_sessions(client, paula):
    other = Client()
    sign_in_fully(other, code=RecoveryCodes.activate(paula).get_unused_codes()[0])
    assert other.get("/admin/").status_code == 200
    change_password(client)
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").url.startswith("/accounts/login/")


def test_a_password_reset_does_not_replace_the_second_factor(client, person, app_of):
    user = person()
    RecoveryCodes.activate(user)
    sign_in(client)
    assert client.get("/admin/").url == "/accounts/2fa/"
    client.logout()
    Authenticator.objects.all().delete()
    app_of(user)
    forgot(client, user.email.upper())
    choose_password(client, mailed_link())
    assert "_auth_user_id" not in client.session
    assert sign_in(client, password=NEW).url == "/accounts/2fa/authenticate/"


def test_the_last_required_second_factor_cannot_be_removed(client, paula):
    show_again(client)
    page = client.post(reverse("mfa_deactivate_totp")).content.decode()
    assert "This is your only way of two-step sign-in" in page
    key = Authenticator.objects.create(user=paula, type="webauthn", data={"name": "Key", "credential": {}})
    Authenticator.objects.filter(user=paula, type="totp").delete()
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert factors(paula) == {"webauthn"}


def test_a_lost_second_factor_is_reset_by_an_admin(client, person, app_of, boss):
    user, lost = person(), Client()
    sign_in_fully(lost, app_of(user))
    RecoveryCodes.activate(user)
    address = reverse("signin_reset_second_factor", args=[user.pk])
    assert address in client.get(reverse("wagtailusers_users:index")).content.decode()
    assert "Do this only if you see the person or recognize their" in client.get(address).content.decode()
    client.post(address)
    assert factors(user) == set()
    assert lost.get("/admin/").url.startswith("/accounts/login/")
    entry = ModelLogEntry.objects.get(action="signin.reset_second_factor")
    assert (entry.user, entry.object_id) == (boss, str(user.pk))
    sign_in(lost)
    assert lost.get("/admin/").url == "/accounts/2fa/"


def test_a_command_resets_a_second_factor_after_asking(person, app_of, capsys, monkeypatch):
    user = person()
    app_of(user)
    for answer in ("", "n"):
        monkeypatch.setattr("builtins.input", lambda question, answer=answer: answer)
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("reset_second_factor", "PAULA@example.org")
        assert "Second factors of paula (paula@example.org): 1 × TOTP Authenticator." in capsys.readouterr().out
    assert factors(user) == {"totp"}
    monkeypatch.setattr("builtins.input", lambda question: "y")
    call_command("reset_second_factor", "PAULA@example.org")
    assert factors(user) == set()
    with pytest.raises(CommandError, match="No account matches"):
        call_command("reset_second_factor", "nobody@example.org")


def test_only_user_managers_reset_others_second_factors(client, person, app_of, boss):
    other, their_browser, publisher = person("Writer", "wendy"), Client(), Client()
    sign_in_fully(their_browser, app_of(other), "wendy")
    sign_in_fully(publisher, app_of(person()))
    names = ("signin_reset_second_factor", "signin_invite", "signin_end_sessions")
    show_again(publisher)
    assert {publisher.post(reverse(name, args=[other.pk])).url for name in names} == {"/admin/"}
    assert factors(other) == {"totp"}
    assert their_browser.get("/admin/").status_code == 200
    for name in names:
        client.post(reverse(name, args=[boss.pk]))
    assert factors(boss) == {"totp"}
    assert client.get("/admin/").status_code == 200


def test_sessions_are_listed_and_one_is_ended(client, person, app_of):
    user = person()
    app_of(user)
    codes = iter(RecoveryCodes.activate(user).get_unused_codes())
    other = Client(HTTP_USER_AGENT=FIREFOX)
    for one in (client, other):
        sign_in_fully(one, code=next(codes))
    page = client.get("/accounts/sessions/").content.decode()
    assert "Firefox, Windows" in page
    ended = UserSession.objects.get(user_agent=FIREFOX)
    assert other.get("/admin/").status_code == 200
    address = reverse("end_session", args=[ended.pk])
    assert client.get(address).status_code == 405
    asked = client.post(address)
    assert asked.url == f"/accounts/reauthenticate/?{urlencode({'next': address})}"
    assert other.get("/admin/").status_code == 200
    assert show_again(client, next=address).url == "/accounts/sessions/"
    assert other.get("/admin/").url.startswith("/accounts/login/")
    assert client.get("/admin/").status_code == 200
    sign_in_fully(other, app_of(person("Publisher", "other")), "other")
    theirs = UserSession.objects.get(user__username="other")
    assert client.post(reverse("end_session", args=[theirs.pk])).status_code == 404
    assert other.get("/admin/").status_code == 200


def test_a_busy_session_expires_too(client, person, app_of, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client.get("/accounts/login/")
    sign_in_fully(client, app_of(person()))
    for name in ("sessionid", "csrftoken"):  # deploy/nginx uses the first name to tell staff from visitors
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 12 * 3600
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 12 * 3600 + 1
    session.save()
    assert client.get("/admin/").url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_second_factors_outlive_a_new_secret_key(client, person, app_of, settings, capsys):
    secret = app_of(person())
    RecoveryCodes.activate(Authenticator.objects.get().user)
    kept = "".join(str(factor.data) for factor in Authenticator.objects.all())
    assert secret not in kept
    values = re.findall(r"'(?:secret|seed)': '([^']+)'", kept)
    assert len(values) == 2
    assert all(value.startswith("gAAAA") for value in values)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret key, made for this test"
    settings.SECRET_KEY_FALLBACKS = [old]
    call_command("reencrypt_second_factors")
    assert capsys.readouterr().out == "2 secrets encrypted with the current key.\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert adapters.MFAAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert sign_in_fully(client, secret).url == "/admin/"
    settings.SECRET_KEY = "and one that was forgotten"
    call_command("reencrypt_second_factors")
    assert "2 secrets cannot be decrypted with any known key" in capsys.readouterr().err


def test_fields_have_autocomplete_and_help(client, person, app_of):
    login = client.get("/accounts/login/").content.decode()
    assert re.search(r'name="login"[^>]*autocomplete="username webauthn"', login)
    assert re.search(r'name="password"[^>]*autocomplete="current-password"', login)
    app_of(person())
    sign_in(client)
    code = client.get("/accounts/2fa/authenticate/").content.decode()
    assert re.search(r'name="code"[^>]*autocomplete="one-time-code"', code)
    words = [sign_in(client, name, "wrong").content.decode() for name in ("paula", "nobody")]
    assert re.sub("paula|nobody|csrf.*?>", "", words[0]) == re.sub("paula|nobody|csrf.*?>", "", words[1])


# Emails


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


def test_a_removed_passkey_and_a_changed_password_are_mailed_to_the_owner(client, paula, done):
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    (message,) = done(change_password, client)
    assert message.to == ["paula@example.org"]
    assert message.subject == "Your account has a new password"
    assert "with Firefox, Windows, from the network address 127.0.0.1." in body(message)
    assert "http://testserver/accounts/2fa/" in body(message)
    assert NEW not in message.body + message.alternatives[0].content
    show_again(client, NEW)
    key = Authenticator.objects.create(user=paula, type="webauthn", data={"name": "Key", "credential": {}})
    (message,) = done(client.post, reverse("mfa_remove_webauthn", args=[key.pk]))
    assert message.subject == "A passkey was removed from your account"


def test_a_password_reset_and_the_first_sign_in_after_it_are_mailed(client, person, app_of, done):
    user = person()
    secret = app_of(user)
    user.last_login = timezone.now()
    user.save()
    forgot(client, user.email)
    path = mailed_link()
    (message,) = done(choose_password, client, path)
    assert (message.to, message.subject) == ([user.email], "Your account has a new password")
    assert "A password was chosen through the link emailed to this" in body(message)
    assert done(sign_in, client, password=NEW) == []  # not signed in yet
    (message,) = done(client.post, "/accounts/2fa/authenticate/", {"code": code_of(secret)})
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
    (message,) = done(client.post, reverse("signin_reset_second_factor", args=[user.pk]))
    assert (message.to, message.subject) == ([user.email], "Your two-step sign-in was reset")
    assert "by boss, who manages staff accounts" in body(message)
    assert "network address" not in body(message)  # does not mention the admin
    (message,) = done(sign_in, theirs)
    assert message.subject == "Someone signed in to your account"
    app_of(user)
    (message,) = done(call_command, "reset_second_factor", user.email, yes=True)
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
    (message,) = done(edit, client, user, is_active="")
    assert message.subject == "Your account was closed"
    assert "http" not in body(message)
    (message,) = done(edit, client, user)
    assert message.subject == "Your account was reopened"
    assert theirs.get("/admin/").url.startswith("/accounts/login/")  # its sessions do not come back
    (message,) = done(client.post, reverse("wagtailusers_users:delete", args=[user.pk]))
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
    (message,) = done(edit, client, person("Writer"), groups=[Group.objects.get(name__startswith="<img").pk])
    assert "<img" not in message.alternatives[0].content
    assert '<img src="https://elsewhere.example/x"> %(after)s.' in body(message)
    user = person(name="pilar")
    UserProfile.objects.create(user=user, preferred_language="es")
    (message,) = done(edit, client, user, groups=[])
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
