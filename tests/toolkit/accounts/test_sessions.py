"""Sessions: the key changes at sign-in, unused ones expire, and nobody who reads the database opens one."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from toolkit.accounts.second_factor import SEEN
from toolkit.session_store import RowKey

from .conftest import PASSWORD, code_of, show_again, sign_in, sign_in_fully

pytestmark = pytest.mark.django_db


def key_of(client) -> str:
    """Return the session cookie of the client."""
    return client.cookies["sessionid"].value if "sessionid" in client.cookies else ""


def test_a_session_key_cannot_be_fixed_in_advance(client, person, app_of):
    secret = app_of(person())
    client.cookies["sessionid"] = "a" * 32  # chosen by someone else
    sign_in(client)
    before = key_of(client)
    assert before != "a" * 32
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    after = key_of(client)
    assert after not in (before, "a" * 32)
    assert not Session.objects.filter(session_key__in=[RowKey(before), RowKey("a" * 32)]).exists()
    assert UserSession.objects.get().session_key == RowKey(after)


def test_the_key_changes_after_reauthentication_only(client, paula):
    before = key_of(client)
    assert "Incorrect password" in show_again(client, "wrong").content.decode()
    assert key_of(client) == before
    assert client.post(reverse("signin_end_sessions", args=[1])).url.startswith("/accounts/reauthenticate/")
    code = RecoveryCodes.activate(paula).get_unused_codes()[0]
    for prove in (show_again, lambda client: client.post("/accounts/2fa/reauthenticate/", {"code": code})):
        before = key_of(client)
        prove(client)
        assert key_of(client) != before
        assert not Session.objects.filter(session_key=RowKey(before)).exists()
        assert UserSession.objects.get().session_key == RowKey(key_of(client))
        assert client.get("/admin/").status_code == 200


def test_signing_out_ends_the_session_and_clears_the_browsers_data(client, person, app_of):
    app_of(user := person())
    codes, stolen = iter(RecoveryCodes.activate(user).get_unused_codes()), Client()
    for address in ("/accounts/logout/", "/es/accounts/logout/", "/admin/logout/"):
        sign_in_fully(client, code=next(codes))
        stolen.cookies["sessionid"] = cookie = key_of(client)
        assert "Clear-Site-Data" not in stolen.get("/admin/")
        assert stolen.get("/admin/").status_code == 200
        assert client.post(address)["Clear-Site-Data"] == '"cache", "storage"'
        assert key_of(client) == ""
        assert stolen.get("/admin/").url.startswith("/accounts/login/")
        assert not Session.objects.filter(session_key=RowKey(cookie)).exists()
    assert "Clear-Site-Data" not in client.get("/accounts/login/")


@pytest.mark.parametrize("is_used", [False, True])
def test_an_unused_session_expires(client, paula, settings, is_used):
    assert settings.SESSION_IDLE_AGE == 3600
    if is_used:
        rest(client, 3590)
        assert client.get("/admin/").status_code == 200  # which uses the session
        seen = client.session[SEEN]
        client.get("/admin/")
        assert client.session[SEEN] == seen, "not every request writes the session"
        rest(client, 3590)
        assert client.get("/admin/").status_code == 200
    rest(client, 3601)
    answer = client.get("/admin/pages/")
    assert (answer.url, answer["Clear-Site-Data"]) == ("/accounts/login/?next=/admin/pages/", '"cache", "storage"')
    assert "_auth_user_id" not in client.session


def rest(client, seconds: int) -> None:
    """Make `client` inactive for the given time."""
    session = client.session
    if SEEN in session:
        session[SEEN] -= seconds
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


def test_an_admin_signs_somebody_out(client, person, app_of, boss):
    user, theirs = person(), Client()
    sign_in_fully(theirs, app_of(user))
    address = reverse("signin_end_sessions", args=[user.pk])
    assert address in client.get(reverse("wagtailusers_users:index")).content.decode()
    assert "signed out everywhere" in client.get(address).content.decode()
    client.post(address)
    assert theirs.get("/admin/").url.startswith("/accounts/login/")
    assert client.get("/admin/").status_code == 200
    assert ModelLogEntry.objects.get(action="signin.end_sessions").user == boss


def test_a_command_ends_the_sessions_of_one_or_all(client, paula, person, app_of, capsys, monkeypatch):
    other = Client()
    sign_in_fully(other, app_of(person("Site admin", "boss")), "boss")
    monkeypatch.setattr("builtins.input", lambda question: "n")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("end_sessions", "paula")
    assert client.get("/admin/").status_code == 200
    call_command("end_sessions", "paula", yes=True)
    assert capsys.readouterr().out.endswith("1 sessions ended.\n")
    assert client.get("/admin/").url.startswith("/accounts/login/")
    assert other.get("/admin/").status_code == 200
    call_command("end_sessions", everybody=True, yes=True)
    assert capsys.readouterr().out == "To sign out everywhere: boss.\n1 sessions ended.\n"
    assert other.get("/admin/").url.startswith("/accounts/login/")


ACCOUNTS = ["wagtailusers_users:add", "wagtailusers_users:edit", "wagtailusers_users:delete"]


def test_managing_accounts_needs_reauthentication(client, person, app_of):
    """The change that was asked for is made once after it."""
    sign_in_fully(client, app_of(person("Site admin", "boss")), "boss")
    user, gone = person(), person(name="gone")
    addresses = [reverse(name, args=[] if name.endswith("add") else [user.pk]) for name in ACCOUNTS]
    bulk = ["delete", "set_active_state", "assign_role"]
    bulk = [reverse("wagtail_bulk_action", args=["alliance_site", "user", action]) for action in bulk]
    data = {"mark_as_active": "False", "role": Group.objects.get(name="Writer").pk}
    for address in [*addresses, *(f"{one}?id={user.pk}" for one in bulk)]:
        assert client.post(address, data).url.startswith("/accounts/reauthenticate/?next="), address
    assert client.get(addresses[0]).url.startswith("/accounts/reauthenticate/?next=")
    user.refresh_from_db()
    assert (user.is_active, [group.name for group in user.groups.all()]) == (True, ["Publisher"])
    deletion = reverse("wagtailusers_users:delete", args=[gone.pk])
    asked = client.post(deletion)
    for password, is_there in (("wrong", True), (PASSWORD, False)):
        client.post(asked.url, {"password": password, "next": deletion})
        assert type(gone).objects.filter(pk=gone.pk).exists() is is_there
    assert {client.get(address).status_code for address in addresses} == {200}


# What is stored


COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
    AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea')
"""


def texts() -> set[str]:
    """Yield every text in every table, and the contents of sessions."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT DISTINCT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            found |= {text for (text,) in cursor.fetchall()}
    return found | {str(session.get_decoded()) for session in Session.objects.all()}


def opens(cookie: str) -> bool:
    client = Client()
    client.cookies["sessionid"] = cookie
    return client.get("/admin/").status_code == 200


def test_nothing_stored_at_sign_in_opens_the_session(client, person, app_of):
    secret = app_of(person("Site admin"))
    before = texts()
    sign_in_fully(client, secret)
    show_again(client)
    cookie = client.cookies["sessionid"].value
    assert opens(cookie)
    written = texts() - before
    assert not [text for text in written if cookie in text]
    tried = {word for text in written for word in {text, *re.findall(r"[\w-]{8,}", text)} if len(word) < 500}
    assert {*Session.objects.values_list("pk", flat=True)} < tried
    cookies = {re.sub(r"[^\x21-\x7e]", "", word) for word in tried}  # what a header can contain
    assert not any(map(opens, cookies))
