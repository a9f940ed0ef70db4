"""Uploads are read in a process that the system ends at its limits."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from media.uploads import child, process
from media.uploads.budget import Budget, OverBudget

LIMITED = """
import resource
from media.uploads.child import limit
limit(3)
{}
"""


def run(code: str, settings) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", LIMITED.format(code)]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, env={}, check=False)


def test_it_may_use_so_much_time_and_memory(settings):
    code = "print(*resource.getrlimit(resource.RLIMIT_CPU), *resource.getrlimit(resource.RLIMIT_AS))"
    assert run(code, settings).stdout.split() == ["3", "4", *2 * [str(child.MOST_MEMORY)]]


@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="only Linux chooses by a score")
def test_it_ends_before_a_process_that_serves_when_the_memory_runs_out(settings):
    assert run("print(open('/proc/self/oom_score_adj').read())", settings).stdout.strip() == "1000"


def test_a_reader_that_the_system_ends_refuses_the_file(monkeypatch):
    ended = subprocess.CompletedProcess([], -9, b"", b"")
    monkeypatch.setattr(process.subprocess, "run", lambda *_command, **_options: ended)
    with pytest.raises(OverBudget):
        process.ask("picture", BytesIO(b""), Budget(), "jpeg", "9")
