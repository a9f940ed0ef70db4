"""Public documents are copied as uploaded, private ones are not; required ones have their page."""

import gzip

from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from tests.schools.postings.samples import post

from .conftest import PDF, upload


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


# Required documents


SCHOOL, NETWORK = "/schools/gertz-ressler/required-documents/", "/required-documents/"


def test_what_is_posted_brings_its_page_and_document_and_the_networks_stands_everywhere(copy):
    paper = post()
    copy.show()
    assert "School Accountability Report Card" in copy.text(SCHOOL)
    assert copy.file(paper.document.url).is_file()
    assert not copy.text("/schools/odonovan/required-documents/")
    post("board-agenda", None, contact="The agenda")
    copy.publish()
    for path in (NETWORK, SCHOOL, "/schools/odonovan/required-documents/"):
        assert "The agenda" in copy.text(path)
    assert "required-documents" in copy.text("/")
    assert "required-documents" in copy.text("/schools/gertz-ressler/")
