"""Uploads are read in a process that the system ends at its limits; a list of redirects has limits as CSV and Excel."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from media.uploads import process
from media.uploads.checks import check_table
from media.uploads.limits import Budget, OverBudget, Refused
from tests.schools.exchange.files import table, workbook

LIMITED = """
import resource
from media.uploads.process import limit
limit(3)
{}
"""


def run(code: str, settings) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", LIMITED.format(code)]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, env={}, check=False)


def test_the_child_process_has_limits_of_time_and_memory(settings):
    code = "print(*resource.getrlimit(resource.RLIMIT_CPU), *resource.getrlimit(resource.RLIMIT_AS))"
    assert run(code, settings).stdout.split() == ["3", "4", *2 * [str(process.MOST_MEMORY)]]


@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="only Linux chooses by a score")
def test_the_child_is_killed_first_when_memory_runs_out(settings):
    assert run("print(open('/proc/self/oom_score_adj').read())", settings).stdout.strip() == "1000"


def test_a_killed_child_refuses_the_file(monkeypatch):
    ended = subprocess.CompletedProcess([], -9, b"", b"")
    monkeypatch.setattr(process.subprocess, "run", lambda *_command, **_options: ended)
    with pytest.raises(OverBudget):
        process.ask("picture.read", BytesIO(b""), Budget(), "jpeg", "9")


def test_our_own_error_is_not_the_files():
    with pytest.raises(ImportError):
        process.answer("no_such_module.read", b"", Budget())
    with pytest.raises(RuntimeError, match="ModuleNotFoundError"):
        process.ask("no_such_module.read", BytesIO(b""), Budget())


def test_the_reason_is_logged_without_the_content(caplog):
    with pytest.raises(Refused, match="broken"):
        process.ask("picture.read", BytesIO(b"content of a person"), Budget(), "jpeg", "9")
    assert "picture.read could not read a file: UnidentifiedImageError" in caplog.text
    assert "content" not in caplog.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_has_two_hundred_redirects_and_a_header_and_no_more(kind):
    def check(rows: list) -> None:
        check_table(SimpleUploadedFile(f"a.{kind}", {"csv": table, "xlsx": workbook}[kind](rows)))

    check([["a"] * 20] * 201)
    for rows, said in (
        ([["/a", "/b"]] * 202, "more than 201 rows"),
        ([["a"] * 21], "Row 1 has more than 20 columns"),
        ([["/a", "/b"], ["a" * 2_001, "b"]], "A cell in row 2 has more than 2000 characters"),
    ):
        with pytest.raises(ValidationError, match=said):
            check(rows)
