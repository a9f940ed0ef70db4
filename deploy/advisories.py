"""`python -m deploy.advisories`: report known vulnerabilities of locked packages, using pip-audit.

Exits with 1 if there are any, or with 77 (skipped) if the service cannot be reached.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-local.txt", "requirements-dev.txt")
OPTIONS = ("--require-hashes", "--disable-pip", "--format=json", "--timeout=5", "--progress-spinner=off")
SECONDS = 120
SKIPPED = 77


def main() -> int:
    checked = [package for package in audited() if "skip_reason" not in package]
    if not checked:
        sys.stdout.write("the vulnerability database cannot be reached from here\n")
        return SKIPPED
    faults = [(package, vulnerability) for package in checked for vulnerability in package["vulns"]]
    for package, vulnerability in faults:
        fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
        sys.stdout.write(f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}\n")
    return 1 if faults else 0


def audited() -> list[dict]:
    """Return the locked packages with their vulnerabilities; none if the service does not answer."""
    files = [f"--requirement={ROOT / lock}" for lock in LOCKS]
    command = [sys.executable, "-m", "pip_audit", *files, *OPTIONS]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 (pip-audit, with constants)
        return json.loads(run.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        return []


if __name__ == "__main__":
    sys.exit(main())
