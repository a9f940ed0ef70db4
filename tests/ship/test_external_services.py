"""Settings for services on other machines: private buckets, CDN purging, and secret keys."""

import json
import socket
import sys
import time
from io import BytesIO

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.test import Client
from moto import mock_aws
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from alliance_site.settings import hosting
from media.models import SiteDocument
from tests.ground.programs import environment, run
from tests.production import PRODUCTION
from toolkit.monitoring import probes
from toolkit.object_store import PATIENCE

READ = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in
    ("STORAGES", "WAGTAILFRONTENDCACHE", "CACHES", "SECRET_KEY_FALLBACKS")}))
"""
OLDER, OLDEST = (f"{start}{'0123456789abcdef' * 4}" for start in "$a")
ALL = {
    "MEDIA_BUCKET": "uploads",
    "PUBLISHED_BUCKET": "copy",
    "CDN": "cloudflare:zone:token",
    "SECRET_KEY_FALLBACKS": f"{OLDER}, {OLDEST}",
}


def read(**variables) -> dict:
    done = run(sys.executable, "-c", READ, env=environment(**PRODUCTION, **variables))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_reads_all_of_it_from_the_environment_and_else_it_is_on_this_machine():
    found = read(**ALL)
    assert found["STORAGES"]["default"]["OPTIONS"]["bucket_name"] == "uploads"
    assert found["STORAGES"]["published"]["OPTIONS"] == {
        "bucket_name": "copy",
        "default_acl": None,
        "file_overwrite": True,
        "max_memory_size": hosting.SPOOLED,
    }
    assert set(found["WAGTAILFRONTENDCACHE"]) == {"cloudflare"}
    assert found["SECRET_KEY_FALLBACKS"] == [OLDER, OLDEST]
    found = read()
    assert found["STORAGES"]["default"]["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert found["STORAGES"]["published"]["BACKEND"] == "toolkit.atomic_files.WholeFileStorage"
    assert found["WAGTAILFRONTENDCACHE"] == {}
    assert found["SECRET_KEY_FALLBACKS"] == []


def test_half_a_cdn_is_refused():
    for value in ("cloudflare:zone", "cloudflare::token", "cloudflare:a:b:c", "cloudfront:"):
        with pytest.raises(ImproperlyConfigured, match="CDN must be"):
            hosting.cdn(value)


@pytest.fixture
def bucket(settings):
    with mock_aws():
        store = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="uploads")
        settings.STORAGES = {
            **settings.STORAGES,
            "default": hosting.bucket("uploads", overwrite=False, media_url="/media/"),
        }
        yield store


@pytest.mark.django_db
def test_uploads_in_a_bucket_are_served_on_this_site_and_nothing_in_it_is_public(bucket, settings, tmp_path):
    image = get_image_model().objects.create(title="Steps", file=get_test_image_file("a b.png"))
    rendition = image.get_rendition("width-100")
    assert rendition.url.startswith("/media/images/")
    assert "?" not in rendition.url
    keys = [entry.key for entry in bucket.objects.all()]
    assert {key.partition("/")[0] for key in keys} == {"original_images", "images"}
    for key in keys:
        grants = bucket.Object(key).Acl().grants
        assert not any("AllUsers" in grant["Grantee"].get("URI", "") for grant in grants), key
    file = BytesIO(b"%PDF-1.4 minutes")
    document = SiteDocument(title="Minutes")
    document.file.save("minutes.pdf", file)
    document.save()
    answer = Client().get(document.url)
    assert answer.status_code == 200
    assert answer.getvalue() == b"%PDF-1.4 minutes"
    first = storages["default"].save("documents/plan.pdf", BytesIO(b"1"))
    assert storages["default"].save("documents/plan.pdf", BytesIO(b"2")) != first
    settings.PUBLISH, settings.PUBLISHED_ROOT = True, tmp_path / "nowhere"
    settings.STORAGES = {**settings.STORAGES, "published": hosting.bucket("uploads", overwrite=True)}
    probes.published_copy()


def test_a_store_that_accepts_and_does_not_answer_holds_nobody_for_long(settings, monkeypatch):
    assert sum((PATIENCE["connect_timeout"], PATIENCE["read_timeout"])) * PATIENCE["retries"]["total_max_attempts"] < 15
    monkeypatch.setitem(PATIENCE, "read_timeout", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "key")
        settings.STORAGES = {**settings.STORAGES, "default": hosting.bucket("uploads", overwrite=False)}
        start = time.monotonic()
        with pytest.raises(ReadTimeoutError):
            storages["default"].open("documents/minutes.pdf").read()
    assert time.monotonic() - start < 10
