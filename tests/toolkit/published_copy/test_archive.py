"""Public documents are in the copy, private ones are not, and staff can see what the site served on a past day."""

import gzip
import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from media.models import SiteDocument
from tests.html import soup
from tests.schools.people import person
from tests.schools.postings.samples import post
from toolkit.backups import databases
from toolkit.published_copy import archive
from toolkit.published_copy.models import Change, Edition
from toolkit.published_copy.publisher import publishing

from .conftest import FEW, about, edit

PDF = b"%PDF-1.4 agenda"


def days_ago(count):
    return (timezone.localtime() - timedelta(days=count)).date().isoformat()


def said(*arguments):
    out = StringIO()
    call_command("published", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def age(days):
    """Move all past versions further into the past."""
    more = timedelta(days=days)
    Edition.objects.update(since=F("since") - more, until=F("until") - more)


def upload(name="agenda.pdf", content=PDF, **values):
    paper = SiteDocument.objects.create(title="Agenda", file=ContentFile(content, name=name), **values)
    paper.get_file_hash()  # as in the editor's form
    return paper


@pytest.fixture
def changed(copy):
    """The page About had this text until today, when it got another one."""
    before = copy.text("/about/").rstrip()
    age(10)
    edit(summary="Zebracorn")
    copy.show()
    return before


def test_an_address_is_read_as_of_a_day_as_of_today_and_after_its_page_is_removed(copy, changed):
    then = days_ago(5)
    assert said("/about/", "--on", then).rstrip() == changed
    assert "Zebracorn" in said("/about/")
    assert "/about/" in said("--on", then)
    about().unpublish()
    copy.show()
    assert said("/about/", "--on", then).rstrip() == changed
    with pytest.raises(CommandError, match=r"/about/ has no version for .*Its history begins "):
        said("/about/")
    with pytest.raises(CommandError, match="Omit the address to list all addresses"):
        said("/abuot/")
    with pytest.raises(CommandError, match="not a valid date or time"):
        said("/about/", "--on", "2026-13-45")


def test_equal_contents_are_stored_once_and_old_ones_deleted_but_never_current_ones(copy, settings):
    text = copy.text("/about/")
    for summary in ("Zebracorn", about().summary):
        edit(summary=summary)
        copy.show()
    assert copy.text("/about/") != ""
    editions = list(Edition.objects.filter(address="/about/").order_by("since"))
    between = editions[1].digest
    assert len(editions) == 3
    assert editions[0].digest == editions[2].digest
    assert archive.content(editions[0]).decode() == text
    age(settings.ARCHIVE_DAYS + 1)
    assert archive.forget_in_time() or not Edition.objects.filter(digest=between).exists()
    files = [list((copy.root / "archive").rglob(f"{digest}*")) for digest in (editions[0].digest, between)]
    assert [len(found) for found in files] == [1, 0]
    assert said("/about/").rstrip() == text.rstrip()


@pytest.fixture
def strays(copy, monkeypatch):
    """More unused contents than one batch: one just created, the others a week old."""
    monkeypatch.setattr(archive, "BATCH_SIZE", 3)
    files = [copy.root / "archive" / f"{n:02x}" / f"{n:064x}.gz" for n in range(8)]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"of a day that the database does not know")
    week_ago = time.time() - 7 * 86_400
    for file in [*(copy.root / "archive").rglob("*.gz")]:
        if file != files[0]:
            os.utime(file, (week_ago, week_ago))
    return files


def test_only_the_nightly_check_deletes_contents_that_the_record_does_not_name(copy, strays, caplog):
    """Not while a restore can be undone, and not before a change that waits."""
    copy.publish("sweep")
    before = databases.name_beside(f"{databases.KEPT}20261103t010203")
    with databases.server() as cursor:
        cursor.execute(f'CREATE DATABASE "{before}" TEMPLATE template0')
        try:
            copy.publish("check")
        finally:
            cursor.execute(f'DROP DATABASE "{before}"')
    assert all(file.exists() for file in strays)
    Change.objects.create(label="check", key="nightly")
    with publishing() as publisher:
        publisher.show(publisher.pending())
        assert publisher.sweep_on(lambda: not publisher.queue)
    assert any(file.exists() for file in strays[1:])  # it yields to a change after each batch, whatever it found
    copy.publish("check")
    assert [file.exists() for file in strays] == [True] + 7 * [False]
    assert "unused contents of past versions" in caplog.text
    for edition in Edition.objects.all():
        assert archive.content(edition)


def test_one_day_or_all_of_an_address_can_be_erased_also_after_its_page_is_removed(copy, changed, monkeypatch):
    then = days_ago(5)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    said("/about/", "--erase", "--on", then)
    assert said("/about/", "--on", then)
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "y")
    said("/about/", "--erase", "--on", then)
    with pytest.raises(CommandError, match="erased"):
        said("/about/", "--on", then)
    assert "Zebracorn" in said("/about/")
    assert "/about/" in said(), "that there was something stays on record"
    about().unpublish()
    copy.show()
    said("/about/", "--erase")
    assert len(asked) == 2
    for edition in archive.history("/about/"):
        with pytest.raises(FileNotFoundError):
            archive.content(edition)
    with pytest.raises(CommandError, match="/abuot/ has no version for "):
        said("/abuot/", "--erase")


def test_documents_are_in_the_record_since_they_were_posted_unless_they_are_private(copy, tmp_path):
    paper = upload("paper.pdf", b"%PDF-1.4 first")
    SiteDocument.objects.update(created_at=timezone.now() - timedelta(days=3))
    copy.publish("sweep")
    then = days_ago(2)
    assert paper.url in said("--on", then)
    assert paper.url not in said("--on", days_ago(5))

    paper.file = ContentFile(b"%PDF-1.4 second", name="paper.pdf")
    paper._set_document_file_metadata()
    paper.save()
    copy.show()
    first = Edition.objects.filter(content_type="application/pdf").earliest("since")
    assert archive.content(first) == b"%PDF-1.4 first"
    assert first.until is not None
    with pytest.raises(CommandError, match="Add --save"):
        said(paper.url)
    said(paper.url, "--save", str(tmp_path / "now.pdf"))
    assert (tmp_path / "now.pdf").read_bytes() == b"%PDF-1.4 second"
    CollectionViewRestriction.objects.create(collection=paper.collection, restriction_type="login")
    copy.show()
    assert paper.url not in said()


# Documents


def test_a_document_is_published_first_compressed_if_that_helps_and_corrected(copy):
    paper = upload()
    run = copy.show()
    assert copy.file(paper.url).read_bytes() == PDF
    assert run.written == 1
    words = upload("agenda.txt", b"item " * 50)
    copy.show()
    assert gzip.decompress(copy.file(words.url + ".gz").read_bytes()) == b"item " * 50
    assert not copy.file(paper.url + ".gz").exists()
    copy.file(paper.url).write_bytes(PDF.upper())
    *_runs, check = copy.publish("check")
    assert copy.file(paper.url).read_bytes() == PDF
    assert check.written == 1


def test_an_unchanged_document_is_neither_read_nor_written_and_a_replaced_one_is_published(copy):
    papers = [upload(f"agenda-{number}.pdf") for number in range(3)]
    copy.show()
    before = copy.times()
    for paper in papers:
        paper.file.storage.delete(paper.file.name)  # reading it fails
    *_shown, run = copy.publish("sweep")
    assert (run.failed, run.written) == (0, 0)
    assert copy.times() == before
    paper = papers[0]
    old = copy.file(paper.url)
    paper.file = ContentFile(b"%PDF-1.4 another", name="agenda-2.pdf")
    paper.file_hash = ""
    paper.save()
    copy.show()
    assert copy.file(paper.url).read_bytes() == b"%PDF-1.4 another"
    assert not old.exists()


def test_a_private_or_deleted_document_is_removed_first(copy):
    below = Collection.get_first_root_node().add_child(name="Board").add_child(name="Closed sessions")
    private, deleted = upload(collection=below), upload("old.pdf")
    copy.show()
    files = copy.file(private.url), copy.file(deleted.url)
    assert all(file.is_file() for file in files)
    CollectionViewRestriction.objects.create(collection=below.get_parent(), restriction_type="groups")
    deleted.delete()
    copy.show()
    assert not any(file.exists() for file in files)


def test_a_document_with_a_lost_file_keeps_its_copy_and_is_reported(copy):
    lost = upload()
    lost.file.storage.delete(lost.file.name)
    kept = upload("kept.pdf")
    *_runs, sweep = copy.publish()
    assert sweep.failed == 1
    assert copy.file(kept.url).is_file()
    assert not copy.file(lost.url).exists()


def test_what_is_posted_brings_its_page_and_document_and_the_networks_stands_everywhere(copy):
    of_school, of_other = (f"/schools/{slug}/required-documents/" for slug in FEW)
    paper = post()
    copy.show()
    assert "School Accountability Report Card" in copy.text(of_school)
    assert copy.file(paper.document.url).is_file()
    assert not copy.text(of_other)
    post("board-agenda", None, contact="The agenda")
    copy.publish()
    for path in ("/required-documents/", of_school, of_other):
        assert "The agenda" in copy.text(path)
    assert "required-documents" in copy.text("/")
    assert "required-documents" in copy.text("/schools/gertz-ressler/")


# The history of a page


@pytest.fixture
def publisher(client, db):
    client.force_login(person("publisher", "Publisher"))
    return client


def past(on):
    return f"{reverse('published_page', args=[about().pk])}?on={on}"


def test_a_pages_history_links_to_its_past_versions(changed, publisher):
    history = soup(publisher.get(reverse("wagtailadmin_pages:history", args=[about().pk])))
    links = [link["href"] for link in history.select("main .past-days a")]
    assert links == [past(days_ago(0)), past(days_ago(10))]
    frames = soup(publisher.get(links[1])).main("iframe")
    assert [frame["srcdoc"].rstrip() for frame in frames] == [changed]
    today = soup(publisher.get(links[0])).main("iframe")
    assert ["Zebracorn" in frame["srcdoc"] for frame in today] == [True, False]  # two versions on that day


def test_a_past_version_runs_no_scripts_and_an_erased_one_is_not_shown(changed, publisher):
    evil = "<script>top.location = 'https://example.org/'</script><form action=/admin/></form>"
    archive.keep("/about/", "0" * 64, "text/html", lambda: evil.encode(), timezone.now())
    response = publisher.get(past(days_ago(0)))
    frame = soup(response).main.iframe
    assert frame["srcdoc"] == evil
    assert frame["sandbox"] == ["allow-same-origin"]
    assert evil not in response.content.decode()
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    for edition in Edition.objects.filter(address="/about/"):
        archive.erase(edition)
    main = soup(publisher.get(past(days_ago(0)))).main
    assert not main("iframe")
    assert "This copy was erased" in main.get_text()


def test_past_versions_need_the_permission_for_the_history_and_an_invalid_day_is_not_found(publisher, client):
    assert [publisher.get(past(on)).status_code for on in ("soon", "2026-13-01", "9999-12-31")] == [404] * 3
    client.force_login(person("listings", "Listings manager"))
    response = client.get(past(days_ago(0)))
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")
