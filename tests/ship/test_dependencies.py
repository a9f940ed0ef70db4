"""Dependencies: known vulnerabilities and licenses that are not allowed stop a change."""

import json
import subprocess
from types import SimpleNamespace

import pytest

from deploy import advisories, licenses

VULNERABLE = {"name": "django", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
FINE = {"name": "wagtail", "version": "7.4.4", "vulns": []}
UNKNOWN = {"name": "django", "skip_reason": "Dependency not found"}


@pytest.fixture
def answers(monkeypatch):
    """Return a function that sets the output of pip-audit."""

    def say(text):
        monkeypatch.setattr(advisories.subprocess, "run", lambda *_arguments, **_options: SimpleNamespace(stdout=text))

    return say


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([FINE], 0, ""),
        ([FINE, VULNERABLE], 1, "django 1.0: CVE-1, fixed in 1.1\n"),
        ([UNKNOWN, FINE], 0, ""),
        ([UNKNOWN], 77, "the vulnerability database cannot be reached from here\n"),
    ],
)
def test_a_known_vulnerability_stops_a_change(answers, capsys, packages, code, said):
    answers(json.dumps({"dependencies": packages}))
    assert advisories.main() == code
    assert capsys.readouterr().out == said


def test_a_service_that_does_not_answer_stops_nobody(answers, monkeypatch, capsys):
    answers("")
    assert advisories.main() == advisories.SKIPPED

    def late(*_arguments, **_options):
        raise subprocess.TimeoutExpired("pip-audit", 1)

    monkeypatch.setattr(advisories.subprocess, "run", late)
    assert advisories.main() == advisories.SKIPPED
    assert capsys.readouterr().out.count("\n") == 2


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR Evil-1.0", True),
        ("Apache-2.0 AND Evil-1.0", False),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("Artistic License; Evil-1.0", False),
        ("AGPL-3.0-or-later", False),
        ("GPL-3.0-or-later", False),
        ("UNKNOWN", False),
    ],
)
def test_licenses_are_allowed_by_name(expression, is_allowed):
    assert licenses.is_allowed(expression, licenses.FOR_THE_SITE) == is_allowed


def test_a_license_that_is_not_allowed_stops_a_change(monkeypatch, capsys):
    by_name = licenses.installed_licenses()
    monkeypatch.setattr(licenses, "installed_licenses", lambda: by_name | {"django": "Evil-1.0"})
    monkeypatch.setattr("sys.argv", ["licenses", "--check"])
    assert licenses.main() == 1
    assert capsys.readouterr().err == (
        "django has the license “Evil-1.0”, which is not on the list of allowed licenses. "
        "Replace the package, or allow the license in deploy/licenses.py.\n"
    )


def test_a_page_that_is_not_true_any_more_stops_a_change(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(licenses, "PAGE", tmp_path / "licenses.md")
    monkeypatch.setattr("sys.argv", ["licenses", "--check"])
    assert licenses.main() == 1
    assert "Run `python -m deploy.licenses`" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["licenses"])
    assert licenses.main() == 0
    monkeypatch.setattr("sys.argv", ["licenses", "--check"])
    assert licenses.main() == 0
