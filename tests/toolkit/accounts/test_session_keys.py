"""Someone who reads the database or a backup cannot take over a session."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from toolkit.activity_log.models import AuditEntry

from .conftest import show_again, sign_in_fully

pytestmark = pytest.mark.django_db
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


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = value
    return client


def test_nothing_stored_at_sign_in_opens_the_session(client, person, app_of):
    secret = app_of(person("Site admin"))
    before = texts()
    sign_in_fully(client, secret)
    show_again(client)
    cookie = client.cookies["sessionid"].value
    assert with_cookie(cookie).get("/admin/").status_code == 200
    written = texts() - before
    assert not [text for text in written if cookie in text]
    tried = {word for text in written for word in {text, *re.findall(r"[\w-]{8,}", text)} if len(word) < 500}
    assert {*Session.objects.values_list("pk", flat=True)} < tried
    cookies = {re.sub(r"[^\x21-\x7e]", "", word) for word in tried}  # what a header can contain
    assert not [cookie for cookie in cookies if with_cookie(cookie).get("/admin/").status_code == 200]


def test_signing_out_is_not_logged_as_an_ended_session(client, person, app_of):
    sign_in_fully(client, app_of(person()))
    show_again(client)  # gives it a new key
    client.post("/accounts/logout/")
    assert not AuditEntry.objects.filter(action="session.ended").exists()
