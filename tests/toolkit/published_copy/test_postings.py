"""The list of required documents is in the copy once something is posted, and disappears when nothing is."""

from tests.schools.postings.samples import post

SCHOOL, NETWORK = "/schools/gertz-ressler/required-documents/", "/required-documents/"


def test_what_is_posted_first_brings_page_and_document(copy):
    paper = post()
    copy.show()
    assert "School Accountability Report Card" in copy.text(SCHOOL)
    assert copy.file(paper.document.url).is_file()
    assert not copy.text("/schools/odonovan/required-documents/")


def test_the_network_s_stand_everywhere_after_the_sweep(copy):
    post("board-agenda", None, contact="The agenda")
    copy.publish()
    for path in (NETWORK, SCHOOL, "/schools/odonovan/required-documents/"):
        assert "The agenda" in copy.text(path)
    assert "required-documents" in copy.text("/")
    assert "required-documents" in copy.text("/schools/gertz-ressler/")
