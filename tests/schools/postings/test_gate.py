"""Uploaded documents: disguised files are refused, and accessibility problems get a plain message."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from media import posting_checks
from media.uploads import child
from media.uploads.budget import Budget
from media.uploads.checks import check_document
from tests.schools.postings.samples import LINES, pdf


def file(content, name="report.pdf"):
    return SimpleUploadedFile(name, content)


def package(*names):
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return output.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", pdf()), ("A.PDF", pdf()), ("a.csv", b"school,year\n"), ("a.txt", "Año".encode())],
)
def test_a_file_that_is_what_its_name_says_passes(name, content):
    one = file(content, name)
    check_document(one)
    one.seek(0)
    assert one.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf", b"  %PDF-1.7"),
        ("a.pdf", DOCX),
        ("a.docx", pdf()),
        ("a.docx", package("xl/workbook.xml", "[Content_Types].xml")),
        ("a.docx", package("word/document.xml")),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.xlsx", DOCX),
        ("a.csv", pdf()),
        ("a.csv", b"\x7fELF"),
        ("a.txt", b"  <svg onload=alert(1)>"),
        ("a.txt", b"\xef\xbb\xbf<!doctype html>"),
        ("a.txt", b"#!/bin/sh"),
    ],
)
def test_a_disguised_file_is_refused(name, content):
    with pytest.raises(ValidationError):
        check_document(file(content, name))


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


def test_languages_are_compared_by_their_first_part():
    assert posting_checks.warnings(file(pdf(language="es-US")), ["en", "es"]) == []
    assert posting_checks.warnings(file(pdf(language="EN-us")), ["en"]) == []


def test_a_long_scan_is_seen_by_some_of_its_pages():
    assert posting_checks.warnings(file(pdf(text="", pages=120)), ["en"]) == ["scanned"]
    assert posting_checks.warnings(file(pdf(text=LINES, pages=120)), ["en"]) == []


def test_what_cannot_be_read_is_said_to_be_unchecked():
    assert posting_checks.warnings(file(b"%PDF-1.7 nothing more"), ["en"]) == ["unread"]


def test_other_files_are_not_looked_at():
    assert posting_checks.warnings(file(DOCX, "a.docx"), ["en"]) == []


@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_broken_file_breaks_the_gate(noise, at):
    whole = pdf()
    broken = whole[:at] + noise + whole[at + len(noise) :]
    found, _content = child.answer("pdf_contents.find_problems", broken, Budget(), "en")
    is_refused = (found["state"], found["result"]) == ("refused", "broken")
    assert is_refused or set(found["result"]) <= set(posting_checks.WARNINGS)
