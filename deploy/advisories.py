"""`python -m deploy.advisories`: report known vulnerabilities of locked packages, using pip-audit.

Exits with 1 if there are any, or with 77 (skipped) if the service cannot be reached.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCKS = sorted(Path(__file__).parents[1].glob("requirements*.txt"))
OPTIONS = ("--require-hashes", "--disable-pip", "--format=json", "--timeout=5", "--progress-spinner=off")
SECONDS = 120
SKIPPED = 77


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", *(f"--requirement={lock}" for lock in LOCKS), *OPTIONS]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 (pip-audit, with constants)
        checked = [package for package in json.loads(run.stdout)["dependencies"] if "skip_reason" not in package]
    except (subprocess.TimeoutExpired, ValueError):
        checked = []
    if not checked:
        sys.stdout.write("the vulnerability database cannot be reached from here\n")
        return SKIPPED
    faults = [(package, vulnerability) for package in checked for vulnerability in package["vulns"]]
    for package, vulnerability in faults:
        fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
        sys.stdout.write(f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
