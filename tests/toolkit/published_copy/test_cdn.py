"""A CDN that hangs or refuses blocks nothing, and only successful purges are logged."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from botocore.exceptions import ClientError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from moto import mock_aws
from wagtail.contrib.frontend_cache.utils import get_backends

from alliance_site.settings import hosting
from toolkit.activity_log.models import AuditEntry
from toolkit.published_copy import purge

URLS = ["https://www.example.org/about/"]


class Server(ThreadingHTTPServer):
    """A server with preset responses that records requests."""

    answer, asked = (200, b"{}"), None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked = (self.path, self.headers["Host"])
        if self.server.answer is None:
            time.sleep(2)
            return
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with Server(("127.0.0.1", 0), Handler) as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def backend(server):
    made = get_backends(hosting.cdn("cloudflare:zone:token"))["cloudflare"]
    made.cloudflare_purge_endpoint_url = f"{server.url}/zone"
    return made


def test_a_purge_that_hangs_times_out(backend, server, monkeypatch):
    monkeypatch.setattr(purge, "SECONDS", 0.2)
    server.answer = None
    with pytest.raises(requests.Timeout):
        backend.purge_batch(URLS)


@pytest.mark.parametrize("answer", [(500, b"{}"), (403, b"no"), (302, b"{}"), (200, b'{"success": false}')])
def test_a_refused_purge_fails_and_another_succeeds(backend, server, answer):
    server.answer = answer
    with pytest.raises((requests.RequestException, purge.Refused)):
        backend.purge_batch(URLS)
    server.answer = (200, b'{"success": true}')
    backend.purge_batch(URLS)
    assert server.asked[0] == "/zone"


def test_a_cloudfront_error_fails():
    with mock_aws():
        made = get_backends(hosting.cdn("cloudfront:E123"))["cloudfront"]
        with pytest.raises(ClientError):
            made.purge_batch(URLS)


@pytest.mark.django_db
def test_failed_purges_are_retried_at_growing_intervals(monkeypatch, caplog):
    backend = type("CDN", (), {"purge_batch": lambda self, urls: 1 / 0})()
    monkeypatch.setattr(purge, "get_backends", lambda: {"cdn": backend})
    purge.purge_urls.call(URLS)
    waits = []
    while job := DBTaskResult.objects.first():
        waits.append(round((job.run_after - timezone.now()).total_seconds()))
        assert job.args_kwargs["args"][0] == URLS
        job.delete()
        purge.purge_urls.call(*job.args_kwargs["args"])
    assert waits == [15, 60, 240, 960, 3840, 15360]
    assert "Gave up trying to purge" in caplog.text
    assert URLS[0] in caplog.text
    assert not AuditEntry.objects.filter(action="cdn.purged").exists()
