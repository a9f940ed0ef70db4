"""Dependencies: known vulnerabilities and licenses that are not allowed stop a change."""

import json
from types import SimpleNamespace

import pytest

from deploy import advisories, licenses

VULNERABLE = {"name": "django", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
FINE = {"name": "wagtail", "version": "7.4.4", "vulns": []}
UNKNOWN = {"name": "django", "skip_reason": "Dependency not found"}
NOT_THERE = "the vulnerability database cannot be reached from here\n"


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([FINE], 0, ""),
        ([FINE, VULNERABLE], 1, "django 1.0: CVE-1, fixed in 1.1\n"),
        ([UNKNOWN, FINE], 0, ""),
        ([UNKNOWN], advisories.SKIPPED, NOT_THERE),
        (None, advisories.SKIPPED, NOT_THERE),
    ],
)
def test_a_known_vulnerability_stops_a_change(monkeypatch, capsys, packages, code, said):
    """A service that does not answer stops nobody."""
    answer = SimpleNamespace(stdout=json.dumps({"dependencies": packages}) if packages else "")
    monkeypatch.setattr(advisories.subprocess, "run", lambda *_arguments, **_options: answer)
    assert advisories.main() == code
    assert capsys.readouterr().out == said


def test_a_page_that_is_not_true_any_more_stops_a_change(monkeypatch, capsys, tmp_path):
    assert licenses.main("--check") == 0
    monkeypatch.setattr(licenses, "PAGE", tmp_path / "licenses.md")
    assert licenses.main("--check") == 1
    assert "Run `python -m deploy.licenses`" in capsys.readouterr().err
    assert licenses.main() == 0
    assert licenses.main("--check") == 0
    monkeypatch.setattr(licenses, "FOR_THE_SITE", licenses.FOR_THE_SITE - {"MPL-2.0", "ISC License (ISCL)"})
    assert licenses.main("--check") == 1
    said = capsys.readouterr().err
    assert "license ISC License (ISCL) not in allow-only licenses was found for package anyascii" in said
    assert said.endswith("Replace the package, or allow the license in deploy/licenses.py.\n")
