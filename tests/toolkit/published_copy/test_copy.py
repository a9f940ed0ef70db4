"""The copy has exactly what a visitor gets, complete, and nothing that is not public; CDNs forget what changed."""

import gzip
import os
import re
import uuid
from datetime import timedelta

import boto3
import brotli
import pytest
import requests
import responses
from botocore.exceptions import ClientError
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.http import HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from moto import mock_aws
from responses import matchers
from wagtail.contrib.frontend_cache.utils import get_backends
from wagtail.models import Page, ReferenceIndex, Site

from alliance_site.settings import hosting
from pages.models import AboutPage, StandardPage
from schools.models import SchoolPage
from tests.cases import cases
from tests.factories import home, standard
from toolkit.activity_log.models import AuditEntry
from toolkit.published_copy import archive, purge, render
from toolkit.published_copy.models import Change, Edition, PublishedFile, Unpurged
from toolkit.published_copy.publisher import Batch, LostLock, publishing
from toolkit.published_copy.render import LINK, Broken, NotPublic

from .conftest import about, edit

ABOUT = "/about/"
URLS = ["https://www.example.org/about/"]


def test_the_copy_has_every_public_address_and_nothing_else(client, copy):
    listed = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").content.decode())
    others = {address for (address,) in cases(__file__, "other_addresses.csv")}
    profiles = [page for page in listed if re.search("/(schools|escuelas)/[^/]+/$", page)]
    landscapes = {f"{profile}landscape.svg" for profile in profiles}
    assert "/schools/gertz-ressler/landscape.svg" in landscapes
    assert copy.addresses() == {*listed, *others, *landscapes}
    names = {str(copy.file(address)) for address in copy.addresses()}
    assert {re.sub(r"\.(gz|br)$", "", str(file)) for file in copy.site.rglob("*.*")} == names


LINKED = re.compile(r'<a\s[^>]*?href="(/[^"#]*)')
# Served only by the application, or stored in other folders.
ELSEWHERE = re.compile(
    r"\?|^/(?:search|es/buscar)/|^/(?:admin|media|static|share)/|/(?:report|avisar-de-un-error|compare|comparar|sheet|hoja)/$"
)


def test_each_file_is_there_in_all_forms_and_each_page_is_found_from_the_home_page(copy):
    for address in copy.addresses():
        plain = copy.file(address)
        answer = plain.read_bytes()  # what the site says: test_changes.py
        assert gzip.decompress(plain.with_name(plain.name + ".gz").read_bytes()) == answer, address
        assert brotli.decompress(plain.with_name(plain.name + ".br").read_bytes()) == answer, address
        assert plain.stat().st_mode & 0o777 == 0o644
    pages = {address for address in copy.addresses() if copy.file(address).name == "index.html"}
    waiting, seen = ["/"], copy.addresses() - pages
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen.add(address)
            text = copy.text(address)
            assert text.rstrip().endswith("</html>"), address
            waiting += [link for link in LINKED.findall(text) if not ELSEWHERE.search(link)]
    assert copy.addresses() - seen == {"/events/", "/es/eventos/"}  # nothing leads to a list that is empty


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (200, {"Cache-Control": "private, no-store"}, NotPublic),
        (200, {}, NotPublic),
        (404, {"Cache-Control": "public"}, NotPublic),
        (302, {"Cache-Control": "public", "Location": "/"}, NotPublic),
        (500, {"Cache-Control": "public"}, Broken),
        (200, {"Cache-Control": "public", "Cookie": "seen"}, NotPublic),
    ],
)
def test_a_private_response_is_never_written(monkeypatch, status, headers, error):
    answer = HttpResponse("x", status=status, headers=headers)
    if "Cookie" in headers:
        answer.set_cookie("seen", "yes")
    handler = type("Handler", (), {"get_response": lambda self, request: answer})
    monkeypatch.setattr(render, "_handler", handler)
    with pytest.raises(error):
        render.render(Site.objects.get(), "/about/")


@pytest.fixture
def told(settings):
    """The addresses purged from the CDN."""
    settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "somewhere"}}

    def addresses():
        jobs = DBTaskResult.objects.filter(task_path=purge.purge_urls.module_path)
        return {url.removeprefix("http://testserver") for job in jobs for url in job.args_kwargs["args"][0]}

    return addresses


def test_a_sweep_mends_what_a_killed_publisher_left(copy, told):
    """Missing files, files without a record, and one of equal length that is not recorded, which is purged."""
    right, foreign = copy.text(ABOUT), copy.site / "taken-down" / "index.html"
    pages = {
        ending: copy.file(address) for ending, address in {"": "/mission/", ".gz": "/", ".br": "/contact/"}.items()
    }
    missing = [page.with_name(page.name + ending) for ending, page in pages.items()]
    for file in missing:
        file.unlink()
    copy.file(ABOUT).write_text("x" * len(right.encode()))
    foreign.parent.mkdir()
    half, fresh = copy.site / ".half.html", copy.site / ".in-the-making.html"
    for file in (foreign, half, fresh):
        file.write_text("Zebracorn")
    os.utime(half, (0, 0))
    copy.publish("sweep")
    assert all(file.is_file() for file in missing)
    assert copy.text(ABOUT) == right
    assert {ABOUT, "/taken-down/"} <= told()
    assert [file.name for file in copy.site.rglob(".*")] == [fresh.name]
    assert not foreign.parent.exists()


def test_what_a_restored_database_does_not_know_leaves_before_any_page_is_rendered(copy, told, monkeypatch):
    """A page that was published by mistake after the backup does; one that is public waits for its new version."""
    for page in SchoolPage.objects.filter(slug="odonovan"):
        page.unpublish()
    mistake, about = "/schools/odonovan/", copy.text(ABOUT)
    PublishedFile.objects.filter(address__in=[mistake, ABOUT]).delete()
    Change.objects.all().delete()
    Change.objects.create(label="check", key="after a restore")
    seen, reported = [], []
    monkeypatch.setattr(Batch, "update", lambda *_: seen.append((copy.text(mistake), copy.text(ABOUT))))
    with publishing() as publisher:
        publisher.report = reported.append
        publisher.show(publisher.pending())
    assert seen[0] == ("", about)
    assert not copy.file(mistake).parent.exists()
    assert mistake in reported
    assert mistake in told()
    assert not {address for address in told() if address.endswith((".br", ".gz"))}


def test_the_nightly_check_corrects_and_reports_changed_files(copy, caplog):
    """It reports no ordinary changes."""
    right = copy.text(ABOUT)
    copy.file(ABOUT).unlink()
    Change.objects.create(label="sweep", key="a new day")
    *_shown, sweep = copy.publish("check")
    assert (sweep.is_check, sweep.written) == (False, 1)
    *_shown, check = copy.publish()
    assert (check.is_check, check.written) == (True, 0)
    assert copy.text(ABOUT) == right
    assert "corrected" not in caplog.text
    assert not Change.objects.exists()
    copy.file(ABOUT).write_text("x" * len(right.encode()))
    *_shown, check = copy.publish("check")
    assert copy.text(ABOUT) == right
    assert (check.is_check, check.written) == (True, 1)
    assert "corrected 1 addresses: ['/about/']" in caplog.text


def test_an_address_may_have_accents_and_one_that_no_file_can_have_is_skipped(client, copy):
    assert home().add_child(instance=StandardPage(title="Niños y niñas")).slug == "ninos-y-ninas"
    page = standard("Niños", slug="niños")
    copy.show()
    assert (copy.site / "niños" / "index.html").read_bytes() == client.get("/ni%C3%B1os/").content
    page.unpublish()
    copy.show()
    assert not (copy.site / "niños").exists()
    standard("Long", slug="ñ" * 150)
    standard("Other")
    *_shown, sweep = copy.publish()
    assert copy.file("/other/").exists()
    assert sweep.failed == 1


def test_older_code_leaves_files_of_newer_code_alone(copy):
    unknown = ContentType.objects.create(app_label="pages", model="ofthefuture")
    Page.objects.filter(pk=standard("Future").pk).update(content_type=unknown)
    ours = {"to_content_type": ContentType.objects.get_for_model(Page), "to_object_id": str(about().pk)}
    theirs = {"base_content_type": unknown, "content_type": unknown, "object_id": "1", "model_path": "x"}
    ReferenceIndex.objects.create(**ours, **theirs, content_path="x", content_path_hash=uuid.uuid4())
    Change.objects.create(label="pages.ofthefuture", key="1")
    Change.objects.create(label="wagtailcore.page", key=str(about().pk))
    *_shown, sweep = copy.publish()
    assert sweep.finished
    assert "/future/" not in copy.addresses()


def test_a_failing_page_keeps_its_last_version_and_is_retried_once_a_minute(copy, monkeypatch):
    before = copy.text(ABOUT)
    edit(summary="Zebracorn")
    Change.objects.create(label="check", key="nightly")
    with monkeypatch.context() as broken, publishing() as publisher:
        broken.setattr(AboutPage, "get_context", lambda *_, **__: 1 / 0)
        publisher.show(publisher.pending())
        assert publisher.sweep_on().failed
        check = publisher.sweep_on()
        assert (check.is_check, check.failed) == (True, 2)  # in both languages
        assert copy.text(ABOUT) == before
        assert Change.objects.get().label == "failed"
        assert 50 < publisher.until_sweep() < 70
        Change.objects.update(at=timezone.now() + timedelta(days=1))
        assert publisher.until_sweep() == 0, "a clock that was set back delays no sweep"
        Change.objects.update(at=timezone.now() - timedelta(minutes=1))
        assert publisher.until_sweep() <= 0
        again = publisher.sweep_on()
        assert (again.is_check, again.failed) == (False, 2)
        assert 50 < publisher.until_sweep() < 70
    copy.publish()
    assert "Zebracorn" in copy.text(ABOUT)


def test_a_full_disk_or_a_killed_publisher_loses_no_change(copy, monkeypatch):
    edit(summary="Zebracorn")
    waiting = Change.objects.count()
    before = copy.times()
    with monkeypatch.context() as full:
        full.setattr(type(storages["published"]), "_save", no_space)
        with pytest.raises(OSError, match="No space"):
            copy.publish()
    assert copy.times() == before
    assert Change.objects.filter(is_shown=False).count() == waiting
    copy.show()
    assert "Zebracorn" in copy.text(ABOUT)
    edit(summary="Zebracorn again")
    with monkeypatch.context() as dying:
        dying.setattr(archive, "put", no_space)
        with pytest.raises(OSError, match="No space"):
            copy.publish()
    copy.show()
    known = PublishedFile.objects.get(address=ABOUT)
    assert b"Zebracorn again" in archive.content(Edition.objects.get(address=ABOUT, until=None, digest=known.digest))


def no_space(*arguments):
    raise OSError(28, "No space left on device")


def test_the_copy_can_be_in_an_object_store(copy, settings):
    with mock_aws():
        store = boto3.client("s3", region_name="us-east-1")
        store.create_bucket(Bucket="published")
        options = {"bucket_name": "published", "region_name": "us-east-1", "file_overwrite": True}
        published = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"published": published}
        PublishedFile.objects.all().delete()
        copy.publish("sweep")
        page = store.get_object(Bucket="published", Key="site/about/index.html")
        assert page["ContentType"] == "text/html; charset=utf-8"
        assert page["Body"].read() == copy.file(ABOUT).read_bytes()
        feed = store.head_object(Bucket="published", Key="site/stories/feed/index.atom")
        assert feed["ContentType"].startswith("application/atom+xml")
        assert store.head_object(Bucket="published", Key="site/about/index.html.br")["ContentEncoding"] == "br"


def test_a_lost_session_stops_the_publisher_before_it_writes(copy):
    with publishing() as publisher:
        publisher.session = -1
        Change.objects.create(label="wagtailcore.page", key=str(about().pk))
        copy.file(ABOUT).unlink()
        with pytest.raises(LostLock):
            publisher.show(publisher.pending())
    assert not copy.file(ABOUT).exists()


def test_links_are_found_however_their_tags_are_broken_over_lines():
    assert LINK.findall(b'<a\n  class="arrow" href="/about/?a=b">') == [b"/about/"]


# CDNs


def test_only_changed_addresses_are_purged_at_a_cdn_and_once_more_later(copy, told, monkeypatch):
    asked = []
    monkeypatch.setattr(purge, "get_backends", lambda: {"cdn": type("CDN", (), {"purge_batch": asked.append})})
    edit(summary="Zebracorn")
    copy.publish()
    jobs = DBTaskResult.objects.filter(task_path=purge.purge_urls.module_path).order_by("enqueued_at")
    urls = [job.args_kwargs["args"][0] for job in jobs]
    assert urls[:2] == [urls[0]] * 2
    assert "http://testserver/about/" in urls[0]
    assert not any("/privacy/" in url for job in urls for url in job)
    assert jobs.ready().count() == jobs.count() / 2
    purge.purge_urls.call(urls[0])
    assert asked == [urls[0]]
    assert AuditEntry.objects.get(action="cdn.purged").detail["count"] == len(urls[0])


def test_purges_of_a_killed_publisher_are_sent_by_the_next(copy, told, monkeypatch):
    edit(summary="Zebracorn")
    StandardPage.objects.get(slug="privacy").unpublish()
    with monkeypatch.context() as dying:
        dying.setattr(Batch, "end", no_space)
        with pytest.raises(OSError, match="No space"):
            copy.publish()
    assert not told()
    assert "Zebracorn" in copy.text(ABOUT)
    copy.publish()
    assert {ABOUT, "/privacy/"} <= told()
    assert not Unpurged.objects.exists()
    assert DBTaskResult.objects.filter(task_path=purge.purge_urls.module_path).count() <= 4, "few requests"


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
