"""No log contains what families searched for, such as where they live."""

import contextlib
import io
import logging
import threading
import time
import urllib.error
import urllib.request

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

SECRET = "Willowbrook"
PATHS = ["/schools/", "/schools/compare/", "/schools/results.json", "/search/", "/no-such-page/"]


@pytest.fixture
def log():
    """Capture the console output of the site's own handler during a test."""
    handler = next(one for one in logging.getLogger("django.server").handlers if one.name == "console")
    assert handler in logging.getLogger().handlers  # the handler of all other loggers
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.fixture
def server(transactional_db):
    """The address of the development server, which logs every request."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_internal_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_running_server_logs_the_address_without_the_question(server, log):
    for path in PATHS:
        asked = urllib.request.Request(f"{server}{path}?q={SECRET}&near={SECRET}&school={SECRET}")
        with contextlib.suppress(urllib.error.HTTPError):  # one of them is a 404
            urllib.request.urlopen(asked, timeout=30).read()
    deadline = time.monotonic() + 10
    while not all(f"GET {path} HTTP/1.1" in log.getvalue() for path in PATHS):  # the log line follows the response
        assert time.monotonic() < deadline, log.getvalue()
        time.sleep(0.05)
    assert SECRET not in log.getvalue()


@pytest.mark.django_db
def test_an_error_on_the_way_to_the_answer_logs_no_question(client, log, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("broken")

    client.raise_request_exception = False
    monkeypatch.setattr("schools.profiles.models.school_index_page.find", broken)
    assert client.get("/schools/", {"near": SECRET}).status_code == 500
    assert "Internal Server Error: /schools/" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_sentence_with_a_question_mark_stays(log):
    logging.getLogger("somewhere").warning("Really? %s", "Yes.")
    assert "Really? Yes." in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/schools/?near=90044", "/search/?q=90044"])
def test_the_browser_tells_nobody_the_question(client, path):
    assert client.get(path)["Referrer-Policy"] == "strict-origin"
