"""`python -m deploy.advisories`: report known vulnerabilities of locked packages, using pip-audit.

Exits with 1 if there are any, or with 77 (skipped) if the service cannot be reached.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
SECONDS = 120  # in total
SKIPPED = 77


def main() -> int:
    vulnerable, checked_count = [], 0
    for lock in LOCKS:
        packages = audit(lock)
        if packages is None:
            return report_skipped()
        checked = [package for package in packages if "skip_reason" not in package]
        checked_count += len(checked)
        vulnerable += [package for package in checked if package["vulns"]]
    if not checked_count:
        return report_skipped()
    for package in {package["name"]: package for package in vulnerable}.values():
        for vulnerability in package["vulns"]:
            fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
            sys.stdout.write(f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}\n")
    return 1 if vulnerable else 0


def audit(lock: str) -> list[dict] | None:
    """Return the packages in `lock` with their vulnerabilities, or None if the service does not answer."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(ROOT / lock),
        "--require-hashes",
        "--disable-pip",
    ]
    command += ["--format", "json", "--timeout", "5", "--progress-spinner", "off"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS / len(LOCKS), check=False)  # noqa: S603 (a fixed program)
        return json.loads(run.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        return None


def report_skipped() -> int:
    sys.stdout.write("the vulnerability database cannot be reached from here\n")
    return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
