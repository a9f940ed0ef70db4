"""Accessibility problems of posted PDF files get a plain message, and no broken file breaks the check."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from media import posting_checks
from media.uploads import child
from media.uploads.limits import Budget
from tests.schools.postings.samples import LINES, pdf


def file(content, name="report.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("lacks", "warned"),
    [
        ({}, []),
        ({"tagged": False}, ["untagged"]),
        ({"title": ""}, ["untitled"]),
        ({"title": "Microsoft Word - sarc final 2.docx"}, ["untitled"]),
        ({"title": "sarc-2026.pdf"}, ["untitled"]),
        ({"language": ""}, ["no-language"]),
        ({"language": "es-US"}, ["other-language"]),
        ({"text": ""}, ["scanned"]),
        (
            {"tagged": False, "title": "", "language": "", "text": ""},
            ["untagged", "untitled", "no-language", "scanned"],
        ),
    ],
)
def test_a_pdf_that_some_cannot_read_is_told_with_what_to_do(lacks, warned):
    assert posting_checks.warnings(file(pdf(**lacks)), ["en"]) == warned
    for name in warned:
        assert posting_checks.WARNINGS[name].said
        assert posting_checks.WARNINGS[name].to_do


@pytest.mark.parametrize(
    ("name", "content", "languages", "warned"),
    [
        ("a.pdf", pdf(language="es-US"), ["en", "es"], []),
        ("a.pdf", pdf(language="EN-us"), ["en"], []),
        ("a.pdf", pdf(text="", pages=120), ["en"], ["scanned"]),
        ("a.pdf", pdf(text=LINES, pages=120), ["en"], []),
        ("a.pdf", b"%PDF-1.7 nothing more", ["en"], ["unread"]),
        ("a.docx", b"PK", ["en"], []),
    ],
    ids=["one of its languages", "region", "long scan", "long text", "broken", "no PDF"],
)
def test_languages_go_by_their_first_part_and_long_files_by_some_pages(name, content, languages, warned):
    assert posting_checks.warnings(file(content, name), languages) == warned


@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_broken_file_breaks_the_gate(noise, at):
    whole = pdf()
    broken = whole[:at] + noise + whole[at + len(noise) :]
    found, _content = child.answer("pdf_contents.find_problems", broken, Budget(), "en")
    is_refused = (found["state"], found["result"]) == ("refused", "broken")
    assert is_refused or set(found["result"]) <= set(posting_checks.WARNINGS)
