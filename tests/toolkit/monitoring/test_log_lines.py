"""A log line, and what Sentry gets, says what the code did and where it failed, and nothing that a visitor sent."""

import io
import json
import logging
import sys
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError

from tests.ground.programs import environment, run
from tests.production import PRODUCTION
from toolkit import request_id
from toolkit.mail import password_address
from toolkit.monitoring.logs import Json, Line, WithoutQuestions

SECRET = "Willowbrook"


@pytest.fixture(autouse=True)
def outside_of_requests():
    """Independent of what ran before in this process."""
    request_id.end()


def logged(formatter, message="It failed", *arguments, error=None, **extra) -> str:
    """Log one record through the site's filter and a formatter, and return the output."""
    written = io.StringIO()
    handler, logger = logging.StreamHandler(written), logging.Logger("somewhere")
    handler.setFormatter(formatter)
    handler.addFilter(WithoutQuestions())
    logger.addHandler(handler)
    logger.error(message, *arguments, exc_info=error, extra=extra)
    return written.getvalue()


def raised(error, cause=None):
    error.__context__ = cause  # as if it was raised while that was handled
    try:
        raise error
    except Exception:
        return error


QUOTING = [
    ValueError(f"invalid literal for int() with base 10: '{SECRET}'"),
    KeyError(SECRET),
    IntegrityError(f'duplicate key value violates unique constraint "name"\nDETAIL:  Key (name)=({SECRET}) exists.'),
    OperationalError(f"cannot reach https://example.org/?q={SECRET}"),
    FileNotFoundError(2, "No such file or directory", f"/uploads/{SECRET}.pdf"),
    ExceptionGroup(SECRET, [ValueError(SECRET)]),
]


@pytest.mark.parametrize("formatter", [Json(), Line()])
@pytest.mark.parametrize("error", QUOTING, ids=lambda error: type(error).__name__)
def test_no_error_tells_the_value_it_stumbled_over(formatter, error):
    line = logged(formatter, error=raised(RuntimeError(f"form={SECRET}"), cause=error))
    assert SECRET not in line
    assert "RuntimeError" in line
    assert type(error).__name__ in line  # the cause, too
    assert "test_log_lines.py" in line  # and the location


def test_what_code_and_constraints_say_is_told():
    line = logged(Line(), error=raised(QUOTING[2]))
    assert 'IntegrityError: duplicate key value violates unique constraint "name"\n' in line
    said = "'X' object has no attribute 'y'"
    assert f"AttributeError: {said}" in logged(Line(), error=raised(AttributeError(said)))


def test_an_object_is_one_line():
    line = json.loads(logged(Json(), "Really? %s", SECRET[:3], request=SECRET, user=SECRET, status_code=500))
    assert set(line) == {"time", "level", "logger", "message", "request"}
    assert line["request"] == "-"
    assert line["message"] == "Really? Wil"
    assert logged(Json(), "one\ntwo", error=raised(QUOTING[0])).count("\n") == 1
    assert json.loads(logged(Json(), entry={"action": "export.made"}))["entry"] == {"action": "export.made"}


@pytest.mark.django_db
def test_the_key_of_a_new_password_is_in_no_line():
    path = urlsplit(password_address(get_user_model()(pk=7, password="!"))).path
    line = logged(Line(), "Not Found: %s", path)
    assert "Not Found: /accounts/password/reset/key/\n" in line


@pytest.mark.django_db
def test_no_secret_of_an_address_is_in_the_line_of_its_request(client, caplog):
    caplog.set_level(logging.INFO, "toolkit.monitoring.requests")
    for kept, secret in (
        ("/es/accounts/password/reset/key/", "7-c9x-0123456789abcdef/"),
        ("/due-dates/", "WzcsImEiXQ:0123456789abcdef.ics"),
        ("/es/drafts/", "WzcsImEiXQ:0123456789abcdef/"),
        ("/robots.txt", f"%3Fnear={SECRET}%0AGET /admin/ 200"),
    ):
        caplog.clear()
        client.get(kept + secret)
        (record,) = [record for record in caplog.records if record.name == "toolkit.monitoring.requests"]
        assert record.request_fields["path"] == kept
        assert secret[:8] not in caplog.text
        assert SECRET not in record.getMessage()
        assert "\n" not in record.getMessage()


def test_the_proxys_name_for_a_request_is_kept_and_any_other_gets_its_own(client):
    def name_of(offered):
        return client.get("/site.webmanifest", headers={"x-request-id": offered})["X-Request-ID"]

    for offered in ("0f3c5a7e-1111-4222-8333-944445555666", "a.b_c-12345678"):
        assert name_of(offered) == offered
    for offered in ("", "short", "x" * 65, "two words 12345", 'a"b"c"d"e"f', "line\\nbreak12345"):
        assert len({offered, name_of(offered), name_of(offered)}) == 3


# A view's error with everything a request can carry, sent to a transport of Sentry that prints it.
REQUEST = """
import json, logging, sys
from toolkit.monitoring import sentry
from sentry_sdk.transport import Transport

class Printing(Transport):
    def capture_envelope(self, envelope):
        for item in envelope.items:
            print(json.dumps(item.payload.json))

start = sentry.start
sentry.start = lambda: start(transport=Printing)
from django.conf import settings
settings.RELEASE = "2026.11"
from alliance_site.wsgi import application
from django.test import RequestFactory
from django.views.decorators.csrf import csrf_exempt
from toolkit.accounts.second_factor import SecondFactorMiddleware
from alliance_site.urls import urlpatterns

secret = sys.argv[1]
def broken(*args, **kwargs):
    kept = secret
    raise RuntimeError(secret) from ValueError(secret)
# It asks the database who has this session, and there is none here.
SecondFactorMiddleware.__call__ = lambda self, request: self.get_response(request)
# Exempt, so that the post below, which has no token, reaches the view and fails there.
next(one for one in urlpatterns if getattr(one, "name", "") == "robots").callback = csrf_exempt(broken)
asked = RequestFactory(headers={
    "host": "www.example.org", "x-forwarded-proto": "https", "x-request-id": "name-of-the-request",
    "cookie": "sessionid=" + secret, "user-agent": secret, "authorization": secret,
}).post("/robots.txt?near=" + secret, {"name": secret}, REMOTE_ADDR="192.0.2.77")
list(application(asked.environ, lambda status, headers: None))
logging.getLogger("somewhere").error("Asked /schools/?near=%s", secret, extra={"form": secret})
"""


def test_an_error_tells_what_failed_and_nothing_of_who_asked():
    env = environment(**PRODUCTION, SENTRY_DSN="https://key@sentry.example.org/1", ENVIRONMENT="staging")
    done = run(sys.executable, "-c", REQUEST, SECRET, env=env)
    assert done.returncode == 0, done.stderr
    error, line = [json.loads(text) for text in done.stdout.splitlines()]
    assert SECRET not in done.stdout
    assert "192.0.2" not in done.stdout
    assert (error["release"], error["environment"]) == ("2026.11", "staging")
    assert error["request"] == {"method": "POST"}
    assert error["tags"] == {"request": "name-of-the-request"}
    assert error["transaction"] == "/robots.txt"
    assert [value["type"] for value in error["exception"]["values"]] == ["ValueError", "RuntimeError"]
    assert error["exception"]["values"][1]["stacktrace"]["frames"][-1]["function"] == "broken"
    assert not {"user", "extra", "breadcrumbs", "modules", "server_name"} & error.keys()
    assert line["logentry"] == {"formatted": "Asked /schools/"}


def test_without_a_sentry_nothing_of_it_is_loaded():
    code = "import sys, alliance_site.wsgi; print([name for name in sys.modules if name.startswith('sentry')])"
    done = run(sys.executable, "-c", code, env=environment(**PRODUCTION))
    assert done.stdout == "[]\n", done.stderr
