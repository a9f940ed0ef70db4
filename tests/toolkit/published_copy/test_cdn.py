"""A CDN that hangs or refuses blocks nothing, and only successful purges are logged."""

import pytest
import requests
import responses
from botocore.exceptions import ClientError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from moto import mock_aws
from responses import matchers
from wagtail.contrib.frontend_cache.utils import get_backends

from alliance_site.settings import hosting
from toolkit.activity_log.models import AuditEntry
from toolkit.published_copy import purge

URLS = ["https://www.example.org/about/"]


@responses.activate
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500, "json": {}},
        {"status": 403, "body": "no"},
        {"status": 302, "json": {}},
        {"json": {"success": False}},
        {"body": requests.Timeout()},
    ],
)
def test_a_purge_that_is_refused_or_hangs_fails_and_another_succeeds(answer):
    backend = get_backends(hosting.cdn("cloudflare:zone:token"))["cloudflare"]
    address = backend.cloudflare_purge_endpoint_url
    does_not_hang = matchers.request_kwargs_matcher({"timeout": purge.SECONDS})
    responses.post(address, match=[does_not_hang], **answer)
    with pytest.raises((requests.RequestException, purge.Refused)):
        backend.purge_batch(URLS)
    responses.replace(responses.POST, address, json={"success": True})
    backend.purge_batch(URLS)


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
