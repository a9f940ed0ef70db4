"""Sentry gets what failed and where. Without a DSN it is not even imported."""

import json
import sys

from tests.ground.programs import environment, run
from tests.production import PRODUCTION

SECRET = "Willowbrook"
DSN = "https://key@sentry.example.org/1"

# A view's error with everything a request can carry, sent to a transport that prints it.
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
next(one for one in urlpatterns if getattr(one, "name", "") == "robots").callback = csrf_exempt(broken)
asked = RequestFactory(headers={
    "host": "www.example.org", "x-forwarded-proto": "https", "x-request-id": "name-of-the-request",
    "cookie": "sessionid=" + secret, "user-agent": secret, "authorization": secret,
}).post("/robots.txt?near=" + secret, {"name": secret}, REMOTE_ADDR="192.0.2.77")
list(application(asked.environ, lambda status, headers: None))
logging.getLogger("somewhere").error("Asked /schools/?near=%s", secret, extra={"form": secret})
"""


def sentry(code, *arguments, **variables):
    return run(sys.executable, "-c", code, *arguments, env=environment(**PRODUCTION | variables))


def test_an_error_tells_what_failed_and_nothing_of_who_asked():
    done = sentry(REQUEST, SECRET, SENTRY_DSN=DSN, ENVIRONMENT="staging")
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
    done = sentry(code)
    assert done.stdout == "[]\n", done.stderr
