"""Accessibility problems of posted PDF files get a plain message, and no broken file breaks the check."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from media import posting_checks
from media.uploads import process
from media.uploads.limits import Budget
from tests.schools.postings.samples import LINES, pdf

ALL = ["untagged", "untitled", "no-language", "scanned"]


@pytest.mark.parametrize(
    ("name", "content", "languages", "warned"),
    [
        ("a.pdf", pdf(), ["en"], []),
        ("a.pdf", pdf(tagged=False), ["en"], ["untagged"]),
        ("a.pdf", pdf(title=""), ["en"], ["untitled"]),
        ("a.pdf", pdf(title="Microsoft Word - sarc final 2.docx"), ["en"], ["untitled"]),
        ("a.pdf", pdf(title="sarc-2026.pdf"), ["en"], ["untitled"]),
        ("a.pdf", pdf(language=""), ["en"], ["no-language"]),
        ("a.pdf", pdf(language="es-US"), ["en"], ["other-language"]),
        ("a.pdf", pdf(language="es-US"), ["en", "es"], []),
        ("a.pdf", pdf(language="EN-us"), ["en"], []),
        ("a.pdf", pdf(text="", pages=120), ["en"], ["scanned"]),
        ("a.pdf", pdf(text=LINES, pages=120), ["en"], []),
        ("a.pdf", pdf(tagged=False, title="", language="", text=""), ["en"], ALL),
        ("a.pdf", b"%PDF-1.7 nothing more", ["en"], ["unread"]),
        ("a.docx", b"PK", ["en"], []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pdf_that_some_cannot_read_is_told_with_what_to_do(name, content, languages, warned):
    assert posting_checks.warnings(SimpleUploadedFile(name, content), languages) == warned
    for name in warned:
        assert posting_checks.WARNINGS[name].said
        assert posting_checks.WARNINGS[name].to_do


@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_broken_file_breaks_the_gate(noise, at):
    whole = pdf()
    broken = whole[:at] + noise + whole[at + len(noise) :]
    found, _content = process.answer("pdf_contents.find_problems", broken, Budget(), "en")
    is_refused = (found["state"], found["result"]) == ("refused", "broken")
    assert is_refused or set(found["result"]) <= set(posting_checks.WARNINGS)
