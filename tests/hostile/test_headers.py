"""Hostile headers in responses and emails."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from schools.mistakes.guard import guard
from schools.models import School
from tests.jobs import forgot, work

from .requests import PASSWORD, REPORT, TABLE, person

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


@pytest.mark.parametrize(
    "path",
    [
        "/%0d%0aSet-Cookie:%20a=b",
        "/about%0d%0aX-Evil:%20yes",
        "/accounts/login?next=/%0d%0aX-Evil:%20yes",
        "/_util/login/?next=%0d%0aX-Evil:%20yes",
    ],
)
def test_no_address_adds_a_header(client, told, path):
    response = client.get(path)
    assert "X-Evil" not in response
    assert not any("\n" in value for value in response.headers.values())
    assert "a" not in response.cookies
    told(TABLE, f"GET {path}", f"{response.status_code}, no such header", "nothing")


@pytest.mark.parametrize("name", ["Gertz\r\nBcc: all@evil.example", "Gertz\nSubject: evil", "=?utf-8?q?evil?="])
def test_no_name_adds_a_header_to_a_mail(client, monkeypatch, told, name):
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))
    get_user_model().objects.create_superuser("admin", "admin@example.org", PASSWORD)
    School.objects.filter(slug="gertz-ressler").update(name=name)
    client.post(REPORT, {"text": "wrong", "stamp": guard.stamp("gertz-ressler")})
    work()
    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert message.recipients() == ["admin@example.org"]
    sent = message.message()
    assert {name.lower() for name in sent} <= {
        *("content-type", "mime-version", "subject", "from", "to", "date", "message-id", "auto-submitted"),
    }
    told(TABLE, f"a school called {name!r}, in a mail", "one line of subject", "one mail, to whom it is for")


@pytest.mark.parametrize(
    "address",
    [
        "paula@example.org\nBcc: all@evil.example",
        "paula@example.org,all@evil.example",
        "paula@evil.example",
        "ＰＡＵＬＡ@example.org",
    ],
)
def test_a_password_is_mailed_to_the_address_on_record_only(client, told, address):
    person()
    forgot(client, address)
    assert all(message.recipients() == ["paula@example.org"] for message in mail.outbox)
    told(TABLE, f"“Forgot your password?” for {address!r}", "the same answer as always", f"{len(mail.outbox)} mails")
